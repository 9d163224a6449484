// Builds the page when its sources are newer than dist/, and serves it cross-origin isolated.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './setup.mjs';

const SOURCES = [
  'index.html',
  'package-lock.json',
  'vite.config.ts',
  'scripts/webapp.mjs',
  'src',
  'shaders',
  'public',
];

/** Time of the latest change of a file, or in a folder. */
function changed(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => changed(join(path, name))));
}

/** Runs `vite build` unless dist/ is newer than every source. */
async function buildIfStale() {
  const built = changed(join(ROOT, 'dist', 'index.html'));
  if (SOURCES.every((name) => changed(join(ROOT, name)) < built)) return;
  console.log('Building...');
  const { build } = await import('vite');
  await build({ root: ROOT, logLevel: 'warn' });
}

/**
 * Serves the built lab.
 * @param {number} port 0 = any free one
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 * @throws Error when the port is taken: the lab's data belongs to its address, so another port would look empty
 */
export async function serveLab(port) {
  await buildIfStale();
  const { preview } = await import('vite');
  try {
    const server = await preview({
      root: ROOT,
      logLevel: 'warn',
      preview: { port, strictPort: port !== 0, host: 'localhost', open: false },
    });
    const address = server.httpServer.address();
    return { url: `http://localhost:${address.port}/`, close: () => server.close() };
  } catch (error) {
    if (!/in use|EADDRINUSE/.test(error.message)) throw error;
    throw new Error(
      `Port ${port} is in use, perhaps by a lab that is already open. Choose another by --port N; ` +
        'runs and ladders are kept per address, so that lab starts empty.',
      { cause: error },
    );
  }
}
