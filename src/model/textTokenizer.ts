// A tokenizer.json of any model, with the ids and texts of the `tokenizers` library. The lab's own models, whose chat
// format is fixed, have theirs in tokenizer.ts.
import { Tokenizer as HfTokenizer } from '@huggingface/tokenizers';
import * as v from 'valibot';
import { FormatError } from '../base/errors.ts';
import { withRustCuts } from './preTokenizers.ts';

const index = v.pipe(v.number(), v.integer(), v.minValue(0));
const TokenizerJson = v.looseObject({
  added_tokens: v.array(v.looseObject({ id: index, content: v.string() })),
  model: v.looseObject({ type: v.optional(v.string()), vocab: v.record(v.string(), index) }),
});

export class TextTokenizer {
  private readonly inner: HfTokenizer;
  /** Token ids run from 0 to below this. */
  readonly size: number;

  /**
   * @param json the parsed tokenizer.json
   * @param extra special tokens that a model adds to it: each that is not there yet gets the next id, as in
   * transformers' `extra_special_tokens`
   * @throws FormatError when it is not a tokenizer with a table of words
   */
  constructor(json: unknown, extra: readonly string[] = [], file = 'tokenizer.json') {
    const parsed = v.safeParse(TokenizerJson, json);
    if (!parsed.success) {
      const issue = parsed.issues[0];
      throw new FormatError(`${file}: ${v.getDotPath(issue) ?? '(root)'}: ${issue.message}.`);
    }
    const { added_tokens: added, model } = parsed.output;
    const known = new Set([...Object.keys(model.vocab), ...added.map(({ content }) => content)]);
    const ids = [...Object.values(model.vocab), ...added.map(({ id }) => id)];
    const next = ids.reduce((a, b) => Math.max(a, b), -1) + 1;
    const fresh = [...new Set(extra)].filter((content) => !known.has(content));
    const tokens = [...added, ...fresh.map((content, i) => ({ ...PLAIN, id: next + i, content }))];
    try {
      const cuts = withRustCuts({ ...parsed.output, added_tokens: tokens }) as object;
      // Spaces before full stops and the like stay.
      this.inner = new HfTokenizer(cuts, { clean_up_tokenization_spaces: false });
    } catch (error) {
      throw new FormatError(
        `${file} is not a tokenizer: ${error instanceof Error ? error.message : String(error)}.`,
      );
    }
    this.size = next + fresh.length;
  }

  /** Ids of a text. Special tokens that it spells are read as such; none is added. */
  encode(text: string): number[] {
    return this.inner.encode(text, { add_special_tokens: false }).ids;
  }

  /** Text of ids; `special` says whether special tokens are spelt or left out. */
  decode(ids: readonly number[], special: 'spelt' | 'left out' = 'left out'): string {
    if (ids.length === 0) return '';
    return this.inner.decode([...ids], { skip_special_tokens: special === 'left out' });
  }

  /**
   * A token's id.
   * @throws FormatError when there is no such token
   */
  id(token: string): number {
    const id = this.inner.token_to_id(token);
    if (id === undefined) throw new FormatError(`The tokenizer has no token ${token}.`);
    return id;
  }
}

const PLAIN = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
