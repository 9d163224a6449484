// Where a model's files come from: a hub, or files of this computer. Both give ranges of bytes as they come.
import type { ModelFile } from '../protocol/modelFolder.ts';

export interface ByteSource {
  /**
   * Bytes [start, end) of a file. Fewer than that means that it was cut off.
   * @throws Interrupted when it is worth another try, LabError when it is not
   */
  open(file: ModelFile, start: number, end: number, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Where, in words, for messages. */
  readonly name: string;
}

/** Something that may go better next time: a lost connection, a server that is busy. */
export class Interrupted extends Error {
  /** @param wait seconds that the server asked to wait */
  constructor(
    message: string,
    readonly wait?: number,
  ) {
    super(message);
  }
}
