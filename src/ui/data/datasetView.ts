// A dataset in a few words. Pure.
import type { Dataset, DatasetFormat, NamedBlob } from '../../protocol/dataset.ts';

const FORMATS: Readonly<Record<DatasetFormat | 'mixed', string>> = {
  ladders: 'ladders',
  amp: 'AMP’s JSON',
  llava: 'LLaVA conversations',
  'rlhf-v': 'RLHF-V',
  'rlaif-v': 'RLAIF-V',
  vlfeedback: 'VLFeedback',
  trl: 'TRL pairs',
  mixed: 'several formats',
};

/** `48 ladders`, `K = 4`, `48 images`, format, licence, refused rows, when. */
export function datasetFacts({ counts, format, licence, createdAt, files }: Dataset): string[] {
  const refused = files.reduce((sum, file) => sum + file.refused, 0);
  const n = (count: number, one: string, many: string): string =>
    `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
  return [
    n(counts.ladders, 'ladder', 'ladders'),
    levelsInWords(counts.levels),
    n(counts.images, 'image', 'images'),
    ...(format === 'ladders' ? [] : [FORMATS[format]]),
    licence.trim() === '' ? 'licence not stated' : licence,
    ...(refused > 0 ? [`${n(refused, 'row', 'rows')} refused`] : []),
    new Date(createdAt).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' }),
  ];
}

/** `K = 4`, or `K = 3 (20), 4 (300)` where ladders differ. */
export function levelsInWords(levels: Readonly<Record<string, number>>): string {
  const known = Object.entries(levels);
  if (known.length === 1) return `K = ${known[0]?.[0]}`;
  return `K = ${known.map(([k, n]) => `${k} (${n.toLocaleString('en')})`).join(', ')}`;
}

/** A name for an import: the folder or archive, or the data file without its ending. */
export function importName(files: readonly NamedBlob[]): string {
  const data = files.find(({ path }) => /\.(jsonl?|ndjson|parquet|zip)$/i.test(path)) ?? files[0];
  const first = data?.path.split('/')[0] ?? '';
  return first.replace(/\.(jsonl?|ndjson|parquet|zip)$/i, '') || 'Import';
}
