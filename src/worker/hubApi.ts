// What a hub of Hugging Face's kind is asked: what a repository holds at a revision, and ranges of its files. A revision is
// pinned by its commit: all files are asked for under it. Large files are answered with a redirect to another server,
// which `fetch` follows with the range and, since it is another origin, without the token.
// API: huggingface.co/docs/hub/api; errors: X-Error-Code, as huggingface_hub reads it (utils/_http.py).
import * as v from 'valibot';
import { ConfigError, DownloadError, FormatError, type LabError } from '../base/errors.ts';
import { formatBytes } from '../base/format.ts';
import type { HubRequest, ModelFile } from '../protocol/modelFolder.ts';
import { Interrupted, type ByteSource } from './byteSource.ts';

/** What a repository holds at a commit. */
export interface RepositoryInfo {
  readonly repository: string;
  readonly commit: string;
  readonly files: readonly ModelFile[];
  /** As its card states it; empty = it states none. */
  readonly licence: string;
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const hex = (length: number): v.GenericSchema<string> =>
  v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${length}}$`)));
const Info = v.looseObject({
  sha: hex(40),
  cardData: v.nullish(
    v.looseObject({
      license: v.nullish(v.union([v.string(), v.array(v.string())])),
      license_name: v.nullish(v.string()),
    }),
  ),
  siblings: v.array(
    v.looseObject({
      rfilename: v.string(),
      size: v.nullish(count),
      blobId: v.nullish(hex(40)),
      lfs: v.nullish(v.looseObject({ sha256: hex(64), size: count })),
    }),
  ),
});

/** Statuses of a server that is busy or restarts. */
const PASSING = [408, 425, 429, 500, 502, 503, 504];

export class HubApi {
  /** Without a slash at its end. */
  readonly host: string;
  /** Such as `huggingface.co`. */
  readonly name: string;

  /**
   * @param token of the user's account, for gated and private repositories; sent to `host` alone
   * @throws ConfigError when the address is none, or the token could be read on its way
   */
  constructor(
    host: string,
    private readonly token = '',
    private readonly fetch: Fetch = (url, init) => globalThis.fetch(url, init),
  ) {
    const url = URL.canParse(host) ? new URL(host) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol)) {
      throw new ConfigError(
        `"${host}" is not the address of a hub.`,
        'It begins with https://, such as https://huggingface.co.',
      );
    }
    this.host = url.origin;
    this.name = url.host;
    if (!/^[\x21-\x7e]*$/.test(token))
      throw new ConfigError('The token has a character that no token has.', 'Paste it again.');
    const here = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
    if (token !== '' && url.protocol === 'http:' && !here) {
      throw new ConfigError(
        `A token that is sent to ${this.host} can be read on its way.`,
        'Use https, or no token.',
      );
    }
  }

  /**
   * What the repository holds, with sizes and hashes.
   * @throws Interrupted when it is worth another try; DownloadError saying why it is not
   */
  async info({ repository, revision }: Pick<HubRequest, 'repository' | 'revision'>): Promise<RepositoryInfo> {
    const path = `/api/models/${repository}/revision/${encodeURIComponent(revision)}?blobs=true`;
    const response = await this.ask(path, { accept: 'application/json' });
    if (!response.ok) throw this.refusal(response, repository, revision);
    const parsed = v.safeParse(Info, await response.json().catch(() => undefined));
    if (!parsed.success) {
      throw new DownloadError(
        `${this.name} does not answer as a hub does (${parsed.issues[0].message}).`,
        'Is the address right? Behind a sign-in page of a network, sign in first.',
      );
    }
    const { sha: commit, siblings, cardData } = parsed.output;
    const { license, license_name: named } = cardData ?? {};
    return {
      repository,
      commit,
      files: siblings.map(({ rfilename, size, blobId, lfs }) => ({
        path: rfilename,
        size: lfs?.size ?? size ?? 0,
        ...(lfs ? { sha256: lfs.sha256 } : blobId ? { gitBlob: blobId } : {}),
      })),
      licence: license === 'other' && named ? named : [license ?? []].flat().join(', '),
    };
  }

  /**
   * A small file, parsed.
   * @throws as `info`; FormatError when it is larger than `limit` or not JSON
   */
  async json(repository: string, commit: string, file: ModelFile, limit = 2 ** 24): Promise<unknown> {
    if (file.size > limit) {
      throw new FormatError(
        `${file.path} of ${repository} has ${formatBytes(file.size)}, at most ${formatBytes(limit)} are read.`,
      );
    }
    const response = await this.ask(resolvePath(repository, commit, file.path), {});
    if (!response.ok) throw this.refusal(response, repository, commit, file.path);
    const text = await response.text().catch((error: unknown) => {
      throw new Interrupted(said(error));
    });
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new FormatError(`${file.path} of ${repository} is not JSON (${said(error)}).`);
    }
  }

  /** Files of a repository, by ranges. */
  files(repository: string, commit: string): ByteSource {
    return {
      name: this.name,
      open: (file, start, end, signal) => {
        const from = file.from ?? { repository, commit };
        return this.range(from.repository, from.commit, file, start, end, signal);
      },
    };
  }

  private async *range(
    repository: string,
    commit: string,
    file: ModelFile,
    start: number,
    end: number,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    const range = `bytes=${start}-${end - 1}`;
    const response = await this.ask(resolvePath(repository, commit, file.path), { range }, signal);
    if (!response.ok) throw this.refusal(response, repository, commit, file.path);
    const total = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1];
    if (total !== undefined && Number(total) !== file.size) {
      throw new DownloadError(
        `${this.name} has ${file.path} with ${total} bytes, its list says ${file.size}.`,
        'Try again later; if it stays so, tell the repository’s owner.',
      );
    }
    // A server that knows no ranges sends all of it.
    let skip = response.status === 206 ? 0 : start;
    let left = end - start;
    const reader = response.body?.getReader();
    try {
      while (reader !== undefined && left > 0) {
        const { done, value } = await reader.read().catch((error: unknown) => {
          throw new Interrupted(said(error));
        });
        if (done) return;
        const chunk = value.subarray(Math.min(skip, value.length)).subarray(0, left);
        skip -= Math.min(skip, value.length);
        left -= chunk.length;
        if (chunk.length > 0) yield chunk;
      }
    } finally {
      await reader?.cancel().catch(() => undefined);
    }
  }

  /** Sends a request. @throws Interrupted when there is no answer, or one that says to come back later */
  private async ask(
    path: string,
    headers: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<Response> {
    let response: Response;
    try {
      response = await this.fetch(this.host + path, {
        headers: { ...headers, ...(this.token && { authorization: `Bearer ${this.token}` }) },
        // Files lie in this lab's storage: not a second time in the browser's cache.
        cache: 'no-store',
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        ...(signal && { signal }),
      });
    } catch (error) {
      throw new Interrupted(`${this.name} cannot be reached (${said(error)})`);
    }
    if (!PASSING.includes(response.status)) return response;
    await response.body?.cancel();
    const wait = Number(response.headers.get('retry-after') ?? '');
    throw new Interrupted(`${this.name} answers with status ${response.status}`, wait > 0 ? wait : undefined);
  }

  /** Why the hub does not give it, and what to do. */
  private refusal(response: Response, repository: string, revision: string, path?: string): LabError {
    void response.body?.cancel();
    const { status } = response;
    const code = response.headers.get('x-error-code') ?? '';
    const page = `${this.host}/${repository}`;
    if (code === 'GatedRepo' || (status === 403 && code === '')) {
      return new DownloadError(
        this.token === ''
          ? `${repository} is gated: its owner wants to know who downloads it (status ${status}).`
          : `The account of this token has no access to ${repository} (status ${status}).`,
        this.token === ''
          ? `Accept its terms on ${page}, make a token that may read it on ${this.host}/settings/tokens, and enter that here.`
          : `Accept its terms on ${page} with the account of the token, or wait until the owner has; a fine-grained token also needs leave to read gated repositories.`,
      );
    }
    if (status === 401 && this.token !== '') {
      return new DownloadError(
        `${this.name} does not accept the token, or its account sees no ${repository} (status 401).`,
        `Look it up on ${this.host}/settings/tokens, and the name on ${page}.`,
      );
    }
    if (code === 'RevisionNotFound') {
      return new DownloadError(
        `${repository} has no revision ${revision}.`,
        `Its branches and commits are on ${page}/commits/main; main is always there.`,
      );
    }
    if (code === 'EntryNotFound') {
      return new DownloadError(
        `${repository} has no file ${path ?? ''} at ${revision}.`,
        `See ${page}/tree/${revision}.`,
      );
    }
    // The hub does not tell strangers which private repositories there are: it answers 401 for both.
    if (code === 'RepoNotFound' || status === 401 || status === 404) {
      return new DownloadError(
        `${this.name} has no public model ${repository} (status ${status}).`,
        `Check the name as it stands on its page, owner/name; a private one needs a token.`,
      );
    }
    return new DownloadError(
      `${this.name} answers with status ${status} when asked for ${path ?? 'the list of files'} of ${repository}.`,
      `${response.headers.get('x-error-message') ?? 'Try again later.'}`,
    );
  }
}

function resolvePath(repository: string, commit: string, path: string): string {
  return `/${repository}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`;
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
