// A server that talks like an OpenAI-compatible one and does what a test says: answers, waits, errs, cuts the
// connection. Tests only; pages of any origin may ask it.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server does with a request. */
export type Move =
  | { readonly kind: 'says'; readonly content: unknown; readonly finish?: string; readonly after?: number }
  | {
      readonly kind: 'sends';
      readonly status: number;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The headers and half of the body of a good answer. */
  | { readonly kind: 'cuts' }
  /** Nothing, until the other side gives up. */
  | { readonly kind: 'hangs' };

export interface JudgeRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: {
    readonly model: string;
    readonly messages: readonly { readonly role: string; readonly content: string }[];
    readonly temperature: number;
    readonly max_tokens?: number;
    readonly max_completion_tokens?: number;
  };
}

export interface TestJudgeServer {
  readonly endpoint: string;
  /** All so far, in the order in which they came. */
  readonly requests: readonly JudgeRequest[];
  /** The most that were under way at once. */
  readonly mostAtOnce: number;
  close(): Promise<void>;
}

/** Answers with these words, after some milliseconds. */
export const says = (content: unknown, after?: number): Move => ({
  kind: 'says',
  content,
  ...(after !== undefined && { after }),
});

/** An error as vendors word it. */
export const fails = (
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Move => ({
  kind: 'sends',
  status,
  body: JSON.stringify({ error: { message } }),
  headers,
});

/** @param act what to do with request n, from 0 */
export async function openTestJudgeServer(
  act: (request: JudgeRequest, n: number) => Move,
): Promise<TestJudgeServer> {
  const requests: JudgeRequest[] = [];
  let underWay = 0;
  let mostAtOnce = 0;
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      response.setHeader('Access-Control-Allow-Origin', '*');
      response.setHeader('Access-Control-Allow-Headers', '*, Authorization');
      if (incoming.method !== 'POST') {
        response.writeHead(204).end();
        return;
      }
      const body = JSON.parse(Buffer.concat(chunks).toString()) as JudgeRequest['body'];
      const request: JudgeRequest = { path: incoming.url ?? '', headers: incoming.headers, body };
      mostAtOnce = Math.max(mostAtOnce, ++underWay);
      response.on('close', () => underWay--);
      move(response, act(request, requests.push(request) - 1));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    get mostAtOnce() {
      return mostAtOnce;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function move(response: ServerResponse, act: Move): void {
  switch (act.kind) {
    case 'says':
      setTimeout(() => {
        response
          .writeHead(200, { 'Content-Type': 'application/json' })
          .end(completion(act.content, act.finish));
      }, act.after ?? 0);
      break;
    case 'sends':
      response.writeHead(act.status, act.headers).end(act.body);
      break;
    case 'cuts': {
      const body = completion('Ratings: [5]');
      response.writeHead(200, { 'Content-Length': body.length });
      response.write(body.slice(0, body.length / 2), () => response.destroy());
      break;
    }
    case 'hangs':
      break;
  }
}

function completion(content: unknown, finish = 'stop'): string {
  const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: finish }];
  return JSON.stringify({ id: 'test', object: 'chat.completion', choices });
}
