// Small rows as the authors of each format publish them; made here. What a good row becomes, and what a bad one says.
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../base/errors.ts';
import type { Draft } from './draft.ts';
import { formatOf } from './formats.ts';
import { pairRows } from './pairRows.ts';
import { SAMPLE_LADDER } from './testSamples.ts';
import { trlFormat } from './trl.ts';
import { SYSTEM_NOTE } from './turns.ts';
import { TIE_NOTE, UNRATED_NOTE } from './vlfeedback.ts';

/** The one draft that a row becomes. */
function read(row: unknown): Draft & { format: string } {
  const format = formatOf(row);
  const reader = format.reader();
  const results = [...reader.push(row, 1), ...reader.end()];
  const [result] = results;
  expect(results).toHaveLength(1);
  if (result === undefined || 'error' in result) throw result?.error ?? new Error('nothing read');
  return { ...result.draft, format: format.id };
}

const turns = (...said: string[]): unknown[] =>
  said.map((value, i) => ({ from: i % 2 === 0 ? 'human' : 'gpt', value }));
const level = (source: string, rank: number, ...answers: string[]): unknown => ({
  answers,
  source,
  ranks: { generated: rank },
});
const path = (text: string): unknown => ({ kind: 'path', path: text });

describe('AMP', () => {
  const row = {
    image: 'coco/1.jpg',
    output_1: turns('<image>\nWhat is it?', 'A cat.', 'Where?', 'On a mat.'),
    output_2: turns('<image>\nWhat is it?', 'A dog.', 'Where?', 'On a mat.'),
    output_3: turns('<image>\nWhat is it?', 'Two dogs.', 'Where?', ''),
  };

  it('becomes a ladder of K levels', () => {
    expect(read(row)).toMatchObject({
      format: 'amp',
      image: path('coco/1.jpg'),
      ladder: {
        questions: ['What is it?', 'Where?'],
        types: ['unknown', 'unknown'],
        levels: [
          level('standard', 0, 'A cat.', 'On a mat.'),
          level('output_2', 1, 'A dog.', 'On a mat.'),
          level('output_3', 2, 'Two dogs.', ''),
        ],
      },
    });
  });

  const bad: [string, object, RegExp][] = [
    ['K = 1', { image: 'a', output_1: row.output_1 }, /has 1 output \(K = 1\)\. A preference needs K from 2/],
    ['a gap', { ...row, output_2: undefined, output_4: row.output_2 }, /^output_2: it is missing/],
    ['numbers from 0', { image: 'a', output_0: [], output_1: [] }, /has 2 outputs, but no output_2/],
    ['no image', { ...row, image: undefined }, /names no image/],
    ['an address', { ...row, image: 'http://x/y.jpg' }, /is an address .*downloads nothing/],
    [
      'other questions',
      { ...row, output_2: turns('Who?', 'A.', 'Where?', 'B.') },
      /output_2 asks "Who\?" in round 1/,
    ],
    ['wrong types', { ...row, output_2: 'A dog.' }, /^output_2: it is "A dog\.", expected Array/],
    ['a turn without words', { ...row, output_2: [{ from: 'human' }] }, /^output_2\.0\.value: it is missing/],
    ['no answer', { ...row, output_3: turns('What is it?') }, /output_3: The conversation has 1 turns/],
    ['a stranger', { ...row, output_1: [{ from: 'bot', value: '' }] }, /A turn is by "bot"/],
    ['an answer first', { ...row, output_1: turns('q', 'a').reverse() }, /Turn 1 is by the assistant/],
  ];
  it.each(bad)('refuses %s', (_name, value, message) => {
    expect(() => read(value)).toThrow(FormatError);
    expect(() => read(value)).toThrow(message);
  });
});

describe('LLaVA', () => {
  it('becomes one level, the standard answer; a system message goes before the first question', () => {
    const conversations = [
      { from: 'system', value: 'Be brief.' },
      ...turns('What is it?\n<image>', 'A cat.'),
    ];
    expect(read({ id: '1', image: 'a.jpg', conversations })).toMatchObject({
      format: 'llava',
      ladder: { questions: ['Be brief.\n\nWhat is it?'], levels: [level('standard', 0, 'A cat.')] },
      notes: [SYSTEM_NOTE],
    });
    expect(() => read({ id: '1', conversations: turns('q', 'a') })).toThrow(/names no image/);
    expect(() => read({ id: '1', image: 'a', conversations: [] })).toThrow(/conversation is empty/);
  });
});

