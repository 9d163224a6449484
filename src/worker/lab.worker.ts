// The worker's entry: the lab behind Comlink. All work happens here; the page only shows it.
import { expose } from 'comlink';
import { fetchedAssets } from './assets.ts';
import { Lab } from './lab.ts';

expose(new Lab(fetchedAssets));
