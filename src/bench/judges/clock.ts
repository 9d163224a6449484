// Time as a text judge sees it, so that tests can wait for minutes in none.
import { CancelledError, LabError } from '../../base/errors.ts';

export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** @throws what `endOf` makes of the signal as soon as it is aborted */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        reject(endOf(signal));
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', stop);
        resolve();
      }, milliseconds);
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
    }),
};

/** The error with which work ends whose signal was aborted: the reason given, if it is one of ours. */
export function endOf({ reason }: AbortSignal): LabError {
  if (reason instanceof LabError) return reason;
  return new CancelledError('Judging was stopped.', 'The replies that had come are kept.');
}
