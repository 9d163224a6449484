// Benchmarks from the page. On the real worker: run one, see its score again after a reload, a text judge that fails at
// first, files out. On the made-up lab, whose results have everything: scoreboard, result, samples, comparison, judges.
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { expect, test as unchecked, type Locator, type Page } from 'playwright/test';
import { expectAccessible, expectNoOverflow, greyPng, openLab, test } from './lab.ts';

const LONG = 480_000; // SwiftShader with two busy cores

const bench = (page: Page): Locator => page.locator('amp-bench');
const form = (page: Page): Locator => page.locator('amp-bench-form');
const jobLine = (page: Page): Locator => page.locator('amp-bench-job .now [role=status]');
const board = (page: Page, name: string): Locator =>
  page.locator('amp-bench-table').filter({ has: page.getByRole('heading', { name, exact: true }) });
const samples = (page: Page): Locator => page.locator('amp-samples').getByRole('list', { name: 'Samples' });

/** The benchmarks of a made-up lab: `full` has results of every kind, `fresh` has none. */
async function openMadeUp(page: Page, state: 'full' | 'fresh' | 'failed'): Promise<void> {
  await page.goto(`http://localhost:${process.env.AMP_PAGES_PORT ?? ''}/e2e/pages/bench.html?state=${state}`);
  await expect(form(page).getByLabel('Benchmark')).toBeVisible({ timeout: 60_000 });
}

/** The smallest bundled model, on the first samples of a benchmark. */
async function choose(page: Page, benchmark: string, limit: string): Promise<void> {
  await form(page).getByLabel('Benchmark').selectOption(benchmark);
  await form(page).locator('[name=model]').selectOption('expert-XS');
  await form(page).locator('[name=limit]').fill(limit);
}

const run = (page: Page): Promise<void> =>
  form(page).getByRole('button', { name: 'Run the benchmark' }).click();

async function download(page: Page, name: string): Promise<{ name: string; text: string }> {
  const downloading = page.waitForEvent('download');
  await page.locator('amp-result').getByRole('button', { name, exact: true }).click();
  const file = await downloading;
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
}

test('POPE on a few samples: estimate, score, the same after a reload, and files out', async ({ page }) => {
  test.setTimeout(LONG);
  await openLab(page, 'bench');
  await choose(page, 'pope-scenes', '12');
  await expect(form(page).locator('amp-bench-estimate')).toContainText('12 questions.', { timeout: 60_000 });
  await run(page);
  await expect(page.getByRole('progressbar', { name: 'Progress of the benchmark' })).toBeVisible();
  await expect(jobLine(page)).toContainText('Finished', { timeout: LONG });

  const row = board(page, 'POPE on scenes').getByRole('row', { name: /Expert XS/ });
  await expect(row).toContainText('first 12 of');
  const f1 = await row.getByRole('cell').nth(1).innerText();
  expect(f1).toMatch(/\d+\.\d %\s+\[\d+\.\d, \d+\.\d\]/);
  const result = page.locator('amp-result');
  await expect(result.getByRole('heading', { name: /^Expert XS on POPE/ })).toBeVisible();
  await expect(samples(page).getByRole('article')).toHaveCount(8);

  await page.reload();
  await expect(row.getByRole('cell').nth(1)).toHaveText(f1);
  await expect(form(page).locator('[name=limit]')).toHaveValue('12'); // as it was left
  await expect(form(page).locator('amp-bench-estimate')).toContainText('All answers are known', {
    timeout: 60_000,
  });

  await expect(result.getByRole('heading', { name: /^Expert XS on POPE/ })).toBeVisible(); // the address names it
  const json = await download(page, 'JSON');
  expect(json.name).toMatch(/\.json$/);
  expect((JSON.parse(json.text) as { dialogues: unknown[] }).dialogues).toHaveLength(12);
  expect((await download(page, 'CSV')).text.trim().split('\n')).toHaveLength(13);
  expect((await download(page, 'HTML report')).text).toMatch(/^<!doctype html>/i);

  await result.getByRole('button', { name: /^Delete this result/ }).click();
  await expect(page.locator('amp-bench-table')).toHaveCount(0);
});

