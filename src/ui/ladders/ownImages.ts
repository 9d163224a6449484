// The user's own images with a question and a standard answer each: as the form holds them, as files to import so that
// the lab keeps the images, and as dialogues to ask the models.
import { sha256 } from '../../base/hash.ts';
import type { NamedBlob } from '../../protocol/dataset.ts';
import type { Dialogue, ImageRef } from '../../protocol/dialogue.ts';
import type { Ladder } from '../../protocol/ladder.ts';

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
};

export interface OwnImage {
  readonly name: string;
  /** Of the file's bytes, in hexadecimal. */
  readonly sha256: string;
  readonly file: Blob;
  readonly question: string;
  /** Empty = a model gives it. */
  readonly answer: string;
}

/** Whether the lab can read a file of this type as an image. */
export function isImage({ type }: Blob): boolean {
  return type in EXTENSIONS;
}

/** A file of the user's computer as an image to ask about. */
export async function ownImage(file: File, question: string): Promise<OwnImage> {
  const hash = await sha256(new Uint8Array(await file.arrayBuffer()));
  return { name: file.name, sha256: hash, file, question, answer: '' };
}

export function ownDialogues(images: readonly OwnImage[]): Dialogue[] {
  return images.map(({ name, sha256, question, answer }, i) => ({
    id: `own-${i + 1}-${sha256.slice(0, 12)}`,
    image: { kind: 'file', sha256, name },
    rounds: [{ question: question.trim(), answer: answer.trim(), type: 'unknown' }],
  }));
}

/**
 * The images and their standard answers as an import: our own JSONL, ladders of one level, beside image files that are
 * named by their hashes.
 */
export function ownFiles(images: readonly OwnImage[]): NamedBlob[] {
  const rows = ownDialogues(images).map(({ id, image, rounds }): Omit<Ladder, 'dataset'> => ({
    id,
    image: image satisfies ImageRef,
    questions: rounds.map(({ question }) => question),
    types: ['unknown'],
    levels: [{ answers: rounds.map(({ answer }) => answer), source: 'standard', ranks: { generated: 0 } }],
  }));
  const files = new Map(images.map(({ sha256, file }) => [`${sha256}.${EXTENSIONS[file.type]}`, file]));
  return [
    { path: 'questions.jsonl', blob: new Blob(rows.map((row) => `${JSON.stringify(row)}\n`)) },
    ...[...files].map(([path, blob]) => ({ path, blob })),
  ];
}
