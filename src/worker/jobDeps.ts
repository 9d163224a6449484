// What a job of the worker works with.
import type { Gpu } from '../gpu/device.ts';
import type { LabStore } from '../store/store.ts';
import type { Assets } from './assets.ts';
import type { JobControl } from './control.ts';
import type { Images } from './images.ts';

export interface JobDeps<Event> {
  readonly gpu: Gpu;
  readonly assets: Assets;
  readonly images: Images;
  readonly store: LabStore;
  readonly control: JobControl;
  readonly emit: (event: Event) => void;
}
