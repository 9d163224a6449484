// A model's files as they lie in the browser's file system: where they come from, how far they are, whether they are right.

/** The hub that is asked when no other is named. */
export const HUB = 'https://huggingface.co';

/** What is asked of a hub. Nothing is fetched before somebody asks. */
export interface HubRequest {
  /** Address of the hub without a path, such as `https://huggingface.co`. */
  readonly host: string;
  /** `owner/name`. */
  readonly repository: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
}

/** A file of a model, and what is known of its content beforehand. */
export interface ModelFile {
  /** Name within the model's folder. */
  readonly path: string;
  readonly size: number;
  /** SHA-256 that the hub states: files in its large file storage. */
  readonly sha256?: string;
  /** SHA-1 of git's blob that the hub states: all other files. */
  readonly gitBlob?: string;
  /** Where it comes from, when that is another repository than the model's (nanoVLM's tokenizer). */
  readonly from?: { readonly repository: string; readonly commit: string };
}

/** What is on disk of a part of a file: its first `bytes`, and their SHA-256. */
export interface FilePart {
  readonly bytes: number;
  readonly sha256: string;
}

/** A file that is being filled part by part. */
export interface StoredModelFile extends ModelFile {
  /** By number; part i begins at byte i * partBytes of the folder. Missing ones have 0 bytes. */
  readonly parts: readonly FilePart[];
  /** SHA-256 of the whole, when all of it is there and is what it should be; empty before. */
  readonly verified: string;
}

export type ModelSource =
  | ({ readonly kind: 'hub'; readonly commit: string } & HubRequest)
  /** A folder or a zip of this computer. */
  | { readonly kind: 'files'; readonly name: string };

/** What can be said of a model without its weights. */
export interface ModelFacts {
  /** Such as `SmolVLM`. */
  readonly architecture: string;
  readonly parameters: number;
  /** Pixels of a tile's side, and image tokens that a tile becomes. */
  readonly tile: number;
  readonly tileTokens: number;
  /** As its card states it; empty = it states none. */
  readonly licence: string;
}

/** A model's folder: the record that lies in it. */
export interface ModelFolder {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly source: ModelSource;
  readonly facts: ModelFacts;
  readonly partBytes: number;
  readonly files: readonly StoredModelFile[];
}

/** Bytes of all files when they are whole. */
export function folderSize({ files }: Pick<ModelFolder, 'files'>): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

/** Bytes on disk. */
export function folderDone({ files }: Pick<ModelFolder, 'files'>): number {
  return files.reduce((sum, file) => sum + fileDone(file), 0);
}

/** Bytes of a file on disk. */
export function fileDone({ parts }: Pick<StoredModelFile, 'parts'>): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Whether every file is there and was found right. */
export function isWhole({ files }: Pick<ModelFolder, 'files'>): boolean {
  return files.every(({ verified }) => verified !== '');
}
