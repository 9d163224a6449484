// What a headless run shows: a progress bar (plain lines where the output is no terminal) and a table.

const WIDTH = 24;

function formatSeconds(seconds) {
  if (seconds === undefined) return '';
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s left` : `${Math.floor(whole / 60)} min ${whole % 60} s left`;
}

/** One line that follows the quickstart's events. */
export class ProgressBar {
  #stage = '';
  #tenth = -1;

  /** @param {{ isTTY?: boolean, write(text: string): unknown }} out */
  constructor(out) {
    this.out = out;
  }

  /** Starts a stage on a new line. */
  stage(name, message) {
    this.finish();
    this.#stage = name;
    this.#tenth = -1;
    this.out.write(`${name.padEnd(10)} ${message}\n`);
  }

  progress(done, total, secondsLeft) {
    const share = total > 0 ? Math.min(1, done / total) : 1;
    const tenth = Math.floor(share * 10);
    if (!this.out.isTTY && tenth === this.#tenth) return;
    this.#tenth = tenth;
    const full = Math.round(share * WIDTH);
    const bar = '#'.repeat(full) + '.'.repeat(WIDTH - full);
    const line = `${this.#stage.padEnd(10)} [${bar}] ${done}/${total}  ${formatSeconds(secondsLeft)}`;
    this.out.write(this.out.isTTY ? `\r\x1b[2K${line}` : `${line.trimEnd()}\n`);
  }

  /** Clears the bar, so that ordinary lines can follow. */
  finish() {
    if (this.out.isTTY) this.out.write('\r\x1b[2K');
  }
}

/**
 * A table in fixed-width columns.
 * @param {readonly string[]} columns
 * @param {readonly (readonly string[])[]} rows
 */
export function formatTable(columns, rows) {
  const widths = columns.map((column, i) =>
    Math.max(column.length, ...rows.map((row) => (row[i] ?? '').length)),
  );
  const line = (cells) =>
    widths
      .map((width, i) => (cells[i] ?? '').padEnd(width))
      .join('  ')
      .trimEnd();
  return [line(columns), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
