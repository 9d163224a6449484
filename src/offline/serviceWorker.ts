// The service worker: the lab opens without a network after the first visit. It answers for the lab's own files and
// nothing else. A newer version is kept beside the one that runs and waits, until the page asks it to take over or no
// window of the lab is left. The build (scripts/webapp.mjs) fills in the list of files.
import { TAKE_OVER } from '../protocol/offline.ts';
import { LabFiles, type LabFile } from './files.ts';

declare const self: ServiceWorkerGlobalScope;
/** Of the build (scripts/webapp.mjs). */
declare const __LAB_FILES__: readonly LabFile[];

const { scope } = self.registration;
const files = new LabFiles(__LAB_FILES__, scope, self.caches, (url, init) => fetch(url, init));

self.addEventListener('install', (event) => event.waitUntil(files.keepPage()));

self.addEventListener('activate', (event) => event.waitUntil(activate()));

self.addEventListener('fetch', (event) => {
  const file = files.find(event.request);
  if (file !== undefined) event.respondWith(files.respond(file));
});

self.addEventListener('message', (event) => {
  if (event.data === TAKE_OVER) event.waitUntil(takeOver(event.ports));
});

async function activate(): Promise<void> {
  await files.dropOthers();
  await self.clients.claim();
  await files.keepFetched();
}

async function takeOver([answer]: readonly MessagePort[]): Promise<void> {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const others = windows.filter(({ url }) => url.startsWith(scope)).length - 1;
  answer?.postMessage(others);
  if (others === 0) await self.skipWaiting();
}
