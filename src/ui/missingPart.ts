// Parts of the lab are fetched when they are first needed. Browsers word it each in their own way when one cannot be had,
// and none says what to do about it.

/** Chromium, Firefox and Safari; the first two add the part's address. */
const WORDINGS =
  /(?:Failed to fetch|error loading) dynamically imported module(?:: (?<url>\S+))?|Importing a module script failed/i;

/** What to do when a part of the lab could not be fetched; undefined for any other error's message. */
export function missingPart(message: string): string | undefined {
  const found = WORDINGS.exec(message);
  if (found === null) return undefined;
  const part =
    found.groups?.url === undefined ? 'A part of the lab' : `A part of the lab (${found.groups.url})`;
  return (
    `${part} could not be fetched: there is no network, or a newer version has taken its place on the server. ` +
    'Reload the page when there is a network; what is stored stays.'
  );
}
