import { expect, it } from 'vitest';
import { fakeFolder } from '../../../e2e/fixtures/fakeHub.ts';
import { factsInWords, goOnInWords, sourceInWords, stateInWords, useInWords } from './hubView.ts';

const whole = fakeFolder({}, 1);
const begun = fakeFolder({ revision: '7e3e67edbbed1bf9888184d9df282b700a323964' }, 0.5);
const files = { ...whole, source: { kind: 'files', name: 'tiny.zip' } } as const;

it('says what a model is', () => {
  expect(factsInWords(whole)).toEqual([
    'Idefics3',
    '256,484,928 parameters',
    '64 image tokens for each 512-px tile',
    'licence apache-2.0',
  ]);
  expect(factsInWords({ facts: { ...whole.facts, licence: '' } }).at(-1)).toBe('no licence stated');
});

it('says how much of it is there, and what can be done with it', () => {
  expect(stateInWords(whole)).toBe('492.7 MiB, every file checked');
  expect(stateInWords(begun)).toBe('246.4 MiB of 492.7 MiB so far');
  expect(useInWords(whole)).toContain('cannot be chosen');
  expect(useInWords(begun)).toContain('goes on');
  expect([whole, begun, files].map(goOnInWords)).toEqual(['Check again', 'Go on', '']);
});

it('says where it comes from, down to the commit', () => {
  expect(sourceInWords(whole)).toBe('main of huggingface.co, commit 7e3e67e');
  expect(sourceInWords(begun)).toBe('from huggingface.co, commit 7e3e67e');
  expect(sourceInWords(files)).toBe('from tiny.zip of this computer');
});
