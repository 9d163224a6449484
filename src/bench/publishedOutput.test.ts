// Results in the published forms. MRHal-Bench's is held to what the published scripts print (e2e/golden/mrhal_output.py).
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../base/errors.ts';
import type { BenchDialogue, BenchResult } from '../protocol/bench.ts';
import type { BenchExample } from '../protocol/benchmark.ts';
import {
  cumulativeHallucinationRate,
  cumulativeScore,
  meanHallucinationRate,
  meanScore,
  twoDecimals,
} from './metrics/mrhal.ts';
import { popeScores, type YesNo } from './metrics/pope.ts';
import { publishedOutput } from './publishedOutput.ts';
import { scoresOf } from './scores.ts';
import { judged, unjudged } from './task.ts';
import { mrhal } from './tasks/mrhal.ts';
import { pope } from './tasks/pope.ts';

const FOLDER = 'e2e/golden/mrhal_output';
const golden = (name: string): unknown => JSON.parse(readFileSync(`${FOLDER}/${name}.json`, 'utf8'));

const image = { kind: 'file', sha256: 'f'.repeat(64), name: 'val/a.jpg' } as const;
const resultOf = (task: string, dialogues: readonly BenchDialogue[]): BenchResult =>
  ({
    harnessVersion: `${task}/1`,
    name: task,
    modelName: 'A model, trained',
    dialogues,
  }) as unknown as BenchResult;

describe('MRHal-Bench', () => {
  const result = golden('result') as BenchResult;
  const scores = new Map(result.scores.map(({ key, value }) => [key, value]));

  it('is the file that the published scripts were run on', async () => {
    const { name, blob } = publishedOutput(result);
    expect(name).toBe('mrhal-golden-model.json');
    await expect(await blob.text()).toMatchFileSnapshot(`../../${FOLDER}/evaluation.json`);
  });

  it('has the scores of the result', async () => {
    const records = JSON.parse(await publishedOutput(result).blob.text()) as {
      id: number;
      rating: number[];
    }[];
    expect(records.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 7]); // the judge failed on 6
    const ratings = records.map(({ rating }) => rating);
    expect(cumulativeScore(ratings)).toBeCloseTo(scores.get('cumulativeScore') as number, 12);
    expect(meanScore(ratings)).toBeCloseTo(scores.get('meanScore') as number, 12);
    expect(cumulativeHallucinationRate(ratings)).toBeCloseTo(
      scores.get('cumulativeHallucination') as number,
      12,
    );
    expect(meanHallucinationRate(ratings)).toBeCloseTo(scores.get('meanHallucination') as number, 12);
  });

  it('makes the published summariser print our scores', () => {
    // The scores as they are computed today, of the samples that the file was made of.
    const today = new Map(
      scoresOf(mrhal, result.dialogues, 0).map(({ key, value }) => [key, twoDecimals(value)]),
    );
    expect(golden('printed')).toEqual({
      'Cumulative Average score': today.get('cumulativeScore'),
      'Cumulative Hallucination rate': today.get('cumulativeHallucination'),
      'Mean Average score': today.get('meanScore'),
      'Mean Hallucination rate': today.get('meanHallucination'),
    });
  });

  it('takes the files’ own ids and the images’ contents from the examples', async () => {
    const { id, image: picture } = result.dialogues[0] as BenchDialogue;
    const example: BenchExample = {
      id,
      source: 'own',
      image: picture,
      rounds: [],
      contents: ['Boat', 'Quay'],
    };
    const [first, second] = JSON.parse(await publishedOutput(result, [example]).blob.text()) as object[];
    expect(first).toMatchObject({
      id: 'own',
      image_content: ['Boat', 'Quay'],
      label: ['counting', 'attribute', 'spatial relation'],
    });
    expect(second).toMatchObject({ id: 2, image_content: [] });
  });

  it('is refused when nothing was judged', () => {
    const example: BenchExample = {
      id: '1',
      image,
      rounds: [{ question: 'Q', answer: 'A', type: 'counting' }],
    };
    const failed = resultOf('mrhal', [unjudged(example, ['x'], 'no reply')]);
    expect(() => publishedOutput(failed)).toThrow(/None of the 1 dialogues was judged/);
  });

  it('names a scene’s picture', async () => {
    const scene = { kind: 'scene', seed: 5, split: 'bench', style: 'noto' } as const;
    const example: BenchExample = {
      id: 'bench-5',
      image: scene,
      rounds: [{ question: 'Q', answer: 'A', type: 'counting' }],
    };
    const one = resultOf('mrhal', [judged(mrhal, example, ['A'], [{ rating: 5 }])]);
    expect(JSON.parse(await publishedOutput(one).blob.text())).toMatchObject([
      { id: 'bench-5', image: 'scene-bench-5-noto.png', response: 'Ratings: [5]', rating: [5] },
    ]);
  });
});

