// A Hugging Face tokenizer.json behind the three calls the lab needs.
import { Tokenizer as HfTokenizer } from '@huggingface/tokenizers';
import { FormatError } from '../base/errors.ts';
import type { SpecialTokens } from '../protocol/tokens.ts';

export class Tokenizer {
  private readonly inner: HfTokenizer;
  readonly special: SpecialTokens;

  /**
   * @param json the parsed tokenizer.json
   * @throws FormatError when it is not a tokenizer or lacks a special token
   */
  constructor(json: unknown, file = 'tokenizer.json') {
    try {
      // The library looks for a word-level model's unknown token in tokenizer_config.json alone.
      const { unk_token } = (json as { model?: { unk_token?: string } }).model ?? {};
      const config = unk_token === undefined ? {} : { unk_token };
      this.inner = new HfTokenizer(json as ConstructorParameters<typeof HfTokenizer>[0], config);
    } catch (error) {
      throw new FormatError(
        `${file} is not a tokenizer: ${error instanceof Error ? error.message : String(error)}.`,
      );
    }
    const id = (token: string): number => {
      const found = this.inner.token_to_id(token);
      if (found === undefined) throw new FormatError(`${file} has no token ${token}.`);
      return found;
    };
    this.special = {
      pad: id('<pad>'),
      bos: id('<bos>'),
      image: id('<image>'),
      user: id('<user>'),
      assistant: id('<assistant>'),
      eos: id('<eos>'),
    };
  }

  /** Ids of a text, no special tokens added. */
  readonly encode = (text: string): number[] => this.inner.encode(text, { add_special_tokens: false }).ids;

  /** Text of ids, special tokens left out. */
  readonly decode = (ids: readonly number[]): string =>
    ids.length === 0 ? '' : this.inner.decode([...ids], { skip_special_tokens: true });
}
