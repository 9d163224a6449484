// Numbers in words, the same everywhere they are shown.

/** `4 s`, `2 min 5 s`, `1 h 12 min`. */
export function formatDuration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return s % 60 === 0 ? `${s / 60} min` : `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}

/** Time left, no finer than it can be known: `less than 10 s`, `about 4 min`, `about 3 h`, `about 5 days`. */
export function formatTimeLeft(seconds: number): string {
  if (seconds < 10) return 'less than 10 s';
  if (seconds < 90) return `about ${Math.round(seconds / 10) * 10} s`;
  if (seconds < 90 * 60) return `about ${Math.round(seconds / 60)} min`;
  const hours = seconds / 3600;
  return hours < 48
    ? `about ${Math.round(hours)} h`
    : `about ${Math.round(hours / 24).toLocaleString('en')} days`;
}

/** With a true minus sign, so that signs line up: `−1.25`. */
export function formatNumber(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `\u2212${text}` : text;
}

/** A share as percent: `32.5 %`. */
export function formatPercent(share: number): string {
  return `${formatNumber(share * 100, 1)} %`;
}

/** A difference with its sign: `+0.40`, `−1.25`, `0.00`. */
export function formatChange(value: number, digits: number): string {
  const text = formatNumber(value, digits);
  return value > 0 && Number(value.toFixed(digits)) !== 0 ? `+${text}` : text;
}

/** `128 MiB`, `2 GiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const unit = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  return `${Number((bytes / 1024 ** unit).toFixed(1))} ${units[unit]}`;
}