describe('POPE', () => {
  const sample = (id: string, type: string, label: YesNo, answer: string): BenchDialogue => {
    const example: BenchExample = {
      id,
      image,
      rounds: [{ question: `Is there ${id}?`, answer: label, type }],
    };
    return judged(pope, example, [answer], [{ parsed: answer.startsWith('No') ? 'no' : 'yes' }]);
  };
  const random = [
    sample('random-1', 'random', 'yes', 'Yes, there is.'),
    sample('random-2', 'random', 'no', 'There is one.'),
    sample('random-3', 'random', 'no', 'No.'),
  ];

  it('is lines of questions and answers in order, which give our scores', async () => {
    const { name, blob } = publishedOutput(resultOf('pope', random));
    expect(name).toBe('pope-A-model-trained.jsonl');
    const rows = (await blob.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { answer: string });
    expect(rows[1]).toEqual({ question_id: 2, question: 'Is there random-2?', answer: 'There is one.' });
    const labels = random.map(({ rounds }) => rounds[0]?.truth as YesNo);
    const theirs = popeScores(
      rows.map(({ answer }) => answer),
      labels,
    );
    const ours = new Map(scoresOf(pope, random, 0).map(({ key, value }) => [key, value]));
    for (const key of ['accuracy', 'precision', 'recall', 'f1', 'yesRatio'] as const) {
      expect(ours.get(key)).toBeCloseTo(theirs[key], 12);
    }
  });

  it('is a file for each split, since the published script reads one at a time', async () => {
    const { name, blob } = publishedOutput(
      resultOf('pope', [...random, sample('popular-1', 'popular', 'yes', 'Yes')]),
    );
    expect(name).toBe('pope-A-model-trained.zip');
    const files = unzipSync(new Uint8Array(await blob.arrayBuffer()));
    const text = (split: string): string =>
      new TextDecoder().decode(files[`pope-A-model-trained-${split}.jsonl`]);
    expect(text('random').split('\n')).toHaveLength(4);
    expect(text('popular')).toBe('{"question_id":1,"question":"Is there popular-1?","answer":"Yes"}\n');
  });
});

describe('the others', () => {
  const dialogue = (id: string, round: object): BenchDialogue =>
    ({
      id,
      image,
      rounds: [{ question: 'Q', type: 't', truth: 'T', counts: {}, claims: [], ...round }],
    }) as unknown as BenchDialogue;
  const text = (task: string, ...dialogues: BenchDialogue[]): Promise<string> =>
    publishedOutput(resultOf(task, dialogues)).blob.text();

  it('AMBER: the bare words that its script counts, and descriptions as they are', async () => {
    const said = await text(
      'amber',
      dialogue('1', { answer: 'A goat.' }),
      dialogue('1005', { answer: 'No, there is none.', parsed: 'no' }),
      dialogue('1006', { answer: 'yes!', parsed: 'yes' }),
      dialogue('1007', { answer: 'Perhaps', parsed: 'unclear' }),
    );
    expect(JSON.parse(said)).toEqual([
      { id: 1, response: 'A goat.' },
      { id: 1005, response: 'No' },
      { id: 1006, response: 'Yes' },
      { id: 1007, response: 'Perhaps' },
    ]);
  });

  it('MMHal-Bench and LLaVA-Bench: the answers that their judges ask about', async () => {
    expect(JSON.parse(await text('mmhal', dialogue('1', { answer: 'A' })))).toEqual([
      {
        question_type: 't',
        image_id: 1,
        image_content: [],
        question: 'Q',
        gt_answer: 'T',
        model_answer: 'A',
      },
    ]);
    expect(await text('llava-bench', dialogue('0', { answer: 'A' }), dialogue('01', { answer: 'B' }))).toBe(
      '{"question_id":0,"text":"A"}\n{"question_id":"01","text":"B"}\n',
    );
  });

  it('CHAIR has none', () => {
    expect(() => publishedOutput(resultOf('chair', []))).toThrow(ConfigError);
  });
});
