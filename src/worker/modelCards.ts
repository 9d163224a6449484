// The bundled models' cards, as `npm run train:scenes` wrote them.
import type { CardScores, ModelCard } from '../protocol/modelCard.ts';
import type { Assets } from './assets.ts';
import { bundledPlace } from './models.ts';

const CONDITIONS = {
  heldOut: 'held-out scenes',
  heldOutStyle: 'held-out art style',
  priorDefyingColours: 'colours against the prior',
} as const;

type StoredScores = { readonly file: string } & Readonly<
  Record<keyof typeof CONDITIONS, Omit<CardScores, 'condition'>>
>;

/** Undefined for a model that was trained or imported here: its run says how it was made. */
export async function modelCard(assets: Assets, id: string): Promise<ModelCard | undefined> {
  const place = bundledPlace(id);
  if (place === undefined) return undefined;
  const card = (await assets.json(`${place.folder}/card.json`)) as Omit<ModelCard, 'scores'> & {
    readonly scores: readonly StoredScores[];
  };
  const own = card.scores.find(({ file }) => file === place.file);
  const { licence, pretraining, fineTuning } = card;
  const scores = Object.entries(CONDITIONS).flatMap(([name, condition]): CardScores[] =>
    own === undefined ? [] : [{ condition, ...own[name as keyof typeof CONDITIONS] }],
  );
  return { licence, pretraining, fineTuning, scores };
}
