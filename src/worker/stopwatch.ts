// Time left of something that goes on at the speed that it had so far.

/** Seconds until `total` units are done, as a function of those that are; undefined before anything is. */
export function stopwatch(total: number): (done: number) => number | undefined {
  const started = performance.now();
  return (done) => {
    const seconds = (performance.now() - started) / 1000;
    return done > 0 ? (seconds / done) * (total - done) : undefined;
  };
}
