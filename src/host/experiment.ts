// Runs an experiment file under Node, resumable, or reports a result that is there.
//   npm run experiment -- FILE.json [--host node|chromium] [--out docs/experiments/results/NAME.json]
//   npm run experiment -- --document
//   node scripts/host.mjs experiment --report RESULT.json
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError } from '../base/errors.ts';
import { formatTimeLeft } from '../base/format.ts';
import type { Experiment, ExperimentEvent } from '../protocol/experiment.ts';
import { MemoryStore } from '../store/memory.ts';
import { JobControl } from '../worker/control.ts';
import { newExperiment, runExperiment } from '../worker/experiment.ts';
import { parseExperiment, parseExperimentResult } from '../worker/experimentFile.ts';
import { Images, noFiles } from '../worker/images.ts';
import { fileAssets } from './assets.ts';
import { openDawn } from './dawn.ts';
import { experimentDocument, type ExperimentFile } from './experimentDocument.ts';
import { experimentCsv, experimentTable } from './experimentReport.ts';

const RESULTS = 'docs/experiments/results';
const DOCUMENT = 'docs/experiments.md';

export async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { out: { type: 'string' }, report: { type: 'string' }, document: { type: 'boolean' } },
  });
  if (values.report !== undefined) {
    report(parseExperimentResult(readFileSync(values.report, 'utf8')), values.report);
    return 0;
  }
  if (values.document) {
    writeFileSync(DOCUMENT, experimentDocument(resultsIn(RESULTS)));
    console.log(`written: ${DOCUMENT}`);
    return 0;
  }
  const file = positionals[0];
  if (file === undefined || !existsSync(file)) {
    throw new ConfigError(
      `There is no experiment file "${file ?? ''}".`,
      'Name one, such as docs/experiments/penalty.json.',
    );
  }
  const spec = parseExperiment(readFileSync(file, 'utf8'));
  const out = values.out ?? `${RESULTS}/${basename(file)}`;
  mkdirSync(dirname(out), { recursive: true });

  const gpu = await openDawn();
  const store = new MemoryStore();
  // What is there of this experiment, and trials of others that it shares.
  for (const { experiment } of resultsIn(dirname(out))) await store.putExperiment(experiment);
  try {
    const start = await newExperiment(spec, gpu.adapter.name, store);
    console.log(
      `${spec.name} on ${gpu.adapter.name}: ${start.trials.length} of ${start.total} trials are there`,
    );
    const images = new Images(fileAssets, noFiles);
    const emit = printer(out);
    const deps = { gpu, assets: fileAssets, images, store, control: new JobControl(), emit };
    report(await runExperiment(deps, start), out);
  } finally {
    gpu.close();
  }
  return 0;
}

function resultsIn(folder: string): ExperimentFile[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => {
    const path = `${folder}/${name}`;
    return { path, experiment: parseExperimentResult(readFileSync(path, 'utf8')) };
  });
}

/** Writes the result whenever it changes, so that a run that is broken off goes on; prints stages and time left. */
function printer(out: string): (event: ExperimentEvent) => void {
  let shown = 0;
  return (event) => {
    if (event.kind === 'experiment') writeFileSync(out, `${JSON.stringify(event.experiment)}\n`);
    else if (event.kind === 'progress') {
      if (event.done < shown + 0.25) return;
      shown = event.done;
      const left = event.secondsLeft === undefined ? '' : `, ${formatTimeLeft(event.secondsLeft)} left`;
      console.log(`${event.done.toFixed(1)} of ${event.total} trials${left}`);
    } else console.log(event.message);
  };
}

function report(experiment: Experiment, out: string): void {
  console.log(`\n${experimentTable(experiment)}\n`);
  const csv = out.replace(/(\.json)?$/, '.csv');
  writeFileSync(csv, experimentCsv(experiment));
  console.log(`written: ${out}, ${csv}`);
}
