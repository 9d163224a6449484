// Runs one of src/host/*.ts under Node with Dawn: `node scripts/host.mjs NAME ARGS...`.
// Vite transforms the sources, so that TypeScript and `?raw` shaders mean the same here as in the page.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ROOT, setup } from './setup.mjs';
import { codeVersion } from './version.mjs';

/** Loads src/host/NAME.ts and resolves to what its main returns: the exit code. */
async function runHost(name, args) {
  const { createServer } = await import('vite');
  const server = await createServer({
    configFile: false,
    root: ROOT,
    define: { __VERSION__: JSON.stringify(codeVersion()) },
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    appType: 'custom',
    optimizeDeps: { noDiscovery: true },
    logLevel: 'error',
  });
  try {
    const module = await server.ssrLoadModule(`/src/host/${name}.ts`);
    return (await module.main(args)) ?? 0;
  } finally {
    await server.close();
  }
}

const { env } = await setup();
if (
  env.LD_LIBRARY_PATH !== process.env.LD_LIBRARY_PATH ||
  env.VK_ICD_FILENAMES !== process.env.VK_ICD_FILENAMES
) {
  // The folder of the Vulkan loader counts only when it is set before a process starts.
  const args = [fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  process.exit(spawnSync(process.execPath, args, { env, stdio: 'inherit' }).status ?? 1);
}
const [name, ...args] = process.argv.slice(2);
let code = 1;
try {
  code = await runHost(name, args);
} catch (error) {
  console.error(error instanceof Error ? error.stack : String(error));
}
process.exit(code);
