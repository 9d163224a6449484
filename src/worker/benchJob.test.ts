// Benchmarks as jobs, on a real device with a small random model: end to end, stopped and gone on with, judged by rules
// and by a text judge behind a server of our own.
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { CancelledError, ConfigError, DeviceLostError } from '../base/errors.ts';
import type { Gpu } from '../gpu/device.ts';
import { fileAssets } from '../host/assets.ts';
import { openDawn } from '../host/dawn.ts';
import {
  openTestJudgeServer,
  says,
  type JudgeRequest,
  type Move,
  type TestJudgeServer,
} from '../host/testJudgeServer.ts';
import { Generator } from '../model/generate.ts';
import type { BenchResult } from '../protocol/bench.ts';
import type { BenchEvent, BenchJob, BenchOptions, BenchQuestion } from '../protocol/benchmark.ts';
import { decodingOf } from '../protocol/decoding.ts';
import { defaultTextJudge, type TextJudge } from '../protocol/judge.ts';
import { MemoryStore } from '../store/memory.ts';
import { estimateBenchmark } from './benchEstimate.ts';
import { runBenchmark } from './benchJob.ts';
import { benchRows } from './benchModel.ts';
import { JobControl } from './control.ts';
import { Images, noFiles } from './images.ts';
import { testAssets } from './testLab.ts';

/** A new device compiles every kernel anew, which takes a software adapter some seconds. */
const PATIENT = 300_000;
const KEY = 'sk-0123456789abcdef';
const assets = testAssets(fileAssets);

let gpu: Gpu;
/** Questions that are answered at once, depending on the adapter. */
let chunk: number;
beforeAll(async () => {
  gpu = await openDawn();
  chunk = benchRows(gpu, decodingOf('greedy'), Infinity);
});
afterAll(() => gpu.close());

