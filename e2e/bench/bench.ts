// The page of `npm run bench` (scripts/bench.mjs): prepares and times one subject after another on this browser's
// WebGPU and hands each finished row to the caller.
import { openGpu, type Gpu } from '../../src/gpu/device.ts';
import { adamwSubjects } from './adamw.ts';
import { attentionSubjects } from './attention.ts';
import { benchmarkSubjects } from './benchmark.ts';
import { costSubjects } from './cost.ts';
import { generationSubjects } from './generation.ts';
import { linearSubjects, matmulSubjects } from './matmul.ts';
import { measure, type Row, type Subject } from './measure.ts';
import { packingSubjects } from './packing.ts';
import { initPeers } from './peers.ts';
import { mdpoSubjects, sftSubjects } from './steps.ts';

/** Groups of subjects, by the name that `--only` takes. */
const GROUPS: Record<string, (gpu: Gpu) => (() => Promise<Subject>)[]> = {
  matmul: matmulSubjects,
  linear: linearSubjects,
  attention: attentionSubjects,
  adamw: adamwSubjects,
  sft: sftSubjects,
  mdpo: mdpoSubjects,
  packing: packingSubjects,
  cost: costSubjects,
  generation: generationSubjects,
  benchmark: benchmarkSubjects,
};

export interface BenchReport {
  readonly adapter: string;
  readonly software: boolean;
  readonly rows: readonly Row[];
}

async function bench(
  only: readonly string[],
  rounds: number,
  onRow: (row: Row) => void,
): Promise<BenchReport> {
  const unknown = only.find((name) => !(name in GROUPS));
  if (unknown !== undefined) {
    throw new Error(`There is no subject ${unknown}; there are ${Object.keys(GROUPS).join(', ')}.`);
  }
  const gpu = await openGpu(navigator.gpu);
  await initPeers();
  const rows: Row[] = [];
  for (const [name, subjects] of Object.entries(GROUPS)) {
    if (only.length > 0 && !only.includes(name)) continue;
    for (const prepare of subjects(gpu)) {
      const row = await measure(await prepare(), rounds);
      rows.push(row);
      onRow(row);
    }
  }
  const { name, software } = gpu.adapter;
  gpu.close();
  return { adapter: name, software, rows };
}

declare global {
  var ampBench: typeof bench;
}
globalThis.ampBench = bench;
