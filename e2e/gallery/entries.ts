// Every element with its states, folder by folder.
import { bench } from './bench.ts';
import { data } from './data.ts';
import { figure } from './figure.ts';
import { inspect } from './inspect.ts';
import { ladders } from './ladders.ts';
import { models } from './models.ts';
import { overview } from './overview.ts';
import { settings } from './settings.ts';
import type { Entries } from './states.ts';
import { train } from './train.ts';
import { ui } from './ui.ts';
import { undo } from './undo.ts';

/** By folder of src/ui. */
export const FOLDERS: Readonly<Record<string, Entries>> = {
  ui,
  overview,
  data,
  ladders,
  inspect,
  models,
  train,
  bench,
  figure,
  settings,
  undo,
};
