// `npm run experiment -- FILE.json`: runs an experiment in Node (on Dawn) or in a headless Chromium, resumable; prints
// its table and writes docs/experiments/results/NAME.json and .csv.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { withLab } from './headless.mjs';
import { serveLab } from './serve.mjs';
import { ROOT, setup } from './setup.mjs';
import { ProgressBar } from './terminal.mjs';

const HELP = `npm run experiment -- FILE.json [OPTIONS]

Trains every arm of an experiment with every seed, benchmarks each, and compares them with the baseline. Broken off and
started again with the same file, it goes on; nothing is trained twice. docs/experiments/ has files to start from.

  --host HOST      node (Dawn, default) or chromium (the page's own worker)
  --adapter KIND   chromium: hardware, software, or auto (auto)
  --out FILE       where the result goes (docs/experiments/results/FILE.json, and .csv beside it)
  --document       write docs/experiments.md from the results that are there
  --help           this text
`;

const host = (args) => {
  const script = join(ROOT, 'scripts', 'host.mjs');
  return spawnSync(process.execPath, [script, 'experiment', ...args], { stdio: 'inherit' }).status ?? 1;
};

async function inChromium(file, out, adapter) {
  const { chromium } = await setup();
  const { url, close } = await serveLab(0);
  mkdirSync(dirname(out), { recursive: true });
  const before = existsSync(out) ? readFileSync(out, 'utf8') : undefined;
  const bar = new ProgressBar(process.stderr);
  const onEvent = (event) => {
    if (event.kind === 'experiment') writeFileSync(out, `${JSON.stringify(event.experiment)}\n`);
    else if (event.kind === 'stage') bar.stage('experiment', event.message);
    else if (event.kind === 'progress') bar.progress(event.done, event.total, event.secondsLeft);
  };
  const work = (page) =>
    page.evaluate(
      async ([text, known]) => {
        const lab = globalThis.ampLab;
        if (known !== undefined) await lab.importExperiment(known);
        const spec = await lab.readExperiment(text);
        await lab.runExperiment(spec, (event) => void globalThis.ampLabEvent(event));
      },
      [readFileSync(file, 'utf8'), before],
    );
  await withLab({ chromium, url, adapter }, onEvent, work).finally(close);
  bar.finish();
  return host(['--report', out]);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    host: { type: 'string', default: 'node' },
    adapter: { type: 'string', default: 'auto' },
    out: { type: 'string' },
    document: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.document) process.exit(host(['--document']));
const [file] = positionals;
if (values.help || file === undefined) {
  process.stdout.write(HELP);
  process.exit(values.help ? 0 : 1);
}
if (!existsSync(file)) {
  console.error(`There is no file ${file}. Files to start from are in docs/experiments/.`);
  process.exit(1);
}
const out = values.out ?? join('docs', 'experiments', 'results', basename(file));
if (values.host === 'node') process.exitCode = host([file, '--out', out]);
else if (values.host === 'chromium') process.exitCode = await inChromium(file, out, values.adapter);
else {
  console.error(`--host is "${values.host}". It takes node or chromium.`);
  process.exitCode = 1;
}
