// Replaced at build time, in the page and in Node alike (scripts/version.mjs).

/** The code version that a run records: package version and commit. */
declare const __VERSION__: string;
