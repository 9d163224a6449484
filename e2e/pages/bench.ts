// The benchmarks alone on a made-up lab. `?state=` chooses what is seen: fresh (no results), full (default: results of
// every kind, a job that was cut off), slow (the same, at a pace to look at), failed (every run ends with a lost GPU).
import '../../src/ui/bench/amp-bench.ts';
import '../../src/ui/tokens.css';
import { FakeLab } from '../fixtures/fakeLab.ts';

const state = new URLSearchParams(location.search).get('state') ?? 'full';
const bench = document.createElement('amp-bench');
const lab = new FakeLab(state === 'slow' ? 700 : 40, undefined, [], state !== 'fresh');
bench.client = lab;
if (state === 'failed') {
  lab.runBenchmark = () =>
    Promise.reject(
      Object.assign(new Error('The GPU was lost while working. Open it again and start again.'), {
        name: 'DeviceLostError',
      }),
    );
}
document.querySelector('main')?.append(bench);
