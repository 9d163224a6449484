// The places' elements, each fetched when its place is first shown, so that the first visit loads what it shows. The
// overview comes with the page.
import type { Place } from './route.ts';

export const PLACE_ELEMENTS: Readonly<Record<Place, () => Promise<unknown>>> = {
  overview: () => Promise.resolve(),
  data: () => import('./ladders/amp-ladders.ts'),
  models: () => import('./models/amp-models.ts'),
  train: () => import('./train/amp-train.ts'),
  experiments: () => import('./train/amp-experiments.ts'),
  bench: () => import('./bench/amp-bench.ts'),
  settings: () => import('./settings/amp-settings.ts'),
};
