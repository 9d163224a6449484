// Runs one of src/host/*.ts under Node with Dawn: `node scripts/host.mjs NAME ARGS...`.
// Vite transforms the sources, so that TypeScript and `?raw` shaders mean the same here as in the page.
import { createServer } from 'vite';

const [name, ...args] = process.argv.slice(2);
const server = await createServer({
  configFile: false,
  root: new URL('..', import.meta.url).pathname,
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  appType: 'custom',
  optimizeDeps: { noDiscovery: true },
  logLevel: 'error',
});
let code = 1;
try {
  const module = await server.ssrLoadModule(`/src/host/${name}.ts`);
  code = (await module.main(args)) ?? 0;
} catch (error) {
  console.error(error instanceof Error ? error.stack : String(error));
}
await server.close();
process.exit(code);
