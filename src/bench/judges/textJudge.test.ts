// The text judge against a server that errs in every way it can, with a clock that waits in no time.
import { afterEach, describe, expect, test } from 'vitest';
import { CancelledError, ConfigError } from '../../base/errors.ts';
import {
  fails,
  openTestJudgeServer,
  says,
  type Move,
  type TestJudgeServer,
} from '../../host/testJudgeServer.ts';
import type { BenchExample } from '../../protocol/benchmark.ts';
import { defaultTextJudge, type TextJudge } from '../../protocol/judge.ts';
import type { Clock } from './clock.ts';
import { judgeAll, type Answered, type Judgement } from './judgeAll.ts';
import { mrhalText } from './ratingPrompt.ts';
import { TextJudgeClient, type Asked, type Question } from './textJudge.ts';
import { judgeKey } from './textJudgeSettings.ts';

const KEY = 'sk-0123456789abcdef';
const GOOD = says('It is right.\nRatings: [5]');

const servers: TestJudgeServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** A server that makes these moves one after the other, and the last one from then on. */
async function serve(...moves: readonly Move[]): Promise<TestJudgeServer> {
  const server = await openTestJudgeServer((_, n) => moves[Math.min(n, moves.length - 1)] as Move);
  servers.push(server);
  return server;
}

/** Time that passes by waiting alone, and what was waited, in milliseconds. */
function instantClock(): Clock & { readonly waits: number[] } {
  let now = Date.UTC(2024, 4, 21);
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
      now += milliseconds;
    },
  };
}

const settingsFor = ({ endpoint }: { endpoint: string }, change: Partial<TextJudge> = {}): TextJudge => ({
  ...defaultTextJudge,
  endpoint,
  model: 'judge-1',
  requestsPerMinute: Infinity, // spacing has its own tests
  timeout: 5,
  ...change,
});

const question: Question<number> = {
  messages: [{ role: 'user', content: 'How good is it?' }],
  temperature: 0,
  maxTokens: 64,
  reminder: 'Mind the form.',
  read: (reply) => {
    const found = /Ratings: \[(\d)\]/.exec(reply)?.[1];
    return found === undefined ? undefined : Number(found);
  },
};

function ask(
  server: TestJudgeServer,
  {
    settings = {},
    key,
    clock = instantClock(),
  }: { settings?: Partial<TextJudge>; key?: string; clock?: Clock } = {},
): Promise<Asked<number>> {
  return new TextJudgeClient(settingsFor(server, settings), key, clock, () => 1).ask(question);
}

const FIVE: Asked<number> = { reply: 'It is right.\nRatings: [5]', value: 5 };

