// The special tokens of the chat format.

/** Ids of the special tokens that rows are built from. */
export interface SpecialTokens {
  readonly pad: number;
  readonly bos: number;
  readonly image: number;
  readonly user: number;
  readonly assistant: number;
  readonly eos: number;
}
