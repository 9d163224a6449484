// States of src/ui/train.
import { trainForm } from './trainForm.ts';
import { trainRuns } from './trainRuns.ts';
import { trainExperiments } from './trainExperiments.ts';
import type { Entries } from './states.ts';

export const train: Entries = { ...trainForm, ...trainRuns, ...trainExperiments };
