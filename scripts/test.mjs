// `npm test`: every check, one after the other; a failure does not stop the rest. The last line is
// `N passed, N failed, N skipped`; format, each TypeScript program, lint and the build count as one check each.
// Options: `--only=STAGE[,STAGE]` runs the stages whose name starts so.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, setup } from './setup.mjs';

const VITEST_REPORT = '.cache/vitest.json';
const PLAYWRIGHT_REPORT = '.cache/playwright.json';
const SHOWN_ON_FAILURE = 16_000; // characters of a failed stage's output

/** Packages' command-line programs, run with this very Node: no shell, no npx. */
const TOOLS = {
  prettier: 'prettier/bin/prettier.cjs',
  tsc: 'typescript/bin/tsc',
  eslint: 'eslint/bin/eslint.js',
  vite: 'vite/bin/vite.js',
  vitest: 'vitest/vitest.mjs',
  playwright: 'playwright/cli.js',
};

/** A stage is a command and how its outcome is counted: by its exit code, or from the report that it leaves. */
const STAGES = [
  { name: 'format', tool: 'prettier', args: ['--check', '.'] },
  { name: 'types page', tool: 'tsc', args: ['-p', 'tsconfig.page.json'] },
  { name: 'types worker', tool: 'tsc', args: ['-p', 'tsconfig.worker.json'] },
  { name: 'types node', tool: 'tsc', args: ['-p', 'tsconfig.node.json'] },
  { name: 'lint', tool: 'eslint', args: ['.', '--max-warnings', '0'] },
  {
    name: 'unit and GPU tests in Node',
    tool: 'vitest',
    args: ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${VITEST_REPORT}`],
    report: VITEST_REPORT,
    count: countVitest,
  },
  { name: 'build', tool: 'vite', args: ['build', '--logLevel', 'warn'] },
  {
    name: 'journeys in Chromium',
    tool: 'playwright',
    args: ['test', '--config', 'e2e/playwright.config.ts'],
    report: PLAYWRIGHT_REPORT,
    count: countPlaywright,
  },
];

function countVitest(report) {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const named = (...states) => tests.filter((test) => states.includes(test.status));
  // A file that fails to load has no tests of its own to fail.
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return {
    passed: named('passed').length,
    failed: named('failed').length + broken.length,
    skipped: named('skipped', 'pending', 'todo', 'disabled').map((test) => test.fullName),
  };
}

function countPlaywright(report) {
  const specsOf = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)];
  const skipped = report.suites
    .flatMap(specsOf)
    .filter((spec) => spec.tests.some((test) => test.status === 'skipped'))
    .map((spec) => spec.title);
  const { expected, unexpected, flaky } = report.stats;
  return { passed: expected, failed: unexpected + flaky + report.errors.length, skipped };
}

/** Runs a program to its end; its output is kept, not shown. */
function run(tool, args, env) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join('node_modules', TOOLS[tool]), ...args], { cwd: ROOT, env });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ ok: false, output: error.message }));
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}

async function runStage({ name, tool, args, report, count }, env) {
  const start = performance.now();
  const file = report && join(ROOT, report);
  if (file) rmSync(file, { force: true });
  const { ok, output } = await run(tool, args, env);
  let result = { passed: Number(ok), failed: Number(!ok), skipped: [] };
  if (file && existsSync(file)) {
    result = count(JSON.parse(readFileSync(file, 'utf8')));
    if (!ok && result.failed === 0) result.failed = 1; // it broke outside any test
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const { passed, failed, skipped } = result;
  console.log(
    `${failed ? 'FAIL' : 'ok  '} ${name}: ${passed} passed, ${failed} failed, ${skipped.length} skipped (${seconds} s)`,
  );
  for (const title of skipped) console.log(`       skipped: ${title}`);
  for (const line of new Set(output.match(/^(?:adapter:|ops on) .*$/gm) ?? [])) console.log(`       ${line}`);
  if (failed) console.log(output.slice(-SHOWN_ON_FAILURE).trimEnd());
  return result;
}

const only = process.argv
  .find((arg) => arg.startsWith('--only='))
  ?.slice('--only='.length)
  .split(',');
const stages = STAGES.filter(
  ({ name }) => only === undefined || only.some((prefix) => name.startsWith(prefix)),
);
const { env } = await setup();
mkdirSync(join(ROOT, '.cache'), { recursive: true });
const total = { passed: 0, failed: 0, skipped: 0 };
for (const stage of stages) {
  const { passed, failed, skipped } = await runStage(stage, {
    ...env,
    NO_COLOR: '1',
    FORCE_COLOR: undefined,
  });
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped.length;
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed ? 1 : 0;
