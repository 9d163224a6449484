// The ladders of a made-up lab, with the inspector. `?state=` chooses what is seen: full (default, 48 ladders and runs
// that read them), many (10,000), busy (the GPU is free from the third question on), failed (it is lost), idle (no GPU),
// fresh (no run yet). `?link=` is a path as a link names it.
import '../../src/ui/ladders/amp-ladder-browser.ts';
import { readLink } from '../../src/ui/inspect/readingView.ts';
import '../../src/ui/tokens.css';
import { FakeLab } from '../fixtures/fakeLab.ts';

const query = new URLSearchParams(location.search);
const state = query.get('state') ?? 'full';
const lab = new FakeLab(30, undefined, [], true);
const browser = document.createElement('amp-ladder-browser');
browser.client = lab;

const read = lab.inspectLadder.bind(lab);
let asked = 0;
if (state === 'busy') {
  lab.inspectLadder = async (request) => (++asked < 3 ? { kind: 'busy' } : read(request));
}
if (state === 'failed') {
  lab.inspectLadder = async (request) => {
    if (++asked > 1) return read(request);
    const message = 'The GPU was lost while reading a ladder. Open it again and start again.';
    throw Object.assign(new Error(message), { name: 'DeviceLostError' });
  };
}
if (state === 'fresh') lab.listRuns = async () => [];
if (state === 'idle') browser.idle = 'Models need the GPU.';

const link = readLink((query.get('link') ?? '').split('/').filter(Boolean));
const wanted = link?.dataset ?? (state === 'many' ? 'many' : 'meg');
browser.source = (await lab.listDatasets()).find(({ id }) => id === wanted);
if (link !== undefined) {
  browser.index = link.index;
  browser.reading = link.reading;
}
browser.addEventListener('amp-link', (event) => {
  document.body.dataset.link = (event as CustomEvent<string[]>).detail.join('/');
});
document.querySelector('main')?.append(browser);
