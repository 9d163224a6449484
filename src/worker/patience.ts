// Waiting for others within a job: a stop or a pause is seen at once, and nobody is waited for without end.
import { DownloadError } from '../base/errors.ts';
import { Interrupted } from './byteSource.ts';
import type { JobControl } from './control.ts';

/** How often a job that waits looks whether the user has paused or stopped it, in milliseconds. */
const WATCH = 100;
/** Seconds without a byte after which a connection counts as lost. */
const SILENCE = 30;
/** Failures in a row, without a byte between them, after which a download gives up. */
export const TRIES = 6;
/** How often a question is asked, before anything is under way. */
const QUESTIONS = 3;
/** Seconds before the second try; each further one waits twice as long, up to the last number. */
const BACKOFF = [1, 30] as const;

/** The user has paused the job meanwhile. */
export const PAUSED = Symbol('paused');

/** What a waiting job looks at. */
export type Watched = Pick<JobControl, 'checkpoint' | 'isPaused'>;

/** Waits in real time, unless a test says otherwise. */
export type Sleep = (milliseconds: number) => Promise<void>;

export const realSleep: Sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * What `work` gives, or PAUSED.
 * @throws CancelledError when stopped, Interrupted after `silence` seconds, and what `work` throws
 */
export async function attend<T>(
  control: Watched,
  work: Promise<T>,
  silence = SILENCE,
): Promise<T | typeof PAUSED> {
  work.catch(() => undefined); // when the job is stopped first, its end is no news
  const given = work.then((value) => ({ value }));
  for (let waited = 0; waited < silence * 1000; waited += WATCH) {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), WATCH);
    });
    const answer = await Promise.race([given, look]).finally(() => clearTimeout(timer));
    if (answer !== undefined) return answer.value;
    if (control.isPaused) return PAUSED;
    await control.checkpoint();
  }
  throw new Interrupted(`nothing came for ${silence} seconds`);
}

/** Seconds to wait before the next try. @param failures in a row so far, from 1 */
export function backoff(failures: number, asked = 0): number {
  const [first, most] = BACKOFF;
  return Math.min(Math.max(first * 2 ** (failures - 1), asked), Math.max(most, Math.min(asked, 300)));
}

/** Sleeps, unless the job is stopped; a pause may make it longer. @throws CancelledError */
export async function rest(control: Watched, seconds: number, sleep: Sleep): Promise<void> {
  await attend(control, sleep(seconds * 1000), Infinity);
  await control.checkpoint();
}

/**
 * Asks again while it is worth it.
 * @throws DownloadError when there is no answer, and what else `action` throws
 */
export async function persist<T>(control: Watched, sleep: Sleep, action: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures++) {
    await control.checkpoint();
    try {
      const answer = await attend(control, action());
      if (answer !== PAUSED) return answer;
      failures = 0; // asked again when the user goes on
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      if (failures >= QUESTIONS) {
        throw new DownloadError(
          `${sentence(error.message)}, ${QUESTIONS} times in a row.`,
          'Look at the network, or try again later. Without a network a model can be brought as a folder or a zip.',
        );
      }
      await rest(control, backoff(failures, error.wait), sleep);
    }
  }
}

/** With a capital letter, unless it begins with an address. */
function sentence(text: string): string {
  return /^[a-z]+ /.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
