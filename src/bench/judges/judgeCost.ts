// What a text judge will cost, told before it is asked: estimates, because only its server counts tokens.
import type { TextJudge } from '../../protocol/judge.ts';
import type { ChatMessage } from '../task.ts';

/** Tokens of a text, by the rule of thumb of four characters each; of English it is right within a fifth or so. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/** Tokens of a question, with the few that frame each message. */
export function estimateQuestion(messages: readonly ChatMessage[]): number {
  return messages.reduce((n, { content }) => n + estimateTokens(content) + 4, 0);
}

/** Tokens of a reply: a short explanation a round, and the line of ratings. A model that thinks aloud takes more. */
export function estimateReply({ maxTokens }: { readonly maxTokens: number }, rounds: number): number {
  return Math.min(maxTokens, 20 + 80 * rounds);
}

/** In the currency of the prices. */
export function costOf(
  { priceIn, priceOut }: Pick<TextJudge, 'priceIn' | 'priceOut'>,
  tokensIn: number,
  tokensOut: number,
): number {
  return (tokensIn * priceIn + tokensOut * priceOut) / 1e6;
}
