// A result as CSV: one line a round, for spreadsheets and statistics programs.
import type { BenchDialogue, BenchResult, BenchRound } from '../protocol/bench.ts';
import type { ImageRef } from '../protocol/dialogue.ts';

const COLUMNS = [
  'benchmark',
  'model',
  'id',
  'image',
  'round',
  'type',
  'question',
  'truth',
  'answer',
  'parsed',
  'rating',
  'hallucinated',
  'false claims',
  'judge’s words',
  'error',
];

/**
 * RFC 4180 with every cell in quotes. Where a cell would be read as a formula by a spreadsheet (it begins with = + - @,
 * a tab or a carriage return), an apostrophe stands before it. `hallucinated` is 1 or 0, and empty where the benchmark
 * does not say it of an answer; false claims are separated by semicolons.
 */
export function csvReport(result: BenchResult): string {
  const lines = result.dialogues.flatMap((dialogue) =>
    dialogue.rounds.map((round, r) => cellsOf(result, dialogue, round, r)),
  );
  return [COLUMNS, ...lines].map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}

function cellsOf(
  { name, modelName }: BenchResult,
  { id, image, reply = '', error = '' }: BenchDialogue,
  { question, type, truth, answer, claims, parsed = '', rating, counts }: BenchRound,
  r: number,
): string[] {
  const falseClaims = claims.filter(({ verdict }) => verdict === 'false').map(({ text }) => text);
  return [
    name,
    modelName,
    id,
    imageName(image),
    String(r + 1),
    type,
    question,
    truth,
    answer,
    parsed,
    rating === undefined ? '' : String(rating),
    counts.hallucinated === undefined ? '' : String(counts.hallucinated),
    falseClaims.join('; '),
    reply,
    error,
  ];
}

/** A file's name, or where a scene comes from. */
export function imageName(image: ImageRef): string {
  return image.kind === 'file' ? image.name : `scene ${image.split}/${image.style}/${image.seed}`;
}

function quoted(cell: string): string {
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return `"${safe.replaceAll('"', '""')}"`;
}
