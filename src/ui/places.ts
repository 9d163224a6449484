// The places' elements, each fetched when its place is first shown, so that the first visit loads what it shows.
import type { Place } from './route.ts';

export const PLACE_ELEMENTS: Readonly<Record<Place, () => Promise<unknown>>> = {
  overview: () => import('./overview/amp-overview.ts'),
  data: () => import('./ladders/amp-ladders.ts'),
  models: () => import('./models/amp-models.ts'),
  train: () => import('./train/amp-train.ts'),
  experiments: () => import('./train/amp-experiments.ts'),
  bench: () => import('./bench/amp-bench.ts'),
  settings: () => import('./settings/amp-settings.ts'),
};
