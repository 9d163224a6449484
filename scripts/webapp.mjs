// The lab as an installed application: a Vite plugin that compiles the service worker (src/offline/) into the build,
// with the list of the files that it keeps.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, resolve, sep } from 'node:path';
import { build } from 'vite';

/** What makes up the page. Anything else (weights, icons of scenes, word lists) is kept when it is first fetched. */
const PAGE_TYPES = new Set(['.html', '.js', '.css', '.svg', '.png', '.webmanifest']);

/** A larger file is kept when it is first fetched, even a script: a language's model is one of 3.8 MB. */
const PAGE_LIMIT = 1024 * 1024;

/**
 * The built files as the service worker lists them (`LabFile` in src/offline/files.ts).
 * @param {string} folder where the build lies
 */
function labFiles(folder) {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return found.map(({ parentPath, name }) => {
    const path = join(parentPath, name);
    const url = relative(folder, path).split(sep).join('/');
    const bytes = readFileSync(path);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return {
      url: url === 'index.html' ? './' : url,
      revision: url.startsWith('assets/') ? null : sha256.slice(0, 12), // Vite names those by their content
      sha256,
      ...((!PAGE_TYPES.has(extname(url)) || bytes.length > PAGE_LIMIT) && { onDemand: true }),
    };
  });
}

/** @returns {import('vite').Plugin} */
export function webApp() {
  /** @type {import('vite').ResolvedConfig} */
  let config;
  return {
    name: 'amp-lab:service-worker',
    apply: 'build',
    configResolved(resolved) {
      config = resolved;
    },
    async closeBundle() {
      const folder = resolve(config.root, config.build.outDir);
      await build({
        configFile: false,
        root: config.root,
        publicDir: false,
        logLevel: 'warn',
        define: { __LAB_FILES__: JSON.stringify(labFiles(folder)) },
        build: {
          outDir: folder,
          emptyOutDir: false,
          target: config.build.target,
          rolldownOptions: {
            input: join(config.root, 'src/offline/serviceWorker.ts'),
            output: { format: 'iife', entryFileNames: 'serviceWorker.js' },
          },
        },
      });
    },
  };
}
