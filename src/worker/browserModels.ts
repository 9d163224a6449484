// The models that lie in this browser as files: its file system, its room and its network, put together for the jobs.
import type { NamedBlob } from '../protocol/dataset.ts';
import type { JobEvent } from '../protocol/job.ts';
import type { HubRequest, ModelFolder } from '../protocol/modelFolder.ts';
import { ModelFolders } from '../store/modelFolders.ts';
import { OpfsHome } from '../store/opfsHome.ts';
import { browserRoom } from '../store/room.ts';
import { JobControl } from './control.ts';
import { downloadModel, lookUpModel, resumeModel } from './downloadModel.ts';
import { PART_BYTES, type ModelJobDeps } from './fillFolder.ts';
import { importModel } from './importModel.ts';
import { realSleep } from './patience.ts';

/** What a person can ask for that takes its time. */
export type ModelTask =
  | { readonly kind: 'download'; readonly request: HubRequest }
  | { readonly kind: 'resume'; readonly id: string }
  | { readonly kind: 'import'; readonly files: readonly NamedBlob[] };

/** @throws StorageError where the browser has no file system for pages */
export async function browserModels(): Promise<ModelFolders> {
  return new ModelFolders(await OpfsHome.open());
}

export function lookUp(request: HubRequest, token: string): Promise<ModelFolder> {
  return lookUpModel({ control: new JobControl(), sleep: realSleep, partBytes: PART_BYTES, token }, request);
}

/** @throws as the jobs do */
export async function runModelTask(
  task: ModelTask,
  token: string,
  control: JobControl,
  emit: (event: JobEvent) => void,
): Promise<ModelFolder> {
  const folders = await browserModels();
  const deps: ModelJobDeps = {
    folders,
    estimate: browserRoom,
    control,
    sleep: realSleep,
    partBytes: PART_BYTES,
    emit,
  };
  switch (task.kind) {
    case 'download':
      return downloadModel({ ...deps, token }, task.request);
    case 'resume':
      return resumeModel({ ...deps, token }, task.id);
    case 'import':
      return importModel(deps, task.files);
  }
}