describe('RLHF-V and RLAIF-V', () => {
  const pair = { question: 'What is it?', chosen: 'A cat.', rejected: 'A dog.' };
  const levels = [level('chosen', 0, 'A cat.'), level('rejected', 1, 'A dog.')];

  it('become two levels', () => {
    const bytes = Uint8Array.of(1, 2);
    const image = { bytes, path: 'x.jpg' };
    const rlhfv = { ds_name: 'RLHF-V', image, text: JSON.stringify(pair), origin_dataset: 'coco', idx: 0 };
    expect(read(rlhfv)).toMatchObject({
      format: 'rlhf-v',
      image: { kind: 'bytes', bytes, name: 'x.jpg' },
      ladder: { questions: ['What is it?'], levels },
    });
    expect(read({ image: null, image_path: 'a/x.jpg', text: pair })).toMatchObject({
      image: path('a/x.jpg'),
    });
    expect(read({ ...pair, image: { bytes: null, path: 'x.jpg' }, idx: '7' })).toMatchObject({
      format: 'rlaif-v',
      image: path('x.jpg'),
      ladder: { levels },
    });
    expect(read({ ...pair, image: 'data:image/png;base64,AQI=' })).toMatchObject({
      image: { kind: 'bytes', bytes },
    });
  });

  it('say what is wrong', () => {
    expect(() => read({ image: 'a', text: '{"question":' })).toThrow(/text is no JSON: "\{\\"question/);
    expect(() => read({ image: 'a', text: { ...pair, chosen: 3 } })).toThrow(
      /^chosen: it is 3, expected string/,
    );
    expect(() => read({ ...pair, image: {} })).toThrow(/neither bytes nor a path/);
    expect(() => read({ ...pair, image: 7 })).toThrow(/^image: it is 7/);
    expect(() => read({ ...pair, image: 'data:image/png;base64,?' })).toThrow(/no base64/);
  });
});

describe('VLFeedback', () => {
  const rated = (model: string, ...ratings: unknown[]): object => ({
    model,
    response: `by ${model}`,
    annotations: Object.fromEntries(
      ['Helpfulness', 'Ethical Considerations', 'Visual Faithfulness'].map((aspect, i) => [
        aspect,
        { Rating: ratings[i], Rationale: 'because' },
      ]),
    ),
  });
  const row = {
    id: '1',
    prompt: 'What is it?',
    img_path: 'a.png',
    completions: [
      rated('b', '3', '5', '4'),
      rated('c', '1', '5', '1'),
      rated('a', '5', '5', 5),
      rated('d', 4, 4, 4),
    ],
  };

  it('is ranked by the mean rating; ties share a rank and are noted', () => {
    expect(read(row)).toMatchObject({
      format: 'vlfeedback',
      image: path('a.png'),
      ladder: {
        levels: [level('a', 0, 'by a'), level('b', 1, 'by b'), level('d', 1, 'by d'), level('c', 3, 'by c')],
      },
      notes: [TIE_NOTE],
    });
  });

  it('leaves out what has no rating', () => {
    const na = rated('n', 'N/A', null, '');
    const draft = read({ ...row, completions: [...row.completions.slice(0, 2), na] });
    expect(draft).toMatchObject({
      ladder: { levels: [{ source: 'b' }, { source: 'c' }] },
      notes: [UNRATED_NOTE],
    });
    expect(() => read({ ...row, completions: [na, row.completions[0]] })).toThrow(
      /1 of 2 completions .*\(K = 1\)/,
    );
    expect(() => read({ ...row, completions: [{ model: 'x' }] })).toThrow(
      /^completions\.0\.response: it is missing/,
    );
  });

  it('may keep its completions as columns, as datasets writes them to Parquet', () => {
    const columns = Object.fromEntries(
      ['model', 'response', 'annotations'].map((name) => [
        name,
        row.completions.map((completion) => (completion as Record<string, unknown>)[name]),
      ]),
    );
    expect(read({ ...row, completions: columns }).ladder).toEqual(read(row).ladder);
  });
});

