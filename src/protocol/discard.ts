// What a person can delete. It goes in two steps, so that it can be taken back in between: discarded, it is in no list
// and no job finds it; purged, it is deleted.

/** A run is also the model that it trained; a dataset goes with its unfinished job, a benchmark with its own. */
export type DiscardKind =
  'dataset' | 'run' | 'experiment' | 'benchmark' | 'benchJob' | 'result' | 'modelFolder' | 'everything';

export interface Discarded {
  readonly kind: DiscardKind;
  /** Empty for everything. */
  readonly id: string;
}

/** All that the lab has stored. */
export const EVERYTHING: Discarded = { kind: 'everything', id: '' };
