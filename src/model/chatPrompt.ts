// A conversation about images as the token ids that a model of the hub reads: template, image tokens, tokenizer.
// As transformers' Idefics3Processor and SmolVLMProcessor, and nanoVLM's generate.py, put it together.
import { ConfigError } from '../base/errors.ts';
import { NONE } from '../base/indices.ts';
import type { ChatFormat, NanoVlmChat } from './chatFormat.ts';
import type { TemplateMessage } from './chatTemplate.ts';
import type { TextTokenizer } from './textTokenizer.ts';

/** One message; its images come before its text. */
export interface ChatTurn {
  readonly role: 'system' | 'user' | 'assistant';
  readonly text: string;
  readonly images?: number;
}

/** An image's tiles, as its processor cut it (src/data/images/prepared.ts). */
export interface ImageTiles {
  readonly rows: number;
  readonly cols: number;
}

export interface ChatPrompt {
  /** The whole text, image tokens spelt out; nanoVLM-222M's has none. */
  readonly text: string;
  /** Token ids; NONE where an image token stands, one for each row of the tiles' features in their order. */
  readonly ids: readonly number[];
}

const IMAGE = '<image>';
const AROUND = '<fake_token_around_image>';

/**
 * @param tiles of every image, in the order of the turns
 * @param answer whether the assistant's next turn is opened
 * @throws ConfigError when there are more or fewer images than the turns have, or a text spells the image token
 */
export function chatPrompt(
  format: ChatFormat,
  tokenizer: TextTokenizer,
  turns: readonly ChatTurn[],
  tiles: readonly ImageTiles[],
  { answer = true }: { readonly answer?: boolean } = {},
): ChatPrompt {
  const wanted = turns.reduce((n, { images = 0 }) => n + images, 0);
  if (wanted !== tiles.length)
    throw new ConfigError(`The turns have ${wanted} images, given are ${tiles.length}.`);
  switch (format.kind) {
    case 'idefics3': {
      refuse(turns, IMAGE);
      const pieces = format.template.render(turns.map(partsOf), { answer }).split(IMAGE);
      const images = tiles.map((of) => idefics3Tokens(of, format.imageTokens));
      return encoded(tokenizer, interleave(pieces, images), IMAGE);
    }
    case 'nanovlm': {
      const image = format.tokens.image_token as string;
      refuse(turns, image);
      const before = nanoVlmTokens(tiles, format);
      const messages = turns.map(({ role, text }, i) => ({ role, content: i === 0 ? before + text : text }));
      return encoded(tokenizer, format.template.render(messages, { answer }), image);
    }
    case 'question': {
      const text = questions(turns, answer);
      const features = new Array<number>(tiles.length * format.imageTokens).fill(NONE);
      return { text, ids: [...features, ...tokenizer.encode(text)] };
    }
  }
}

function refuse(turns: readonly ChatTurn[], token: string): void {
  const spelt = turns.find(({ text }) => text.includes(token));
  if (spelt === undefined) return;
  throw new ConfigError(
    `A text of the ${spelt.role} spells ${token}, which stands for an image.`,
    'Write it differently.',
  );
}

function partsOf({ role, text, images = 0 }: ChatTurn): TemplateMessage {
  const before = Array.from({ length: images }, () => ({ type: 'image' }) as const);
  return { role, content: [...before, { type: 'text', text }] };
}

/** The template writes one image token for each image; others it does not know. */
function interleave(pieces: readonly string[], images: readonly string[]): string {
  if (pieces.length !== images.length + 1) {
    throw new ConfigError(
      `The chat template writes ${pieces.length - 1} images, the turns have ${images.length}.`,
    );
  }
  return pieces.map((piece, i) => piece + (images[i] ?? '')).join('');
}

function encoded(tokenizer: TextTokenizer, text: string, image: string): ChatPrompt {
  const id = tokenizer.id(image);
  return { text, ids: tokenizer.encode(text).map((token) => (token === id ? NONE : token)) };
}

/** Tiles row by row, each under its place, then the whole picture. */
export function idefics3Tokens({ rows, cols }: ImageTiles, imageTokens: number): string {
  const own = IMAGE.repeat(imageTokens);
  let text = '';
  for (let row = 1; row <= rows; row++) {
    for (let col = 1; col <= cols; col++) text += `${AROUND}<row_${row}_col_${col}>${own}`;
    text += '\n';
  }
  return `${text}${rows > 0 ? '\n' : ''}${AROUND}<global-img>${own}${AROUND}`;
}

/** The whole picture (where the model has a token for it), then tiles row by row; several images are numbered. */
export function nanoVlmTokens(
  tiles: readonly ImageTiles[],
  { tokens, imageTokens }: Pick<NanoVlmChat, 'tokens' | 'imageTokens'>,
): string {
  const own = (tokens.image_token as string).repeat(imageTokens);
  const whole = tokens.global_image_token;
  const split = 'r1c1' in tokens;
  return tiles
    .map(({ rows, cols }, i) => {
      let text = tiles.length > 1 && split ? `<image: ${i}>` : '';
      if (!split) return own;
      if (whole !== undefined) text += whole + own;
      if (whole !== undefined && rows === 1 && cols === 1) return text;
      for (let row = 1; row <= rows; row++) {
        for (let col = 1; col <= cols; col++) text += cellToken(tokens, row, col) + own;
      }
      return text;
    })
    .join('');
}

function cellToken(tokens: Readonly<Record<string, string>>, row: number, col: number): string {
  const token = tokens[`r${row}c${col}`];
  if (token === undefined) {
    throw new ConfigError(
      `The model has no token for the tile in row ${row}, column ${col}.`,
      'Choose an image with fewer tiles, or one nearer to a square.',
    );
  }
  return token;
}

/** nanoVLM-222M learned single rounds in this form; rounds in a row are the lab's own use of it. */
function questions(turns: readonly ChatTurn[], answer: boolean): string {
  const said = turns.map(({ role, text }) => {
    if (role === 'system') throw new ConfigError('nanoVLM-222M has no system message.', 'Leave it out.');
    return role === 'user' ? `Question: ${text} Answer:` : ` ${text}\n`;
  });
  if (answer !== (turns[turns.length - 1]?.role === 'user')) {
    throw new ConfigError('A prompt for an answer ends with a question; any other ends with an answer.');
  }
  return said.join('');
}
