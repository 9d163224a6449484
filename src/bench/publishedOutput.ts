// A result as the file that the benchmark's own published scripts read. Pure.
import { ConfigError } from '../base/errors.ts';
import { ZipWriter } from '../data/formats/zipWriter.ts';
import type { BenchDialogue, BenchResult, BenchRound } from '../protocol/bench.ts';
import type { BenchExample } from '../protocol/benchmark.ts';
import type { ImageRef } from '../protocol/dialogue.ts';

/**
 * MRHal-Bench: a JSON list that both published scripts take (takomc/amp): eval_gpt_mrhal.py, which asks the judge about
 * question, gt_answer and model_answer, and summarize_gpt_mrhal.py, which computes our scores from rating. Dialogues
 * that were not judged are left out, as they are of our scores.
 * POPE: JSON lines { question_id, question, answer } in the order of the questions; several splits make a zip.
 * AMBER: a list { id, response }, with a bare Yes or No where the answer was read as one, for nothing else counts there.
 * MMHal-Bench: a list as in its response_template.json. LLaVA-Bench: JSON lines { question_id, text }.
 * @param examples of the benchmark, for what a result does not keep: the files' own ids and the images' contents
 * @throws ConfigError when the benchmark has no such file, or nothing was judged
 */
export function publishedOutput(
  result: BenchResult,
  examples: readonly BenchExample[] = [],
): { name: string; blob: Blob } {
  const task = result.harnessVersion.replace(/\/.*$/, '');
  const byId = new Map(examples.map((example) => [example.id, example]));
  const samples = result.dialogues.flatMap((dialogue): Sample[] => {
    const [round] = dialogue.rounds;
    return round === undefined ? [] : [{ dialogue, round, example: byId.get(dialogue.id) }];
  });
  const name = `${task}-${result.modelName.replaceAll(/[^\w.-]+/g, '-')}`;
  const file = (extension: string, text: string): { name: string; blob: Blob } => ({
    name: `${name}.${extension}`,
    blob: new Blob([text], { type: extension === 'json' ? 'application/json' : 'application/jsonl' }),
  });
  switch (task) {
    case 'mrhal':
      return file('json', list(judgedOf(samples).map(mrhalRecord)));
    case 'mmhal':
      return file('json', list(samples.map(mmhalRecord)));
    case 'amber':
      return file('json', list(samples.map(amberRecord)));
    case 'llava-bench':
      return file('jsonl', lines(samples.map(llavaRecord)));
    case 'pope': {
      const splits = [...new Set(samples.map(({ round }) => round.type))];
      if (splits.length === 1) return file('jsonl', lines(samples.map(popeRecord)));
      const zip = new ZipWriter();
      for (const split of splits) {
        const own = samples.filter(({ round }) => round.type === split);
        zip.text(`${name}-${split}.jsonl`, lines(own.map(popeRecord)));
      }
      return { name: `${name}.zip`, blob: zip.finish() };
    }
    default:
      throw new ConfigError(
        `${result.name} has no published file of results.`,
        'Take the result as JSON or CSV instead.',
      );
  }
}

interface Sample {
  readonly dialogue: BenchDialogue;
  /** The first round, and but for MRHal-Bench the only one. */
  readonly round: BenchRound;
  readonly example: BenchExample | undefined;
}

/** Our types by the names that MRHal-Bench's labels have. */
const LABELS: Readonly<Record<string, string>> = { spatial: 'spatial relation' };

function judgedOf(samples: readonly Sample[]): readonly Sample[] {
  const some = samples.filter(
    ({ dialogue }) => dialogue.error === undefined && ratingsOf(dialogue).length > 0,
  );
  if (some.length > 0) return some;
  throw new ConfigError(
    `None of the ${samples.length} dialogues was judged, so there is nothing to sum up.`,
    'Run the benchmark again: the answers are kept, and the judge is asked alone.',
  );
}

function mrhalRecord({ dialogue, example }: Sample): object {
  const { image, rounds, reply } = dialogue;
  const rating = ratingsOf(dialogue);
  return {
    id: idOf(dialogue, example),
    image: imageFile(image),
    image_content: example?.contents ?? [],
    label: rounds.map(({ type }) => LABELS[type] ?? type),
    rounds: rounds.length,
    question: rounds.map(({ question }) => question),
    gt_answer: rounds.map(({ truth }) => truth),
    model_answer: rounds.map(({ answer }) => answer),
    response: reply ?? `Ratings: [${rating.join(', ')}]`,
    rating,
  };
}

function ratingsOf({ rounds }: BenchDialogue): number[] {
  return rounds.flatMap(({ rating }) => (rating === undefined ? [] : [rating]));
}

function popeRecord({ dialogue, round, example }: Sample): object {
  const prefix = `${round.type}-`;
  const own = dialogue.id.startsWith(prefix) ? dialogue.id.slice(prefix.length) : dialogue.id;
  return {
    question_id: example?.source ?? numberOr(own),
    question: round.question,
    answer: round.answer,
  };
}

function amberRecord({ dialogue, round, example }: Sample): object {
  const word = { yes: 'Yes', no: 'No' }[round.parsed ?? ''];
  return { id: idOf(dialogue, example), response: word ?? round.answer };
}

function mmhalRecord({ dialogue, round, example }: Sample): object {
  return {
    question_type: round.type,
    image_id: idOf(dialogue, example),
    image_content: example?.contents ?? [],
    question: round.question,
    gt_answer: round.truth,
    model_answer: round.answer,
  };
}

function llavaRecord({ dialogue, round, example }: Sample): object {
  return { question_id: idOf(dialogue, example), text: round.answer };
}

/** The file's own id; without the example, a number where the id is one. */
function idOf({ id }: BenchDialogue, example: BenchExample | undefined): string | number {
  return example === undefined ? numberOr(id) : (example.source ?? id);
}

function numberOr(id: string): string | number {
  return /^(0|[1-9]\d{0,14})$/.test(id) ? Number(id) : id;
}

function imageFile(image: ImageRef): string {
  return image.kind === 'file' ? image.name : `scene-${image.split}-${image.seed}-${image.style}.png`;
}

function list(records: readonly object[]): string {
  return `${JSON.stringify(records, null, 2)}\n`;
}

function lines(records: readonly object[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}