test('a benchmark that a reload cuts off goes on where it was', async ({ page }) => {
  test.setTimeout(LONG);
  await openLab(page, 'bench');
  await choose(page, 'pope-scenes', '96');
  await run(page);
  await expect(page.locator('amp-bench-job')).toContainText(/answered [1-9]\d* of 96/, { timeout: LONG });
  await page.reload();
  const jobs = page.locator('amp-bench-jobs');
  await expect(jobs).toContainText(/POPE on scenes, Expert XS was cut off with [1-9]\d* of 96 answered/);
  await jobs.getByRole('button', { name: /^Go on/ }).click({ timeout: 60_000 });
  await expect(jobLine(page)).toContainText('Finished', { timeout: LONG });
  await expect(board(page, 'POPE on scenes').getByRole('row', { name: /Expert XS/ })).toContainText(
    'first 96 of',
  );
  await expect(jobs).toBeHidden();
});

test('published files of POPE come in with an image, are answered, and go with all that hangs on them', async ({
  page,
}) => {
  test.setTimeout(LONG);
  await openLab(page, 'bench');
  const rows = ['yes', 'no', 'no'].map((label, i) =>
    JSON.stringify({
      question_id: i + 1,
      image: i < 2 ? 'barn.png' : 'gone.png',
      text: `Is there a ${['dog', 'cat', 'cow'][i] ?? ''} in the image?`,
      label,
    }),
  );
  const questions = Buffer.from(rows.join('\n'));
  const incoming = page.locator('amp-bench-import');
  await incoming
    .locator('input[type=file]')
    .first()
    .setInputFiles([
      { name: 'coco_pope_random.json', mimeType: 'application/json', buffer: questions },
      { name: 'barn.png', mimeType: 'image/png', buffer: greyPng(96, 90) },
    ]);
  await expect(incoming).toContainText('came in: 2 questions', { timeout: 60_000 });
  await expect(incoming.getByRole('region', { name: 'What could not be read' })).toContainText('gone.png');
  await form(page).locator('[name=model]').selectOption('expert-XS');
  await run(page);
  await expect(jobLine(page)).toContainText('Finished', { timeout: LONG });
  await expect(page.locator('amp-word-table')).toContainText('it says yes');
  await expect(samples(page).getByRole('article')).toHaveCount(2);
  await incoming.getByRole('button', { name: /^Delete/ }).click();
  await expect(incoming).toContainText('None imported yet');
});

interface Call {
  readonly body: string;
  readonly key: string | undefined;
}

