// States of src/ui/bench.
import { benchStart } from './benchStart.ts';
import { benchResults } from './benchResults.ts';
import type { Entries } from './states.ts';

export const bench: Entries = { ...benchStart, ...benchResults };
