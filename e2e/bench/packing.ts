// What packing is worth: an MDPO step on ladders, one row each, against the same step with a row for every answer.
// A ladder of K answers of R tokens behind a prefix of P (image and question) takes P + K R tokens instead of K (P + R).
import { quickstartConfig } from '../../src/train/presets.ts';
import type { Gpu } from '../../src/gpu/device.ts';
import type { DispatchTime, Program } from '../../src/graph/program.ts';
import { Trainer } from '../../src/train/trainer.ts';
import { median, timesAsLong, type Explanation, type Subject, type TimesOf } from './measure.ts';
import { OURS } from './ours.ts';
import { checkLosses, movedReference, ourStepper, stepContender } from './steppers.ts';
import { ladderBatches, loadTinyModel, type Batch, type LadderShape } from './tinyBatch.ts';
import { UNPACKED, UnpackedStepper } from './unpacked.ts';

const LADDERS = 4;
/** Rounds of a dialogue: with more, the answers' share of a row is longer. */
const LENGTHS = { short: 1, long: 3 };
const LEVELS = [2, 4, 5];
/** Times on the GPU are medians of so many runs, in turns. */
const PROFILES = 3;

type Programs = Readonly<Record<'step' | 'update', Program>>;

export function packingSubjects(gpu: Gpu): (() => Promise<Subject>)[] {
  return LEVELS.flatMap((levels) =>
    Object.entries(LENGTHS).map(
      ([length, rounds]) =>
        () =>
          subject(gpu, length, { ladders: LADDERS, levels, rounds, alike: true }),
    ),
  );
}

async function subject(gpu: Gpu, length: string, shape: LadderShape): Promise<Subject> {
  const tiny = await loadTinyModel();
  const { packed, unpacked } = ladderBatches(tiny, shape);
  const trainer = await Trainer.create(gpu, tiny.config, tiny.weights, quickstartConfig, packed.size);
  const reference = await movedReference(trainer, packed);
  const ours = ourStepper(trainer, packed, reference);
  const apart = await UnpackedStepper.create(gpu, tiny, quickstartConfig, unpacked, shape.levels, reference);
  const [B, K] = [shape.ladders, shape.levels];
  const name = `packing, ${B} ladders of ${K} ${length}: ${B} rows of ${packed.size.T}, or ${B * K} of ${unpacked.size.T}`;
  await checkLosses(name, [ours, apart]);
  return {
    name,
    contenders: [stepContender(ours), stepContender(apart)],
    explain: (timesOf) => explain(timesOf, packed, unpacked, trainer.programs, apart.programs),
  };
}

async function explain(
  timesOf: TimesOf,
  packed: Batch,
  unpacked: Batch,
  ourPrograms: Programs,
  theirPrograms: Programs,
): Promise<Explanation> {
  const { prefix, answer, expected, padded } = expectedRatio(packed, unpacked);
  const measured = timesAsLong(timesOf(UNPACKED), timesOf(OURS));
  const deviation = measured / expected - 1;
  const found = {
    prefixTokens: prefix,
    answerTokens: answer,
    expectedRatio: expected,
    paddedRatio: padded,
    measuredRatio: measured,
    deviation,
  };
  const note =
    `P ${prefix.toFixed(1)}, R ${answer.toFixed(1)} tokens: packing should give ${expected.toFixed(2)}x and gives ` +
    `${measured.toFixed(2)}x, ${percent(Math.abs(deviation))} ${deviation < 0 ? 'less' : 'more'} (goal: within 20 %). ` +
    `Rows padded as planned would give ${padded.toFixed(2)}x.`;

  const own: GpuTime[] = [];
  const their: GpuTime[] = [];
  for (let i = 0; i < PROFILES; i++) {
    own.push(...(await gpuTime(ourPrograms)));
    their.push(...(await gpuTime(theirPrograms)));
  }
  if (own.length === 0) {
    return {
      note: `${note} The adapter has no timestamp queries to say where the rest goes.`,
      figures: found,
    };
  }
  const middle = (times: readonly GpuTime[], part: keyof GpuTime): number =>
    median(times.map((t) => t[part]));
  const whole = median(own.map((t) => t.head + t.update + t.attention + t.rest));
  const share = (part: keyof GpuTime): number => middle(own, part) / whole;
  const ratio = (part: keyof GpuTime): number => middle(their, part) / middle(own, part);
  const parts = {
    headShare: share('head'),
    updateShare: share('update'),
    attentionShare: share('attention'),
    attentionRatio: ratio('attention'),
    restRatio: ratio('rest'),
  };
  return {
    note:
      `${note} By timestamp queries the output head, which scores as many tokens either way, is ` +
      `${percent(parts.headShare)} of the packed step, clipping and AdamW ${percent(parts.updateShare)}; attention ` +
      `(${percent(parts.attentionShare)}), in which answers see as much either way, is ` +
      `${parts.attentionRatio.toFixed(2)}x as fast, all the rest ${parts.restRatio.toFixed(2)}x.`,
    figures: { ...found, ...parts },
  };
}

/** K (P + R) / (P + K R) in tokens, of what is there and with padding. */
export function expectedRatio(
  packed: Batch,
  unpacked: Batch,
): { prefix: number; answer: number; expected: number; padded: number } {
  const tokens = ({ rows }: Batch): number => rows.reduce((n, { ids }) => n + ids.length, 0);
  const planned = ({ size }: Batch): number => size.B * size.T;
  const segments = packed.rows.flatMap((row) => row.segments);
  const inPrefix = segments.filter((segment) => segment === 0).length;
  return {
    prefix: inPrefix / packed.rows.length,
    answer: (segments.length - inPrefix) / unpacked.rows.length,
    expected: tokens(unpacked) / tokens(packed),
    padded: planned(unpacked) / planned(packed),
  };
}

/** Milliseconds on the GPU. */
interface GpuTime {
  readonly head: number;
  readonly update: number;
  readonly attention: number;
  readonly rest: number;
}

/** One profile of a step; none where the adapter has no timestamp queries. */
async function gpuTime({ step, update }: Programs): Promise<GpuTime[]> {
  const ofStep = await step.profile();
  const ofUpdate = await update.profile();
  if (ofStep.length === 0) return [];
  const sum = (times: readonly DispatchTime[], name = ''): number =>
    times.reduce((n, { op, ms }) => (op.startsWith(name) ? n + ms : n), 0);
  const [head, attention] = [sum(ofStep, 'tokenLogprob'), sum(ofStep, 'attention')];
  return [{ head, update: sum(ofUpdate), attention, rest: sum(ofStep) - head - attention }];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
