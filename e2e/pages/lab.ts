// The page on a made-up lab. `?state=` chooses what is seen: fresh, running (default), finished, stored, none, failed,
// ladders (datasets of 48 and of 10,000 ladders, runs, experiments, and jobs that were cut off), train (the same, fast).
import '../../src/ui/amp-lab.ts';
import '../../src/ui/tokens.css';
import { fakeResult, FakeLab } from '../fixtures/fakeLab.ts';

const state = new URLSearchParams(location.search).get('state') ?? 'running';
const lab = document.createElement('amp-lab');
lab.client = new FakeLab(
  { running: 400, ladders: 700, train: 60 }[state] ?? 0,
  state === 'none'
    ? { kind: 'unavailable', message: 'WebGPU is there, but it offers no adapter.' }
    : undefined,
  state === 'stored' ? [fakeResult({ seed: 1, size: 'full' })] : [],
  state === 'ladders' || state === 'train',
);
document.body.append(lab);
if (state === 'failed') {
  lab.client.runQuickstart = () =>
    Promise.reject(
      Object.assign(new Error('The GPU was lost while working. Open it again and start again.'), {
        name: 'DeviceLostError',
      }),
    );
}
if (['running', 'finished', 'failed'].includes(state)) {
  lab.runQuickstart({ seed: 1, size: 'full' }).catch(() => undefined);
}
