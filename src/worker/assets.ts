// The files that ship with the lab (public/), by their path. The page fetches them; src/host/assets.ts reads them.
import { FormatError } from '../base/errors.ts';
import { OTHER_VERSION } from '../protocol/offline.ts';

export interface Assets {
  /** @param path relative to public/, such as `scenes/index.json`. @throws FormatError when it cannot be had */
  bytes(path: string): Promise<ArrayBuffer>;
  /** @throws FormatError when it cannot be had or is not JSON */
  json(path: string): Promise<unknown>;
}

/** Fetches from where the page is served. */
export const fetchedAssets: Assets = {
  bytes: async (path) => (await fetchAsset(path)).arrayBuffer(),
  json: async (path) => parseAsset(path, await (await fetchAsset(path)).text()),
};

/** @throws FormatError naming the file */
export function parseAsset(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FormatError(
      `The lab's file ${path} is not JSON (${error instanceof Error ? error.message : String(error)}).`,
      'Reload the page; if it stays so, install the lab again.',
    );
  }
}

async function fetchAsset(path: string): Promise<Response> {
  const url = new URL(path, new URL(import.meta.env.BASE_URL, globalThis.location.href));
  let response: Response;
  try {
    response = await fetch(url);
  } catch (error) {
    throw new FormatError(
      `The lab's file ${path} could not be fetched (${error instanceof Error ? error.message : String(error)}).`,
      'Is the server that serves this page still running? Then try again. Without a network there is only what was used before.',
    );
  }
  if (response.status === OTHER_VERSION) {
    throw new FormatError(
      `The lab's file ${path} is of another version of the lab than this page.`,
      'A newer one is on the server: reload the page, and load it when the page says that it is there.',
    );
  }
  // A server of single-page apps answers with the page where a file is missing.
  const page = response.headers.get('content-type')?.startsWith('text/html') && !path.endsWith('.html');
  if (!response.ok || page) {
    throw new FormatError(
      `The lab's file ${path} is missing on the server (${page ? 'it sent a page instead' : `status ${response.status}`}).`,
      'The installation is incomplete: fetch the repository again and restart `npm start`.',
    );
  }
  return response;
}
