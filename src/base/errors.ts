// Every error that a user of the lab can meet, in one place. A message states the actual values and a
// remedy; a message that starts with "internal:" marks a broken invariant of our own code.

/** Base class; `remedy` says what the user can do. */
export class LabError extends Error {
  /** Written out in every class: a minified build renames classes, and the page shows these names. */
  override readonly name: string = 'LabError';
  readonly remedy: string;
  constructor(message: string, remedy = '') {
    super(remedy ? `${message} ${remedy}` : message);
    this.remedy = remedy;
  }
}

/** Tensors whose shapes do not fit an operation; the message names the op and every shape. */
export class ShapeError extends LabError {
  override readonly name = 'ShapeError';
}

/** No WebGPU, no adapter, or limits too small. */
export class GpuUnavailableError extends LabError {
  override readonly name = 'GpuUnavailableError';
}

/** The device was lost; work since the last checkpoint is gone, nothing else. */
export class DeviceLostError extends LabError {
  override readonly name = 'DeviceLostError';
}

/** An allocation did not fit on the GPU. */
export class OutOfMemoryError extends LabError {
  override readonly name = 'OutOfMemoryError';
}

/** A kernel that does not compile, or a call that WebGPU refuses: a bug of ours. */
export class KernelError extends LabError {
  override readonly name = 'KernelError';
}

/** A file or record that is not what it should be; the message names file, place and reason. */
export class FormatError extends LabError {
  override readonly name = 'FormatError';
}

/** A setting out of range or a combination that makes no sense. */
export class ConfigError extends LabError {
  override readonly name = 'ConfigError';
}

/** The user asked to stop. */
export class CancelledError extends LabError {
  override readonly name = 'CancelledError';
}

/** The browser refused to store more. */
export class StorageError extends LabError {
  override readonly name = 'StorageError';
}

/** A server does not give what was asked for; the message names it, and what it said. */
export class DownloadError extends LabError {
  override readonly name = 'DownloadError';
}
