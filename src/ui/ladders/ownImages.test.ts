import { expect, test } from 'vitest';
import { isImage, ownDialogues, ownFiles, ownImage } from './ownImages.ts';

// SHA-256 of "abc": FIPS 180-2, appendix B.1.
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const file = new File(['abc'], 'goat.png', { type: 'image/png' });

test('an image is known by the hash of its bytes', async () => {
  const image = await ownImage(file, 'What is it?');
  expect(image).toMatchObject({ name: 'goat.png', sha256: ABC, question: 'What is it?', answer: '' });
  expect([file, new Blob([], { type: 'image/gif' })].map(isImage)).toEqual([true, false]);
});

test('the same image twice is one file and two questions', async () => {
  const image = await ownImage(file, ' What is it? ');
  const images = [image, { ...image, question: 'How many?', answer: 'One.' }];
  const dialogues = ownDialogues(images);
  expect(dialogues.map(({ rounds }) => rounds[0])).toMatchObject([
    { question: 'What is it?', answer: '' },
    { question: 'How many?', answer: 'One.' },
  ]);
  expect(new Set(dialogues.map(({ id }) => id)).size).toBe(2);

  const files = ownFiles(images);
  expect(files.map(({ path }) => path)).toEqual(['questions.jsonl', `${ABC}.png`]);
  const rows = (await files[0]!.blob.text()).trim().split('\n');
  expect(rows.map((row) => JSON.parse(row) as object)).toMatchObject([
    { image: { kind: 'file', sha256: ABC }, levels: [{ answers: [''] }] },
    { questions: ['How many?'], levels: [{ answers: ['One.'] }] },
  ]);
});