const servers: TestJudgeServer[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(act: (request: JudgeRequest, n: number) => Move): Promise<TestJudgeServer> {
  const server = await openTestJudgeServer(act);
  servers.push(server);
  return server;
}

interface Ran {
  readonly job: BenchJob;
  readonly events: readonly BenchEvent[];
  readonly result: BenchResult;
  /** Prompts that the model answered. */
  readonly prompts: number;
}

async function run(
  store: MemoryStore,
  options: BenchOptions,
  on: (event: BenchEvent, control: JobControl) => void = () => undefined,
): Promise<Ran> {
  const generated = vi.spyOn(Generator.prototype, 'run');
  const events: BenchEvent[] = [];
  const control = new JobControl();
  const emit = (event: BenchEvent): void => {
    events.push(event);
    on(event, control);
  };
  const deps = { gpu, assets, images: new Images(assets, noFiles), store, control, emit };
  try {
    const job = await runBenchmark(deps, options, KEY);
    const result = (await store.listResults()).find(({ id }) => id === job.result) as BenchResult;
    const prompts = generated.mock.calls.reduce((n, [asked]) => n + asked.length, 0);
    return { job, events, result, prompts };
  } finally {
    generated.mockRestore();
  }
}

const exactly = (change: Partial<BenchOptions> = {}): BenchOptions => ({
  benchmark: 'mrhal-scenes',
  model: 'sft-3of3',
  judge: { kind: 'rule', rule: 'exact' },
  limit: 3,
  decoding: { maxNew: 6 },
  ...change,
});
const strictly = (change: Partial<BenchOptions> = {}): BenchOptions => ({
  benchmark: 'pope-scenes',
  model: 'sft-3of3',
  judge: { kind: 'rule', rule: 'strict' },
  limit: chunk + 4,
  decoding: { maxNew: 2 },
  ...change,
});
const undated = ({ createdAt: _, ...result }: BenchResult): object => result;

describe('judged by rules', () => {
  test(
    'dialogues are answered, judged, scored and stored; another decoding or judge is another result',
    async () => {
      const store = new MemoryStore();
      const { job, events, result, prompts } = await run(store, exactly());
      expect(job).toMatchObject({ status: 'finished', total: 3, answered: 3, judged: 3, failed: 0 });
      expect(await store.listBenchJobs()).toEqual([job]);
      expect(result.dialogues.map(({ rounds }) => rounds.length)).toEqual([2, 3, 4]); // mrhalScenes' first
      expect(prompts).toBe(9);
      expect(result.decoding).toMatchObject({ beams: 4, noRepeatNgram: 5, maxNew: 6 });
      expect(result.judge.kind).toBe('exact');
      expect(result.scores.find(({ key }) => key === 'cumulativeScore')?.n).toBe(9);
      expect(result.groups.map(({ by }) => by)).toContain('round');
      const progress = events.flatMap((event) => (event.kind === 'progress' ? [event] : []));
      expect(progress.map(({ done }) => done)).toEqual(
        progress.map(({ done }) => done).toSorted((a, b) => a - b),
      );
      expect(progress.at(-1)).toMatchObject({ done: 3, total: 3, secondsLeft: 0 });
      expect(events.at(-1)).toEqual({ kind: 'job', job });

      const penalised = await run(store, exactly({ decoding: { maxNew: 6, repetitionPenalty: 1.5 } }));
      expect(penalised.prompts).toBe(9);
      const lexical = await run(store, exactly({ judge: { kind: 'rule', rule: 'lexical' } }));
      expect(lexical.prompts).toBe(0);
      expect(new Set([job, penalised.job, lexical.job].map(({ id }) => id)).size).toBe(3);
      expect(new Set((await store.listResults()).map(({ id }) => id)).size).toBe(3);
    },
    PATIENT,
  );

  test(
    'stopped, it goes on behind the last chunk, and ends with the result of an unbroken run',
    async () => {
      const whole = await run(new MemoryStore(), strictly());
      expect(whole.prompts).toBe(chunk + 4);
      const store = new MemoryStore();
      // Stopped when the first chunk is through, but not yet stored: it is stored all the same.
      const stopped = run(store, strictly(), (event, control) => {
        if (event.kind === 'progress' && event.done > chunk - 1) control.stop();
      });
      await expect(stopped).rejects.toThrow(CancelledError);
      expect(await store.listBenchJobs()).toMatchObject([{ status: 'stopped', answered: chunk, judged: 0 }]);
      expect(await store.listResults()).toEqual([]);
      expect(await estimateBenchmark(assets, store, strictly())).toEqual({
        ...{ examples: chunk + 4, rounds: chunk + 4, answered: chunk },
        ...{ calls: 0, tokensIn: 0, tokensOut: 0, cost: 0 },
      });

      const rest = await run(store, strictly());
      expect(rest.prompts).toBe(4);
      expect(undated(rest.result)).toEqual(undated(whole.result));
      expect(rest.job.id).toBe(whole.job.id);
      expect((await store.listBenchJobs()).map(({ status }) => status)).toEqual(['finished']);
      // Fewer examples of the same benchmark are known, too; they are other samples, so another result.
      const fewer = await run(store, strictly({ limit: 5 }));
      expect(fewer.prompts).toBe(0);
      expect(fewer.result.id).not.toBe(rest.result.id);
    },
    PATIENT,
  );

  test(
    'a lost device is in the record, and what was answered before is not answered again',
    async () => {
      const store = new MemoryStore();
      const lost = run(store, strictly(), (event, control) => {
        if (event.kind === 'job' && event.job.answered > 0)
          control.abort(new DeviceLostError('The GPU was lost.'));
      });
      await expect(lost).rejects.toThrow(DeviceLostError);
      expect(await store.listBenchJobs()).toMatchObject([
        { status: 'failed', answered: chunk, error: 'The GPU was lost.' },
      ]);
      const { job, prompts } = await run(store, strictly());
      expect([job.status, job.error, prompts]).toEqual(['finished', undefined, 4]);
    },
    PATIENT,
  );
});

describe('judged by a text judge', () => {
  const by = ({ endpoint }: TestJudgeServer, change: Partial<TextJudge> = {}): BenchOptions =>
    exactly({
      judge: {
        kind: 'text',
        text: {
          ...defaultTextJudge,
          endpoint,
          model: 'judge-1',
          requestsPerMinute: 6000,
          attempts: 1,
          ...change,
        },
      },
    });
  /** As many ratings as the dialogue has rounds, of which the question's last words tell. */
  const rating = (n: number): Move =>
    says(`Fine.\nRatings: [${Array.from({ length: n }, () => 5).join(', ')}]`);
  const roundsOf = ({ body }: JudgeRequest): number =>
    Number(/(\d+) rounds now\.$/.exec(body.messages.at(-1)?.content ?? '')?.[1]);

  test(
    'what failed is judged again, alone; the key is in no record',
    async () => {
      const store = new MemoryStore();
      const options = (server: TestJudgeServer): BenchOptions => by(server);
      let broken = true;
      const server = await serve((request, n) =>
        broken && n === 1 ? says('I cannot rate.') : rating(roundsOf(request)),
      );
      expect(await estimateBenchmark(assets, store, options(server))).toMatchObject({
        answered: 0,
        calls: 3,
      });
      const first = await run(store, options(server));
      expect(server.requests).toHaveLength(3);
      expect(first.job).toMatchObject({ status: 'finished', answered: 3, judged: 3, failed: 1 });
      const failed = first.result.dialogues.filter(({ error }) => error !== undefined);
      expect(failed).toMatchObject([{ reply: 'I cannot rate.', counts: {} }]);
      expect(failed[0]?.rounds[0]?.answer).not.toBe('');
      expect(await estimateBenchmark(assets, store, options(server))).toMatchObject({
        answered: 3,
        calls: 1,
      });

      broken = false;
      const again = await run(store, options(server));
      expect(server.requests).toHaveLength(4);
      expect(again.prompts).toBe(0);
      expect(again.job).toMatchObject({ id: first.job.id, failed: 0, result: first.result.id });
      expect(again.result.dialogues.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
      expect(again.result.scores.find(({ key }) => key === 'cumulativeScore')).toMatchObject({
        value: 5,
        n: 9,
      });
      expect(await estimateBenchmark(assets, store, options(server))).toMatchObject({ calls: 0, cost: 0 });
      const kept = again.result.dialogues.map(({ reply }) => reply);
      expect(kept).toEqual([2, 3, 4].map((n) => (rating(n) as { content: string }).content));
      expect(server.requests.every(({ headers }) => headers.authorization === `Bearer ${KEY}`)).toBe(true);
      expect(
        JSON.stringify([...(await store.listBenchJobs()), ...(await store.listResults())]),
      ).not.toContain(KEY);

      const other = await run(store, by(server, { model: 'judge-2' }));
      expect(other.result.id).not.toBe(again.result.id);
      expect(server.requests).toHaveLength(7);
    },
    PATIENT,
  );

  test(
    'a stop does not wait for a server that hangs, and what it had said is kept',
    async () => {
      const store = new MemoryStore();
      let hangs = true;
      const server = await serve((request, n) =>
        hangs && n > 0 ? { kind: 'hangs' } : rating(roundsOf(request)),
      );
      const began = performance.now();
      const stopped = run(store, by(server, { concurrency: 1 }), (event, control) => {
        if (event.kind === 'job' && event.job.judged === 1) setTimeout(() => control.stop(), 20);
      });
      await expect(stopped).rejects.toThrow(CancelledError);
      expect(performance.now() - began).toBeLessThan(60_000); // the judge's own patience is 120 s
      expect(await store.listBenchJobs()).toMatchObject([{ status: 'stopped', answered: 3, judged: 1 }]);
      hangs = false;
      const asked = server.requests.length;
      const { job, prompts } = await run(store, by(server, { concurrency: 1 }));
      expect([job.status, prompts, server.requests.length - asked]).toEqual(['finished', 0, 2]);
    },
    PATIENT,
  );

  test(
    'paused, it asks nothing more, and then goes on with all that wait',
    async () => {
      const server = await serve((request) => rating(roundsOf(request)));
      let whilePaused: number | undefined;
      const { job } = await run(
        new MemoryStore(),
        by(server, { concurrency: 2, requestsPerMinute: 60 }),
        (event, control) => {
          if (event.kind !== 'job' || event.job.judged !== 1 || whilePaused !== undefined) return;
          control.pause();
          whilePaused = 0;
          // Two are under way at once and a second apart; the third would start two seconds after the first.
          setTimeout(() => {
            whilePaused = server.requests.length;
            control.resume();
          }, 3000);
        },
      );
      expect(job.status).toBe('finished');
      expect(whilePaused).toBe(2);
      expect(server.requests).toHaveLength(3);
    },
    PATIENT,
  );

  test(
    'a judge that cannot be reached ends the job with a reason; answers are kept',
    async () => {
      const store = new MemoryStore();
      const options = by({ endpoint: 'http://127.0.0.1:9/v1' } as TestJudgeServer);
      await expect(run(store, options)).rejects.toThrow(/cannot be reached/);
      expect(await store.listBenchJobs()).toMatchObject([{ status: 'failed', answered: 3, judged: 0 }]);
    },
    PATIENT,
  );
});

describe('what cannot be run is refused before anything is recorded', () => {
  const question = (words: number): BenchQuestion => ({
    question: `${Array.from({ length: words }, () => 'zeppelin').join(' ')}?`,
    answer: 'No.',
    type: 'existence',
  });
  /** A store with an imported POPE of one question. */
  async function imported(words: number): Promise<MemoryStore> {
    const store = new MemoryStore();
    await store.datasets.beginPart('benchmark/long');
    await store.datasets.commitBenchmark({
      id: 'long',
      task: 'pope',
      name: 'Long questions',
      createdAt: '2026-11-25',
      files: ['long.json'],
      examples: [
        {
          id: 'q1',
          image: { kind: 'scene', seed: 0, split: 'bench', style: 'noto' },
          rounds: [question(words)],
        },
      ],
      tables: {},
    });
    return store;
  }

  test.each<[string, Partial<BenchOptions>, RegExp]>([
    ['benchmark', { benchmark: 'none' }, /no benchmark none.*mrhal-scenes/],
    ['model', { model: 'none' }, /no model none/],
    ['limit', { limit: 0 }, /limit is 0/],
    ['judge', { judge: { kind: 'rule', rule: 'strict' } }, /"strict" cannot score.*exact/],
    ['decoding', { decoding: { beams: 0 } }, /beams is 0/],
    ['text judge', { judge: { kind: 'text', text: defaultTextJudge } }, /has no model/],
  ])('a wrong %s', async (_, change, message) => {
    const store = new MemoryStore();
    await expect(run(store, exactly(change))).rejects.toThrow(message);
    await expect(run(store, exactly(change))).rejects.toThrow(ConfigError);
    await expect(estimateBenchmark(assets, store, exactly(change))).rejects.toThrow(message);
    expect(await store.listBenchJobs()).toEqual([]);
  });

  // The small model takes 2048 tokens (Hugging Face's default) and 4 of them for the image; beside the words there are
  // <bos>, <user>, the question mark and <assistant>.
  test('a question that leaves no room for an answer in the context', async () => {
    const options = strictly({ benchmark: 'long', decoding: {} });
    await expect(run(await imported(2033), options)).rejects.toThrow(
      /example q1 of Long questions leaves 7 tokens.* 2041 of the 2048/,
    );
    const store = await imported(2030);
    await expect(run(store, { ...options, decoding: { maxNew: 11 } })).rejects.toThrow(
      /maxNew is 11.*Use 10 or less/,
    );
    expect(await store.listBenchJobs()).toEqual([]);
  });

  test(
    'one that leaves little room is answered within it, and the user told',
    async () => {
      const options = strictly({ benchmark: 'long', decoding: {} });
      const { events, result } = await run(await imported(2030), options);
      expect(result.decoding.maxNew).toBe(10);
      expect(events).toContainEqual({
        kind: 'warning',
        message: expect.stringMatching(/end after 10 tokens/) as string,
      });
    },
    PATIENT,
  );
});
