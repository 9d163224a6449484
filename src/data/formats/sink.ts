// Collects what an export writes as a Blob: the browser keeps its pieces on disk, so that memory holds one piece.
import { concat } from './blobs.ts';

const PIECE = 4 * 2 ** 20;

export class BlobSink {
  private readonly pieces: Blob[] = [];
  private waiting: Uint8Array[] = [];
  private waitingBytes = 0;

  /** Keeps `bytes` until a piece is full: the caller must not change them. */
  write(bytes: Uint8Array): void {
    this.waiting.push(bytes);
    this.waitingBytes += bytes.length;
    if (this.waitingBytes >= PIECE) this.flush();
  }

  text(text: string): void {
    this.write(new TextEncoder().encode(text));
  }

  blob(type: string): Blob {
    this.flush();
    return new Blob(this.pieces, { type });
  }

  private flush(): void {
    this.pieces.push(new Blob([concat(this.waiting)]));
    this.waiting = [];
    this.waitingBytes = 0;
  }
}