/** A text judge's server: `replyTo` says what it answers a call with, `rounds` long; a number is a status. */
async function stubJudge(
  replyTo: (call: number, rounds: number) => string | number,
): Promise<{ url: string; calls: Call[]; server: Server }> {
  const calls: Call[] = [];
  const headers = {
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Headers': 'authorization, content-type',
    'Content-Type': 'application/json',
  };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      if (request.method === 'OPTIONS') {
        response.writeHead(204, headers).end();
        return;
      }
      const rounds = /Judge the (\d+|one) rounds? now/.exec(body)?.[1] ?? '';
      const call = calls.push({ body, key: request.headers.authorization }) - 1;
      const content = replyTo(call, rounds === 'one' ? 1 : Number(rounds));
      const status = typeof content === 'number' ? content : 200;
      const reply = { choices: [{ message: { role: 'assistant', content }, finish_reason: 'stop' }] };
      response
        .writeHead(status, headers)
        .end(JSON.stringify(status === 200 ? reply : { error: { message: 'overloaded' } }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://localhost:${port}/v1`, calls, server };
}

const ratings = (rounds: number): string =>
  `Every answer fits.\nRatings: [${Array.from({ length: rounds }, () => 5).join(', ')}]`;

// The console of a page that was answered with status 500 is not empty: the browser writes it there.
unchecked(
  'a text judge that fails at first, and in whose replies once no rating is found',
  async ({ page }) => {
    unchecked.setTimeout(LONG);
    let mended = false;
    let useless = '';
    const { url, calls, server } = await stubJudge((call, rounds) => {
      if (call === 0) return 500;
      // The first sample that is asked about after that is never rated, however often, until the judge is mended.
      const sample = /The conversation to judge(.*)/s.exec(calls[call]?.body ?? '')?.[1] ?? '';
      useless ||= sample.slice(0, 300);
      return sample.startsWith(useless) && !mended ? 'I would rather not say.' : ratings(rounds);
    });
    try {
      await openLab(page, 'bench');
      await choose(page, 'mrhal-scenes', '3');
      await form(page).locator('[name=beams]').fill('1');
      await form(page).locator('[name=beams]').blur();
      await form(page).getByLabel('A language model').check();
      const judge = page.locator('amp-text-judge');
      await expect(judge.getByRole('alert')).toContainText('The name by which the server knows the model');
      await expect(form(page).getByRole('button', { name: 'Run the benchmark' })).toBeDisabled();
      const fields = {
        endpoint: url,
        'judge-model': 'stub',
        key: 'my-secret',
        requestsPerMinute: '600',
        attempts: '2',
      };
      for (const [name, value] of Object.entries(fields)) {
        await judge.locator(`[name=${name}]`).fill(value);
        await judge.locator(`[name=${name}]`).blur();
      }
      await expect(judge).toContainText('Never the image.');
      await expect(form(page).locator('amp-bench-estimate')).toContainText('3 calls to stub', {
        timeout: 60_000,
      });
      await run(page);
      await expect(jobLine(page)).toContainText('1 of 3 could not be judged', { timeout: LONG });
      expect(new Set(calls.map(({ key }) => key))).toEqual(new Set(['Bearer my-secret']));
      expect(calls[0]?.body).not.toContain('image_url');

      await page
        .locator('amp-samples')
        .getByRole('button', { name: /^not judged/ })
        .click();
      await expect(samples(page).getByRole('article')).toHaveCount(1);
      await expect(samples(page)).toContainText('It counts in no score');
      const before = calls.length;
      mended = true;
      await page.locator('amp-result').getByRole('button', { name: 'Retry that one' }).click();
      await expect(jobLine(page)).toHaveText(/Finished\.$/, { timeout: LONG });
      expect(calls.length - before).toBe(1); // what is rated is not asked again
      await expect(samples(page)).toContainText('The judge’s words');
      await expect(page.locator('amp-judges')).toContainText(
        'Nobody knows yet how far this judge can be trusted',
      );

      await page.reload();
      await expect(judge.locator('[name=judge-model]')).toHaveValue('stub');
      await expect(judge.locator('[name=key]')).toHaveValue('');
      expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('my-secret');
      await judge.locator('[name=key]').fill('my-secret');
      await judge.locator('[name=keep]').check();
      await page.reload();
      await expect(judge.locator('[name=key]')).toHaveValue('my-secret');
      await judge.locator('[name=keep]').uncheck();
      expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('my-secret');
    } finally {
      server.close();
    }
  },
);

test('the scoreboard has intervals, published numbers, stale results and samples that failed', async ({
  page,
}) => {
  await openMadeUp(page, 'full');
  const mrhal = board(page, 'MRHal-Bench on scenes');
  const row = mrhal.getByRole('row', { name: /^Expert L exact judge/ });
  await expect(row).toContainText(/\d+\.\d %\s*\[\d+\.\d, \d+\.\d\]/);
  await expect(mrhal).toContainText('other images, judged by GPT-4, from texts. Not comparable');
  await expect(mrhal.getByRole('row', { name: /^AMP-MEG-7B/ })).toHaveCount(1);
  await mrhal.getByRole('button', { name: 'all 16' }).click();
  await expect(mrhal.getByRole('row', { name: /^AMP-MEG-7B/ })).toHaveCount(5); // and four ablations
  await mrhal.getByRole('button', { name: 'none' }).click();
  await expect(mrhal.getByRole('row', { name: /^AMP/ })).toHaveCount(0);

  await expect(mrhal.getByRole('row', { name: /qwen2.5:7b/ })).toContainText(
    '3 of 105 could not be judged: run again to retry those alone.',
  );
  await expect(mrhal.getByRole('row', { name: /qwen2.5:7b/ })).toContainText(/weighted kappa: 0\.\d\d \[/);
  const stale = board(page, 'POPE on scenes').getByRole('row', { name: /strict reading/ });
  await expect(stale).toContainText('Scored by pope/0; the benchmark is');
});

test('a result: scores, figures with tables and files, samples by type, outcome, words and keys', async ({
  page,
}) => {
  await openMadeUp(page, 'full');
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(request.url()));
  await board(page, 'MRHal-Bench on scenes')
    .getByRole('button', { name: /^Open Expert L, exact/ })
    .click();
  const result = page.locator('amp-result');
  await expect(result.getByRole('row', { name: /^Hallucination rate, dialogues/ })).toContainText('Wilson');
  await expect(result).toContainText(/hallucination changes by [+−]\d+\.\d points/);
  const figure = result.getByRole('img', { name: /^Hallucination rate by type: attribute \d/ });
  await expect(figure).toBeVisible();
  expect(loaded.some((url) => url.includes('observablehq'))).toBe(true); // only now
  await expect(result.getByRole('img', { name: /^Hallucination rate by round/ })).toBeVisible();
  const first = result.locator('amp-figure').first();
  await first.getByText('As a table').click();
  await expect(first.getByRole('row', { name: /^counting/ })).toContainText('%');
  for (const [name, content] of [
    [/^SVG/, /^<svg[^>]*xmlns/],
    [/^CSV/, /^question type,/],
  ] as const) {
    const downloading = page.waitForEvent('download');
    await first.getByRole('button', { name }).click();
    const text = readFileSync(await (await downloading).path(), 'utf8');
    expect(text).toMatch(content);
    expect(text).not.toContain('var(--accent)');
  }

  const articles = samples(page).getByRole('article');
  await expect(articles).toHaveCount(8);
  const viewer = page.locator('amp-samples');
  await viewer.getByRole('button', { name: /^hallucinated/ }).click();
  for (const article of await articles.all()) await expect(article).toContainText('✗ hallucinated');
  await expect(articles.first().locator('amp-answer mark').first()).toBeVisible();
  await viewer.getByLabel('Question type').selectOption('counting');
  await expect(articles.first()).toContainText('counting');
  await viewer.getByRole('button', { name: /^all/ }).click();
  await viewer.getByLabel('Question type').selectOption('');
  await viewer.getByLabel('Words in question or answer').fill('zebra crossing');
  await expect(viewer).toContainText('No sample is like that');
  await viewer.getByLabel('Words in question or answer').fill('');
  const current = samples(page).locator('li[aria-current=true]');
  await current.focus();
  for (let i = 0; i < 8; i++) await page.keyboard.press('n');
  await expect(current.getByRole('article')).toHaveAttribute('aria-label', 'Sample 9'); // on the second page
  await expect(current).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(current.getByRole('article')).toHaveAttribute('aria-label', 'Sample 8');
});

test('two results side by side: differences, McNemar, what would be needed, and the samples that differ', async ({
  page,
}) => {
  await openMadeUp(page, 'full');
  const mrhal = board(page, 'MRHal-Bench on scenes');
  await mrhal.getByRole('checkbox', { name: 'Compare Expert XS, exact judge' }).check();
  await expect(bench(page)).toContainText('Pick a second result of this benchmark');
  await mrhal.getByRole('checkbox', { name: 'Compare Expert L, exact judge' }).check();
  await bench(page).getByRole('button', { name: 'Compare side by side' }).click();
  const compare = page.locator('amp-compare');
  await expect(compare.getByRole('row', { name: /^Hallucination rate share/ })).toContainText(
    /−\d+\.\d points \[−\d+\.\d, −\d+\.\d\]\s*better: the interval leaves out 0/,
  );
  await expect(compare).toContainText(
    /Expert XS alone hallucinates on \d+ and Expert L alone on \d+: p < 0\.001/,
  );
  await expect(compare).toContainText(
    /To see a difference of 2 points .* you would need about [\d,]+ rounds/,
  );
  const differing = compare.getByRole('button', { name: /^that differ/ });
  await expect(differing).toHaveAttribute('aria-pressed', 'true');
  await expect(samples(page).getByRole('article').first()).toContainText('they differ');
  await compare.getByRole('button', { name: 'Swap' }).click();
  await expect(compare.getByRole('heading', { name: 'Expert XS against Expert L' })).toBeVisible();
  await expect(compare).toContainText('worse: the interval leaves out 0');

  // Other samples cannot be compared, and the lab says so where it was asked.
  await form(page).locator('[name=limit]').fill('20');
  await run(page);
  await expect(page.locator('amp-result').getByRole('heading', { name: /^Expert L on/ })).toBeVisible();
  await expect(mrhal).toContainText('Not all rows answered the same samples');
  await mrhal.getByRole('checkbox', { name: 'Compare Expert L, exact judge' }).first().check();
  await bench(page).getByRole('button', { name: 'Compare side by side' }).click();
  await expect(compare.getByRole('alert')).toContainText('Run both on the same ones');
});

test('a judge is validated on scenes; what it takes is told before', async ({ page }) => {
  await openMadeUp(page, 'full');
  const judges = page.locator('amp-judges');
  await expect(judges.getByRole('listitem').filter({ hasText: 'qwen2.5:7b' })).toContainText(
    /Ratings, weighted kappa\s*0\.\d\d \[/,
  );
  const unknown = judges.getByRole('listitem').filter({ hasText: 'judge-mini' });
  await unknown.getByRole('button', { name: /^Validate this judge/ }).click();
  await expect(unknown.getByRole('status')).toContainText(
    /105 calls to judge-mini.*The exact judge goes first/,
  );
  await unknown.getByRole('button', { name: 'Validate it' }).click();
  await expect(unknown).toContainText('Hallucination or not, kappa', { timeout: 60_000 });
  await expect(unknown.getByRole('table').last().getByRole('row')).toHaveCount(8);
});

test('a run is stopped, gone on with and forgotten; official files come in and go', async ({ page }) => {
  await openMadeUp(page, 'full');
  const jobs = page.locator('amp-bench-jobs');
  await expect(jobs).toContainText(
    'MRHal-Bench, held-out style, Expert M was cut off with 48 of 105 answered',
  );
  await jobs.getByRole('button', { name: /^Forget/ }).click();
  await expect(jobs).toBeHidden();
  await run(page);
  await page.locator('amp-bench-job').getByRole('button', { name: 'Pause' }).click();
  await expect(jobLine(page)).toContainText('Paused');
  await page.locator('amp-bench-job').getByRole('button', { name: 'Resume' }).click();
  await page.locator('amp-bench-job').getByRole('button', { name: 'Stop' }).click();
  await expect(jobLine(page)).toContainText('Stopped');
  await jobs.getByRole('button', { name: /^Go on/ }).click();
  await expect(jobLine(page)).toContainText('Finished');

  const files = page.locator('amp-bench-import input[type=file]').first();
  await files.setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('none') });
  const incoming = page.locator('amp-bench-import');
  await expect(incoming).toContainText('Nothing came in. 1 problem:');
  await files.setInputFiles({ name: 'coco.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
  await expect(incoming).toContainText('POPE, COCO, adversarial came in: 2,994 questions');
  await expect(incoming.getByRole('region', { name: 'What could not be read' })).toContainText('line 1204');
  await expect(form(page).getByLabel('Benchmark')).toHaveValue('imported-0');
  await incoming.getByRole('button', { name: /^Delete/ }).click();
  await expect(incoming).toContainText('None imported yet');
  await expect(form(page).getByLabel('Benchmark')).toHaveValue('mrhal-scenes');
});

test('a run that fails says why, and offers to go on', async ({ page }) => {
  await openMadeUp(page, 'failed');
  await run(page);
  const job = page.locator('amp-bench-job');
  await expect(job.getByRole('alert')).toContainText('DeviceLostError The GPU was lost');
  await expect(job.getByRole('button', { name: 'Go on' })).toBeEnabled();
  await expect(job.getByRole('button', { name: 'Open the GPU again' })).toBeVisible();
});

test('without results the page says what to do', async ({ page }) => {
  await openMadeUp(page, 'fresh');
  await expect(bench(page)).toContainText('No results yet. Run a benchmark above');
  await expect(page.locator('amp-judges').getByRole('listitem')).toHaveCount(0);
});

const SIZES = { desktop: { width: 1440, height: 900 }, telephone: { width: 390, height: 844 } };

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [name, viewport] of Object.entries(SIZES)) {
    test(`benchmarks are accessible and fit: ${colorScheme}, ${name}`, async ({ page }) => {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await openMadeUp(page, 'full');
      await form(page).getByLabel('A language model').check();
      const mrhal = board(page, 'MRHal-Bench on scenes');
      for (const open of [/^Open Expert L, qwen/, undefined]) {
        if (open === undefined) {
          await mrhal.getByRole('checkbox', { name: 'Compare Expert XS, exact judge' }).check();
          await mrhal.getByRole('checkbox', { name: 'Compare Expert L, exact judge' }).check();
          await bench(page).getByRole('button', { name: 'Compare side by side' }).click();
          await expect(page.locator('amp-compare .verdict')).toBeVisible();
        } else {
          await mrhal.getByRole('button', { name: open }).click();
          await expect(page.locator('amp-figure svg').first()).toBeVisible();
          for (const summary of await page.locator('amp-result summary').all()) await summary.click();
        }
        await expectAccessible(page, 'page', 'amp-bench');
        await expectNoOverflow(page);
      }
    });
  }
}