describe('one question', () => {
  test('is sent as the protocol says, and its reply read', async () => {
    const server = await serve(GOOD);
    expect(await ask(server)).toEqual(FIVE);
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({
      path: '/v1/chat/completions',
      body: { model: 'judge-1', temperature: 0, max_tokens: 64, messages: question.messages },
    });
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
  });

  test('content in parts is one text', async () => {
    const server = await serve(
      says([
        { type: 'text', text: 'It is right.\nRatings' },
        { type: 'text', text: ': [5]' },
      ]),
    );
    expect(await ask(server)).toEqual(FIVE);
  });

  const passing: [string, Move][] = [
    ['a reply that is late', says('Ratings: [1]', 3000)],
    ['a server that hangs', { kind: 'hangs' }],
    ['JSON that ends too soon', { kind: 'sends', status: 200, body: '{"choices": [' }],
    ['JSON of something else', { kind: 'sends', status: 200, body: '{"object": "list"}' }],
    ['no choices', { kind: 'sends', status: 200, body: '{"choices": []}' }],
    ['content that is null', says(null)],
    ['an empty reply', says('  ')],
    ['a connection that is cut within the body', { kind: 'cuts' }],
    ['too many requests', fails(429, 'Slow down.')],
    ['an error of the server', fails(503, 'Loading.')],
  ];
  test.each(passing)('is asked again after %s', async (_, move) => {
    const server = await serve(move, GOOD);
    const clock = instantClock();
    expect(await ask(server, { clock, settings: { timeout: 1 } })).toEqual(FIVE);
    expect(server.requests).toHaveLength(2);
    expect(clock.waits[0]).toBeGreaterThan(0);
    expect(server.requests[1]?.body.messages).toEqual(question.messages);
  });

  test('two errors of the server: the wait doubles', async () => {
    const server = await serve(fails(500, 'Oops.'), fails(500, 'Oops.'), GOOD);
    const clock = instantClock();
    expect(await ask(server, { clock })).toEqual(FIVE);
    expect(clock.waits).toEqual([1000, 2000]); // jitter is at its largest: random = 1
  });

  test('waits are spread between half and all of their length', async () => {
    const server = await serve(fails(500, 'Oops.'), GOOD);
    const clock = instantClock();
    await new TextJudgeClient(settingsFor(server), undefined, clock, () => 0).ask(question);
    expect(clock.waits).toEqual([500]);
  });

  test.each([
    ['seconds', '7', 7000],
    ['a date', new Date(Date.UTC(2024, 4, 21, 0, 0, 42)).toUTCString(), 42_000],
  ])('Retry-After in %s is waited for', async (_, header, wait) => {
    const server = await serve(fails(429, 'Slow down.', { 'Retry-After': header }), GOOD);
    const clock = instantClock();
    expect(await ask(server, { clock })).toEqual(FIVE);
    expect(clock.waits.reduce((sum, one) => sum + one)).toBe(wait);
  });

  test('a pause of hours ends the job', async () => {
    const server = await serve(fails(429, 'Daily limit.', { 'Retry-After': '7200' }), GOOD);
    await expect(ask(server)).rejects.toThrow(/no request for 120 minutes .*Daily limit.*kept/);
  });

  test('a reply in another form is asked for again at once, with a reminder', async () => {
    const server = await serve(says('I rate it five.'), GOOD);
    const clock = instantClock();
    expect(await ask(server, { clock })).toEqual(FIVE);
    expect(clock.waits).toEqual([]);
    expect(server.requests[1]?.body.messages).toEqual([
      { role: 'user', content: 'How good is it?\n\nMind the form.' },
    ]);
  });

  test('what never gets better fails with the last reason and the last words', async () => {
    const server = await serve(says('I rate it five.'), fails(500, 'Overloaded'));
    expect(await ask(server, { settings: { attempts: 3 } })).toEqual({
      error: 'Asked 3 times without a judgement; the last time: status 500: Overloaded.',
      reply: 'I rate it five.',
    });
    expect(server.requests).toHaveLength(3);
  });

  test('a reply that was cut off says so', async () => {
    const server = await serve({ kind: 'says', content: 'Let me think', finish: 'length' });
    expect(await ask(server, { settings: { attempts: 1 } })).toEqual({
      error: 'Asked 1 times without a judgement; the last time: the reply was cut off after 64 tokens.',
      reply: 'Let me think',
    });
  });

  const refused: [number, RegExp][] = [
    [400, /status 400: It says why.*model’s name/],
    [401, /status 401: It says why.*key/],
    [402, /status 402: It says why.*credit/],
    [403, /status 403: It says why.*origin/],
    [404, /status 404: It says why.*model’s name.*\/v1/],
  ];
  test.each(refused)('%i ends the job at once', async (status, words) => {
    const server = await serve(fails(status, 'It says why.'));
    const asked = ask(server, { key: KEY });
    await expect(asked).rejects.toThrow(ConfigError);
    await expect(asked).rejects.toThrow(words);
    expect(server.requests).toHaveLength(1);
  });

  test('an account without credit is not asked again, though it says 429', async () => {
    const body = JSON.stringify({ error: { message: 'Quota exceeded.', code: 'insufficient_quota' } });
    const server = await serve({ kind: 'sends', status: 429, body });
    await expect(ask(server)).rejects.toThrow(/Quota exceeded.*credit/);
    expect(server.requests).toHaveLength(1);
  });

  test('a question that is too long fails alone', async () => {
    const server = await serve(fails(400, 'The maximum context length is 2048 tokens.'));
    expect(await ask(server)).toEqual({
      error: 'The judge refuses this sample: status 400: The maximum context length is 2048 tokens.',
    });
    expect(server.requests).toHaveLength(1);
  });

  test('a bad request after good ones is about its sample', async () => {
    const server = await serve(GOOD, fails(400, 'Not this one.'));
    const client = new TextJudgeClient(settingsFor(server), undefined, instantClock());
    expect(await client.ask(question)).toEqual(FIVE);
    expect(await client.ask(question)).toEqual({
      error: 'The judge refuses this sample: status 400: Not this one.',
    });
  });

  test('a server that knows max_completion_tokens alone gets it', async () => {
    const server = await openTestJudgeServer(({ body }) =>
      body.max_tokens === undefined
        ? GOOD
        : fails(400, "Use 'max_completion_tokens' instead of 'max_tokens'."),
    );
    servers.push(server);
    expect(await ask(server, { settings: { attempts: 1 } })).toEqual(FIVE);
    expect(server.requests[1]?.body.max_completion_tokens).toBe(64);
  });

  test('a server that is not there ends the job, and says what to check', async () => {
    const server = await serve(GOOD);
    await server.close();
    servers.pop();
    const asked = ask(server);
    await expect(asked).rejects.toThrow(ConfigError);
    await expect(asked).rejects.toThrow(/cannot be reached: the connection failed.*OLLAMA_ORIGINS/);
  });

  const wrong: [string, Partial<TextJudge>, RegExp][] = [
    ['no model', { model: ' ' }, /no model/],
    ['no address', { endpoint: 'localhost' }, /"localhost".*http:\/\/localhost:11434\/v1/],
    ['a file', { endpoint: 'file:///v1' }, /endpoint/],
    ['a password in the address', { endpoint: 'http://me:secret@host/v1' }, /at host has a name or password/],
    ['no attempts', { attempts: 0 }, /attempts is 0/],
    ['no requests', { requestsPerMinute: 0 }, /requestsPerMinute is 0/],
    ['half a request at once', { concurrency: 0.5 }, /concurrency is 0.5/],
    ['a price below 0', { priceOut: -1 }, /priceOut is -1/],
  ];
  test.each(wrong)('settings with %s are refused', (_, change, words) => {
    const make = (): TextJudgeClient =>
      new TextJudgeClient(settingsFor({ endpoint: 'http://localhost:1/v1' }, change), undefined);
    expect(make).toThrow(ConfigError);
    expect(make).toThrow(words);
  });
});

