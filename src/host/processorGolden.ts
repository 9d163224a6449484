// What well-formed golden files of image processors, tokenizers and chat prompts are (e2e/golden/README.md);
// host/verifyProcessor.ts runs them.
import * as v from 'valibot';
import { GoldenPicture } from './goldenPictures.ts';

const finite = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const some = <T extends v.GenericSchema>(schema: T) => v.pipe(v.array(schema), v.minLength(1));
const architecture = v.picklist(['idefics3', 'nanovlm']);

const ImageCase = v.variant('of', [
  v.object({
    of: v.literal('picture'),
    /** A name in `processors`. */
    processor: v.string(),
    picture: GoldenPicture,
    rows: count,
    cols: count,
    count,
    /** Sample i stands at (i * 104729 + 12345) mod length of [count][3][side][side]. */
    samples: some(finite),
    /** [count] */
    means: some(finite),
  }),
  v.object({ of: v.literal('mask'), counts: some(count), mask: v.array(count) }),
]);
export type ImageCase = v.InferOutput<typeof ImageCase>;
export const ImagesFile = v.object({
  kind: v.literal('images'),
  /** preprocessor_config.json of Idefics3 or SmolVLM, or nanoVLM's config.json. */
  processors: v.record(v.string(), v.object({ architecture, config: v.looseObject({}) })),
  cases: some(ImageCase),
});
export type ImagesFile = v.InferOutput<typeof ImagesFile>;

const TokensCase = v.object({
  script: v.string(),
  /** null: the ids were not made from texts. */
  texts: v.nullable(v.array(v.string())),
  ids: v.array(v.array(count)),
  /** Decoded, special tokens spelt or left out; null = the text itself. */
  spelt: v.array(v.nullable(v.string())),
  leftOut: v.array(v.nullable(v.string())),
});
export type TokensCase = v.InferOutput<typeof TokensCase>;
export const TokensFile = v.object({
  kind: v.literal('tokens'),
  /** Path of a tokenizer.json, from the file's folder. */
  tokenizer: v.string(),
  cases: some(TokensCase),
});
export type TokensFile = v.InferOutput<typeof TokensFile>;

const role = v.picklist(['system', 'user', 'assistant']);
export const PromptsFile = v.object({
  kind: v.literal('prompts'),
  tokenizer: v.string(),
  formats: v.record(
    v.string(),
    v.variant('architecture', [
      v.object({
        architecture: v.literal('idefics3'),
        /** processor_config.json */
        processor: v.looseObject({}),
        template: v.string(),
        specials: v.record(v.string(), v.string()),
      }),
      v.object({ architecture: v.literal('nanovlm'), config: v.looseObject({}) }),
    ]),
  ),
  cases: some(
    v.object({
      /** A name in `formats`. */
      format: v.string(),
      turns: v.array(v.object({ role, text: v.string(), images: count })),
      /** Rows and columns of every image. */
      tiles: v.array(v.tuple([count, count])),
      /** Whether the assistant's next turn is opened. */
      answer: v.boolean(),
      /** null where an image token stands. */
      ids: v.array(v.nullable(count)),
    }),
  ),
});
export type PromptsFile = v.InferOutput<typeof PromptsFile>;

export type ProcessorFile = ImagesFile | TokensFile | PromptsFile;

/** What disagrees within a case, or undefined. */
export function processorFault(file: ProcessorFile, i: number): string | undefined {
  switch (file.kind) {
    case 'images': {
      const c = file.cases[i] as ImageCase;
      if (c.of === 'mask') return undefined;
      if (!(c.processor in file.processors)) return `processor: there is none called ${c.processor}`;
      return c.means.length === c.count ? undefined : `means: has ${c.means.length} elements, not ${c.count}`;
    }
    case 'tokens': {
      const { texts, ids, spelt, leftOut } = file.cases[i] as TokensCase;
      const lists = { ...(texts === null ? {} : { texts }), spelt, leftOut };
      const wrong = Object.entries(lists).find(([, list]) => list.length !== ids.length);
      return wrong && `${wrong[0]}: has ${wrong[1].length} elements, not ${ids.length}`;
    }
    case 'prompts': {
      const { format } = file.cases[i] as PromptsFile['cases'][number];
      return format in file.formats ? undefined : `format: there is none called ${format}`;
    }
  }
}
