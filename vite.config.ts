// How the page is built and served: cross-origin isolated, as `npm start` serves it too.
import { defineConfig } from 'vite';
import { codeVersion } from './scripts/version.mjs';

const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  define: { __VERSION__: JSON.stringify(codeVersion()) },
  server: { headers: isolation },
  preview: { headers: isolation },
  worker: { format: 'es' },
  build: { target: 'es2022' },
});