/** Samples of one round each; the answer of sample i is `answer i`. */
function samples(n: number): Answered[] {
  return Array.from({ length: n }, (_, i): Answered => {
    const rounds = [{ question: 'What is it?', answer: 'A pear.', type: 'existence' }];
    const image = { kind: 'file', sha256: String(i) } as BenchExample['image'];
    return { example: { id: String(i), image, rounds, contents: ['Pear'] }, answers: [`answer ${i}.`] };
  });
}

/** A server whose move depends on the sample. */
async function serveSamples(act: (sample: number) => Move): Promise<TestJudgeServer> {
  const server = await openTestJudgeServer(({ body }) =>
    act(Number(/answer (\d+)\./.exec(body.messages.map(({ content }) => content).join())?.[1])),
  );
  servers.push(server);
  return server;
}

function client(server: TestJudgeServer, change: Partial<TextJudge> = {}, key?: string): TextJudgeClient {
  return new TextJudgeClient(settingsFor(server, change), key, instantClock());
}

describe('a whole benchmark', () => {
  test('results come as they are ready, and return in order', async () => {
    const server = await serveSamples((i) => says(`Ratings: [${i % 7}]`, i === 0 ? 300 : 0));
    const came: number[] = [];
    const judgements = await judgeAll(samples(6), mrhalText, client(server), {
      onJudged: (_, at) => void came.push(at),
    });
    expect(judgements).toEqual(
      [0, 1, 2, 3, 4, 5].map((i) => ({ verdicts: [{ rating: i }], reply: `Ratings: [${i}]` })),
    );
    expect(came.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(came[0]).not.toBe(0); // sample 0 is slow
  });

  test('one that always fails is listed with its reason and its words; the others are judged', async () => {
    const server = await serveSamples((i) =>
      i === 1 ? says('No idea.') : i === 2 ? fails(500, 'Broken.') : says('Ratings: [4]'),
    );
    const judgements = await judgeAll(samples(4), mrhalText, client(server, { attempts: 2 }));
    const good: Judgement = { verdicts: [{ rating: 4 }], reply: 'Ratings: [4]' };
    expect(judgements).toEqual([
      good,
      {
        error:
          'Asked 2 times without a judgement; the last time: the reply does not have the form that was asked for.',
        reply: 'No idea.',
      },
      { error: 'Asked 2 times without a judgement; the last time: status 500: Broken.' },
      good,
    ]);
  });

  test('no more requests at once than allowed, whoever asks', async () => {
    const server = await serveSamples(() => says('Ratings: [4]', 20));
    const judge = client(server, { concurrency: 3 });
    await Promise.all([judgeAll(samples(9), mrhalText, judge), judgeAll(samples(9), mrhalText, judge)]);
    expect(server.requests).toHaveLength(18);
    expect(server.mostAtOnce).toBe(3);
  });

  test('a wrong key ends it at once, with what was judged before', async () => {
    const server = await serveSamples((i) => (i < 2 ? says('Ratings: [4]') : fails(401, 'Expired.')));
    const came: number[] = [];
    const judging = judgeAll(samples(20), mrhalText, client(server, { concurrency: 1 }), {
      onJudged: (_, at) => void came.push(at),
    });
    await expect(judging).rejects.toThrow(/Expired/);
    expect(came).toEqual([0, 1]);
    expect(server.requests).toHaveLength(3);
  });

  test('it ends those that are under way too', async () => {
    const server = await serveSamples((i) => (i === 0 ? { kind: 'hangs' } : fails(401, 'Expired.')));
    const judging = judgeAll(samples(2), mrhalText, client(server, { concurrency: 2, timeout: 60 }));
    await expect(judging).rejects.toThrow(/Expired/);
  });

  test('too many requests: all wait, not that question alone', async () => {
    const came: number[] = [];
    const server = await openTestJudgeServer((_, n) => {
      came.push(performance.now());
      return n === 0 ? fails(429, 'Slow down.', { 'Retry-After': '0.4' }) : says('Ratings: [4]');
    });
    servers.push(server);
    const judge = new TextJudgeClient(settingsFor(server), undefined); // the system's clock
    const first = judge.ask(question);
    await new Promise((resolve) => setTimeout(resolve, 150)); // the answer to the first is there
    await Promise.all([first, judge.ask(question)]);
    expect(came).toHaveLength(3);
    for (const time of came.slice(1)) expect(time - (came[0] as number)).toBeGreaterThanOrEqual(390);
  });

  test('what onJudged throws ends it', async () => {
    const server = await serveSamples(() => says('Ratings: [4]'));
    const judging = judgeAll(samples(20), mrhalText, client(server, { concurrency: 1 }), {
      onJudged: () => Promise.reject(new Error('The disk is full.')),
    });
    await expect(judging).rejects.toThrow('The disk is full.');
    expect(server.requests).toHaveLength(1);
  });

  test('stopping ends requests that are under way, and waits', async () => {
    const server = await serveSamples((i) => (i === 0 ? fails(500, 'Wait.') : { kind: 'hangs' }));
    const stop = new AbortController();
    const started = performance.now();
    // The system's clock: sample 0 waits for its second try while sample 1 hangs.
    const judge = new TextJudgeClient(settingsFor(server, { timeout: 60 }), undefined, undefined, () => 1);
    const judging = judgeAll(samples(5), mrhalText, judge, { signal: stop.signal });
    setTimeout(() => stop.abort(), 100);
    await expect(judging).rejects.toThrow(CancelledError);
    expect(performance.now() - started).toBeLessThan(900); // the second try would come after 1000
    expect(server.requests).toHaveLength(2);
  });

  test('a request that was stopped is no failed sample', async () => {
    const server = await serveSamples(() => ({ kind: 'hangs' }));
    const stop = new AbortController();
    let failed = 0;
    const judging = judgeAll(samples(5), mrhalText, client(server, { attempts: 1 }), {
      signal: stop.signal,
      onJudged: () => void failed++,
    });
    setTimeout(() => stop.abort(), 50);
    await expect(judging).rejects.toThrow(CancelledError);
    expect(failed).toBe(0);
  });

  test('a job that was stopped before it began asks nothing', async () => {
    const server = await serveSamples(() => says('Ratings: [4]'));
    const signal = AbortSignal.abort(new CancelledError('Enough.'));
    await expect(judgeAll(samples(5), mrhalText, client(server), { signal })).rejects.toThrow('Enough.');
    expect(server.requests).toHaveLength(0);
  });
});

describe('the key', () => {
  test('is sent as a header, with or without its first word', async () => {
    const server = await serve(GOOD);
    await ask(server, { key: KEY });
    await ask(server, { key: ` Bearer ${KEY}\n` });
    for (const { headers, body, path } of server.requests) {
      expect(headers.authorization).toBe(`Bearer ${KEY}`);
      expect(JSON.stringify(body) + path).not.toContain(KEY);
    }
  });

  test('stands in no error and no result, even if the server quotes it', async () => {
    const refusing = await serve(fails(401, `Wrong key ${KEY}.`));
    const error = await ask(refusing, { key: KEY }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigError);
    expect(String((error as Error).stack)).not.toContain(KEY);
    expect(String(error)).toContain('Wrong key [key]');

    const failing = await serve(says(`You sent ${KEY}`), fails(500, `Your key is ${KEY}`));
    const result = await ask(failing, { key: KEY, settings: { attempts: 2 } });
    expect(JSON.stringify(result)).not.toContain(KEY);
    expect(result).toMatchObject({ reply: 'You sent [key]' });
  });

  test('that cannot be sent is refused without being quoted', () => {
    const make = (): TextJudgeClient =>
      new TextJudgeClient(settingsFor({ endpoint: 'http://localhost:1/v1' }), 'sk-12345\n6789');
    expect(make).toThrow(/Paste it again/);
    expect(make).not.toThrow(/sk-/);
  });
});

test('judgeKey: the same for the same question alone', async () => {
  const settings = settingsFor({ endpoint: 'http://localhost:1/v1' });
  const { messages } = question;
  const key = await judgeKey(settings, 'p/1', messages);
  expect(key).toMatch(/^[0-9a-f]{64}$/);
  // How fast and how often it is asked, and how the address ends, change no reply.
  expect(
    await judgeKey({ ...settings, endpoint: 'http://localhost:1/v1/', attempts: 1 }, 'p/1', messages),
  ).toBe(key);
  const others = await Promise.all([
    judgeKey({ ...settings, model: 'judge-2' }, 'p/1', messages),
    judgeKey({ ...settings, endpoint: 'http://localhost:2/v1' }, 'p/1', messages),
    judgeKey(settings, 'p/2', messages),
    judgeKey(settings, 'p/1', [{ role: 'user', content: 'How bad is it?' }]),
  ]);
  expect(new Set([key, ...others]).size).toBe(5);
});
