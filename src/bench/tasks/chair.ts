// CHAIR (arXiv 1809.02156): descriptions, and how many of the objects that they name are in the image. COCO's published
// files come in here; the same on scenes is made here. Mind recall beside it: who says nothing never hallucinates.
import { FormatError } from '../../base/errors.ts';
import { makeScene, sceneRef, type SceneOptions } from '../../data/scenes/scene.ts';
import type { BenchExample, BenchTables } from '../../protocol/benchmark.ts';
import { decodingOf } from '../../protocol/decoding.ts';
import type { Claim } from '../../protocol/ladder.ts';
import { chairCounts, chairMentions, chairNodes } from '../metrics/chair.ts';
import type { Mention } from '../metrics/objectWords.ts';
import { LENGTH, meanOf, shareOf, type Rule, type Task } from '../task.ts';
import { describing, sceneMentions, sceneObjects } from './sceneObjects.ts';

export const chair: Task = {
  id: 'chair',
  name: 'CHAIR',
  version: 'chair/1',
  decoding: decodingOf('greedy'),
  grouped: ['chairI', 'chairS', 'recall'],
  outcome: 'hallucinated',
  rules: { published: chairRule },
  countRound: () => ({}),
  figures: [
    shareOf(
      {
        key: 'chairI',
        title: 'CHAIR_i',
        explanation: 'share of the objects named that are not in the image',
        better: 'lower',
      },
      'hallucinatedMentions',
      'mentions',
    ),
    shareOf(
      {
        key: 'chairS',
        title: 'CHAIR_s',
        explanation: 'share of descriptions that name an object that is not in the image',
        better: 'lower',
      },
      'hallucinated',
      'captions',
    ),
    shareOf(
      {
        key: 'recall',
        title: 'Recall',
        explanation: 'share of the annotated objects that are named',
        better: 'higher',
      },
      'recalled',
      'objects',
    ),
    meanOf(
      {
        key: 'mentions',
        title: 'Objects named',
        explanation: 'mean number of times that a description names an object',
        unit: 'words',
        better: 'neither',
        max: 10,
      },
      'mentions',
      'captions',
    ),
    LENGTH,
  ],
};

/**
 * The published rules, over `synonyms` [lines][words] and the examples' `contents`; `captions` { id: [reference] } add
 * the objects that they name. Without synonyms it is about scenes, and looks for their nouns.
 * @throws FormatError when the tables are not of that form, or are missing for other images than scenes
 */
function chairRule(tables: BenchTables): Rule {
  const { synonyms, captions = {} } = tables;
  const nodes = synonyms === undefined ? undefined : chairNodes(linesOf(synonyms));
  const references = captions as Readonly<Record<string, readonly string[]>>;
  return (example, answers) => {
    const { id, image, contents } = example;
    if (contents === undefined) {
      throw new FormatError(`Example ${id} has no annotated objects.`, 'Import its annotations with it.');
    }
    if (nodes === undefined && image.kind !== 'scene') {
      throw new FormatError('CHAIR has no table of synonyms.', 'Import synonyms.txt with the annotations.');
    }
    const named = (text: string): Mention[] => (nodes ? chairMentions(text, nodes) : sceneMentions(text));
    const there = new Set([
      ...contents,
      ...(Object.hasOwn(references, id) ? (references[id] ?? []) : []).flatMap((caption) =>
        named(caption).map(({ object }) => object),
      ),
    ]);
    return answers.map((answer) => {
      const mentions = named(answer);
      return {
        claims: mentions.map((mention) => claimOf(mention, there.has(mention.object) ? 'true' : 'false')),
        counts: { ...chairCounts(mentions, there) },
      };
    });
  };
}

/** A mention as the viewer marks it. */
export function claimOf({ object, word, start, end }: Mention, verdict: Claim['verdict']): Claim {
  return { text: word === object ? object : `${word} (${object})`, start, end, verdict };
}

function linesOf(synonyms: unknown): string[][] {
  const isWords = (line: unknown): line is string[] =>
    Array.isArray(line) && line.length > 0 && line.every((word) => typeof word === 'string');
  if (Array.isArray(synonyms) && synonyms.every(isWords)) return synonyms;
  throw new FormatError(
    "CHAIR's table of synonyms is not a list of lists of words.",
    'Import synonyms.txt once more.',
  );
}

/** n held-out scenes, each to be described; first: another one gives scenes that no choice of settings has seen. */
export function chairScenes(n: number, options: SceneOptions = {}, first = 0): BenchExample[] {
  return Array.from({ length: n }, (_, i) => makeScene('bench', first + i, options)).map((scene) => ({
    id: `chair-${scene.style}-${scene.index}`,
    image: sceneRef(scene),
    rounds: [describing(scene, 'description')],
    contents: sceneObjects(scene),
  }));
}
