// Where @huggingface/tokenizers (0.2.0) cuts a text differently from the library of the same name in Rust, said in
// other steps of tokenizer.json, on which both agree. Pure; a test holds them to a thousand texts.
//
// - `Digits` means every number of Unicode (½, ٣, Ⅷ, ③) in Rust, but 0 to 9 in JavaScript.
// - `ByteLevel`'s pattern says \s, which in JavaScript has U+FEFF and lacks U+0085.

/** A step of tokenizer.json's `pre_tokenizer`. */
interface Step {
  readonly type: string;
  readonly pretokenizers?: readonly Step[];
  readonly individual_digits?: boolean;
  readonly add_prefix_space?: boolean;
  readonly use_regex?: boolean;
}

/** White_Space of Unicode. */
const SPACE = '\\t-\\r\\u0020\\u0085\\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000';
/** GPT-2's: contractions, words, numbers, the rest; the last of several spaces goes with what follows. */
const BYTE_LEVEL =
  `'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^${SPACE}\\p{L}\\p{N}]+` +
  `|[${SPACE}]+(?![^${SPACE}])|[${SPACE}]+`;

/** The same tokenizer.json, cut as the Rust library cuts. */
export function withRustCuts(json: unknown): unknown {
  const { pre_tokenizer: step } = json as { pre_tokenizer?: Step | null };
  if (step === undefined || step === null) return json;
  const pretokenizers = stepsOf(step);
  return { ...(json as object), pre_tokenizer: { type: 'Sequence', pretokenizers } };
}

function stepsOf(step: Step): unknown[] {
  switch (step.type) {
    case 'Sequence':
      return (step.pretokenizers ?? []).flatMap(stepsOf);
    case 'Digits':
      return [split(step.individual_digits === true ? '\\p{N}' : '\\p{N}+')];
    case 'ByteLevel':
      // A space put before the text would stand before every piece.
      if (step.use_regex === false || step.add_prefix_space === true) return [step];
      return [split(BYTE_LEVEL), { ...step, use_regex: false }];
    default:
      return [step];
  }
}

/** Every match and everything between is a piece of its own. */
function split(pattern: string): unknown {
  return { type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated', invert: false };
}
