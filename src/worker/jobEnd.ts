// How jobs end before they are done: the same for ladders, training and experiments.
import type { DeviceLostError } from '../base/errors.ts';
import type { Gpu, LossReason } from '../gpu/device.ts';

/** What a job's record says of the error that ended it. */
export function endedBy(error: unknown): { status: 'stopped' | 'failed'; error: string } {
  const stopped = error instanceof Error && error.name === 'CancelledError';
  return {
    status: stopped ? 'stopped' : 'failed',
    error: error instanceof Error ? error.message : String(error),
  };
}

/**
 * Work on a device that is lost may wait for ever: it ends with the device.
 * @param errorOf makes the error of the loss
 * @throws DeviceLostError as `errorOf` made it
 */
export async function untilLost<T>(
  gpu: Gpu,
  work: Promise<T>,
  errorOf: (reason: LossReason) => DeviceLostError,
): Promise<T> {
  let forget = (): void => undefined;
  const lost = new Promise<never>((_, reject) => {
    forget = gpu.onLost((reason) => reject(errorOf(reason)));
  });
  work.catch(() => undefined); // when the device went first, its end is no news
  try {
    return await Promise.race([work, lost]);
  } finally {
    forget();
  }
}
