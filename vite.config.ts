// How the page is built and served: cross-origin isolated, as `npm start` serves it too, with a service worker that
// keeps the built files, so that the lab opens without a network after the first visit.
import { defineConfig } from 'vite';
import { codeVersion } from './scripts/version.mjs';
import { webApp } from './scripts/webapp.mjs';

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
  plugins: [webApp()],
});
