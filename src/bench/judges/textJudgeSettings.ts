// The settings of a text judge: whether they make sense, the address that they stand for, and the key of a reply.
import { ConfigError } from '../../base/errors.ts';
import { sha256 } from '../../base/hash.ts';
import type { TextJudge } from '../../protocol/judge.ts';
import type { ChatMessage } from '../task.ts';

const CHAT = '/chat/completions';

/** @throws ConfigError naming the first setting that is wrong */
export function checkTextJudge(settings: TextJudge): void {
  const { model, requestsPerMinute, concurrency, timeout, attempts, priceIn, priceOut } = settings;
  chatUrl(settings.endpoint);
  const check = (name: keyof TextJudge, holds: boolean, wanted: string): void => {
    if (!holds) throw new ConfigError(`Text judge: ${name} is ${settings[name]}.`, `Use ${wanted}.`);
  };
  if (model.trim() === '') {
    throw new ConfigError('The text judge has no model.', 'Give the name by which the server knows it.');
  }
  check('requestsPerMinute', requestsPerMinute > 0, 'a number above 0');
  check('concurrency', Number.isSafeInteger(concurrency) && concurrency >= 1, 'a whole number from 1');
  check('timeout', timeout > 0 && timeout <= 3600, 'seconds above 0, at most 3600');
  check('attempts', Number.isSafeInteger(attempts) && attempts >= 1, 'a whole number from 1');
  check('priceIn', priceIn >= 0, 'a price from 0; 0 is free');
  check('priceOut', priceOut >= 0, 'a price from 0; 0 is free');
}

/** Where questions go. @throws ConfigError when the endpoint is no address that can be asked */
export function chatUrl(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new ConfigError(
      `The text judge's endpoint is "${endpoint}".`,
      'Give an address such as http://localhost:11434/v1.',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new ConfigError(
      `The text judge's endpoint at ${url.host} has a name or password in it.`,
      'Endpoints are stored with results: give the key in its own field.',
    );
  }
  const path = url.pathname.replace(/\/+$/, '');
  url.pathname = path.endsWith(CHAT) ? path : `${path}${CHAT}`;
  url.hash = '';
  return url.href;
}

/**
 * The key under which a reply is kept: the same question to the same model is not paid for twice. How it is decoded is
 * part of the protocol's version.
 */
export function judgeKey(
  { endpoint, model }: TextJudge,
  version: string,
  messages: readonly ChatMessage[],
): Promise<string> {
  return sha256(JSON.stringify([chatUrl(endpoint), model, version, messages]));
}
