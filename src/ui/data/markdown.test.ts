import { expect, test } from 'vitest';
import { parseMarkdown } from './markdown.ts';

const text = (words: string): object => ({ kind: 'text', text: words });

test('a card as it is written', () => {
  const card = [
    '# Goats \\*and\\* more',
    '',
    '- Licence: MIT',
    '- Hash: `ab12`',
    '',
    '| level | mean |',
    '| ----- | ---- |',
    '| 0 | 6.5 |',
    '| a\\|b | - |',
    '',
    '**Length is a shortcut here:** balance it.',
  ].join('\n');
  expect(parseMarkdown(card)).toEqual([
    { kind: 'heading', level: 1, text: [text('Goats *and* more')] },
    { kind: 'list', items: [[text('Licence: MIT')], [text('Hash: '), { kind: 'code', text: 'ab12' }]] },
    {
      kind: 'table',
      head: [[text('level')], [text('mean')]],
      rows: [
        [[text('0')], [text('6.5')]],
        [[text('a|b')], [text('-')]],
      ],
    },
    {
      kind: 'paragraph',
      text: [{ kind: 'strong', text: 'Length is a shortcut here:' }, text(' balance it.')],
    },
  ]);
});

test('what it does not know is text', () => {
  expect(parseMarkdown('<b>x</b> * y')).toEqual([{ kind: 'paragraph', text: [text('<b>x</b> * y')] }]);
  expect(parseMarkdown('')).toEqual([]);
  expect(parseMarkdown('lone \\')).toEqual([{ kind: 'paragraph', text: [text('lone \\')] }]);
});
