// CSV (RFC 4180), the same wherever a table leaves the lab.

/** A cell; in quotes where it has to be. */
export function csvCell(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
