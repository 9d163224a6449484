// How a model of the hub wants a conversation about images written, read from the files beside its weights.
import * as v from 'valibot';
import { FormatError } from '../base/errors.ts';
import { ChatTemplate } from './chatTemplate.ts';
import { parseFields, size } from './configIssues.ts';

/** Idefics3 and SmolVLM: every `<image>` of the rendered template becomes its tiles' tokens. */
export interface Idefics3Chat {
  readonly kind: 'idefics3';
  readonly template: ChatTemplate;
  /** Image tokens a tile takes. */
  readonly imageTokens: number;
}

/** nanoVLM since June 2025: the images' tokens stand before the first message. */
export interface NanoVlmChat {
  readonly kind: 'nanovlm';
  readonly template: ChatTemplate;
  readonly imageTokens: number;
  /** vlm_extra_tokens: image_token, and where there are tiles r1c1, .., global_image_token; in order of their ids. */
  readonly tokens: Readonly<Record<string, string>>;
}

/** nanoVLM before (nanoVLM-222M): image features come first, without tokens of their own, then plain text. */
export interface QuestionChat {
  readonly kind: 'question';
  readonly imageTokens: number;
}

export type ChatFormat = Idefics3Chat | NanoVlmChat | QuestionChat;

/** Special tokens that a model's config adds to its tokenizer, in the order of their ids. */
export function extraTokens(format: ChatFormat): string[] {
  return format.kind === 'nanovlm' ? Object.values(format.tokens) : [];
}

const ProcessorConfig = v.object({ image_seq_len: v.optional(size, 169) });

/**
 * @param json processor_config.json
 * @param template chat_template.jinja, or `chat_template` of another file
 * @param specials tokenizer_config.json's bos_token, eos_token, .. as texts
 * @throws FormatError
 */
export function parseIdefics3Chat(
  json: unknown,
  template: string,
  specials: Readonly<Record<string, string>> = {},
  file = 'processor_config.json',
): Idefics3Chat {
  const { image_seq_len: imageTokens } = parseFields(ProcessorConfig, json, file);
  return { kind: 'idefics3', template: new ChatTemplate(template, specials), imageTokens };
}

const NanoVlmConfig = v.object({
  vit_img_size: size,
  vit_patch_size: size,
  mp_pixel_shuffle_factor: size,
  mp_image_token_length: v.optional(size),
  vlm_extra_tokens: v.optional(v.record(v.string(), v.string())),
  lm_chat_template: v.optional(v.string()),
});

/**
 * @param json nanoVLM's config.json
 * @throws FormatError
 */
export function parseNanoVlmChat(json: unknown, file = 'config.json'): NanoVlmChat | QuestionChat {
  const config = parseFields(NanoVlmConfig, json, file);
  const { vlm_extra_tokens: tokens, lm_chat_template: template } = config;
  const side = config.vit_img_size / config.vit_patch_size / config.mp_pixel_shuffle_factor;
  const imageTokens = config.mp_image_token_length ?? side * side;
  if (!Number.isInteger(imageTokens)) {
    throw new FormatError(
      `${file}: an image of ${config.vit_img_size} pixels in patches of ${config.vit_patch_size} does not divide by ` +
        `mp_pixel_shuffle_factor ${config.mp_pixel_shuffle_factor}.`,
    );
  }
  if (tokens === undefined) return { kind: 'question', imageTokens };
  if (!('image_token' in tokens)) throw new FormatError(`${file}: vlm_extra_tokens has no image_token.`);
  if (template === undefined) throw new FormatError(`${file}: lm_chat_template: is missing.`);
  return { kind: 'nanovlm', template: new ChatTemplate(template), imageTokens, tokens };
}