describe('TRL', () => {
  const user = (content: unknown): object => ({ role: 'user', content });
  const assistant = (content: unknown): object => ({ role: 'assistant', content });
  const text = (words: string): object[] => [{ type: 'text', text: words }];
  const levels = [level('chosen', 0, 'A cat.'), level('rejected', 1, 'A dog.')];
  const image = { images: ['a.png'] };

  const forms: [string, object][] = [
    ['plain text', { ...image, prompt: 'What is it?', chosen: 'A cat.', rejected: 'A dog.' }],
    ['one image', { image: 'a.png', prompt: '<image>\nWhat is it?', chosen: 'A cat.', rejected: 'A dog.' }],
    [
      'messages of text',
      {
        ...image,
        prompt: [user('<image>What is it?')],
        chosen: [assistant('A cat.')],
        rejected: [assistant('A dog.')],
      },
    ],
    [
      'messages of parts',
      {
        ...image,
        prompt: [user([{ type: 'image', text: null }, ...text('What is it?')])],
        chosen: [assistant(text('A cat.'))],
        rejected: [assistant(text('A dog.'))],
      },
    ],
    [
      'an implicit prompt with the image inside',
      {
        chosen: [user([{ type: 'image', image: 'a.png' }, ...text('What is it?')]), assistant('A cat.')],
        rejected: [user('What is it?'), assistant('A dog.')],
      },
    ],
  ];
  it.each(forms)('of %s becomes two levels', (_name, row) => {
    expect(read(row)).toMatchObject({
      format: 'trl',
      image: path('a.png'),
      ladder: { questions: ['What is it?'], levels },
    });
  });

  it('keeps earlier rounds of the prompt as answers that both levels share', () => {
    const prompt = [user('What is it?'), assistant('A cat.'), user('Where?')];
    expect(read({ ...image, prompt, chosen: 'Here.', rejected: 'There.' }).ladder).toMatchObject({
      questions: ['What is it?', 'Where?'],
      levels: [{ answers: ['A cat.', 'Here.'] }, { answers: ['A cat.', 'There.'] }],
    });
  });

  it('of one ladder that are not whole say what is missing', () => {
    const rows = pairRows(SAMPLE_LADDER, 'adjacent').map((pair) => ({ ...image, ...pair }));
    const messages = (...given: unknown[]): (string | undefined)[] => {
      const reader = trlFormat.reader();
      const results = [...given.flatMap((row, i) => reader.push(row, i + 1)), ...reader.end()];
      return results.map((result) => ('error' in result ? result.error.message : undefined));
    };
    const other = { ...rows[0], ladder_id: 'l2' };
    expect(messages(...rows)).toEqual([undefined]);
    expect(messages(rows[0], other)).toEqual([
      expect.stringMatching(/"l1" is not whole .*: level 2 is missing\. Keep the rows/),
      expect.stringMatching(/"l2" is not whole/),
    ]);
    expect(messages(rows[1])).toEqual([expect.stringMatching(/its first row is missing/)]);
    expect(messages({ ...rows[0], ladder: '{' }, rows[1])).toEqual([
      expect.stringMatching(/is no JSON: "\{"/),
    ]);
    const deep = `{"levels":[],"x":${'['.repeat(1e5)}${']'.repeat(1e5)}}`;
    expect(messages({ ...rows[0], ladder: deep })).toEqual([expect.stringMatching(/nested more than 100/)]);
  });

  it('says what is wrong', () => {
    const row = { ...image, prompt: 'q', chosen: 'a', rejected: 'b' };
    expect(() => read({ ...row, images: ['a', 'b'] })).toThrow(/has 2 images/);
    expect(() => read({ ...row, images: [] })).toThrow(/names no image/);
    expect(() => read({ ...row, prompt: undefined })).toThrow(
      /has no prompt, and its answers are plain text/,
    );
    expect(() => read({ ...row, chosen: 4 })).toThrow(/^chosen: it is 4/);
    expect(() => read({ ...row, prompt: [user('q'), assistant('a')] })).toThrow(/has 3 turns/);
    expect(() =>
      read({ ...image, chosen: [user('q'), assistant('a')], rejected: [user('r'), assistant('a')] }),
    ).toThrow(/chosen asks \["q"\] and rejected asks \["r"\]/);
  });
});

it('a row of no known format is told its fields, and what would be known', () => {
  expect(() => formatOf({ a: 1, b: 2 })).toThrow(
    /these fields: a, b\. Known: ladders \(image, questions, levels\); amp/,
  );
  expect(() => formatOf([1])).toThrow(/The record is \[1\], not an object/);
  expect(() => formatOf(null)).toThrow(/The record is null/);
});
