// Golden files of image processors, tokenizers and chat prompts through what ships.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FormatError } from '../base/errors.ts';
import { NONE } from '../base/indices.ts';
import { parseIdefics3Images } from '../data/images/idefics3Images.ts';
import { prepareImage, type ImageProcessor } from '../data/images/imageProcessor.ts';
import { parseNanoVlmImages } from '../data/images/nanoVlmImages.ts';
import { tileMask } from '../data/images/prepared.ts';
import { extraTokens, parseIdefics3Chat, parseNanoVlmChat, type ChatFormat } from '../model/chatFormat.ts';
import { chatPrompt } from '../model/chatPrompt.ts';
import { TextTokenizer } from '../model/textTokenizer.ts';
import { goldenPicture } from './goldenPictures.ts';
import type { ImageCase, ImagesFile, ProcessorFile, PromptsFile, TokensCase } from './processorGolden.ts';
import type { Check } from './verifyBench.ts';

/** @param folder of the golden file: its tokenizer's path counts from there */
export function processorChecks(file: ProcessorFile, i: number, folder: string): Check[] {
  switch (file.kind) {
    case 'images':
      return imageChecks(file, file.cases[i] as ImageCase);
    case 'tokens':
      return tokenChecks(tokenizerAt(join(folder, file.tokenizer)), file.cases[i] as TokensCase);
    case 'prompts':
      return promptChecks(file, i, join(folder, file.tokenizer));
  }
}

function imageChecks({ processors }: ImagesFile, c: ImageCase): Check[] {
  if (c.of === 'mask') return [{ name: 'mask', got: tileMask(c.counts), expected: c.mask }];
  const { architecture, config } = processors[c.processor] as ImagesFile['processors'][string];
  const processor: ImageProcessor =
    architecture === 'idefics3' ? parseIdefics3Images(config) : parseNanoVlmImages(config);
  const { rows, cols, count, pixels } = prepareImage(goldenPicture(c.picture), processor);
  const length = pixels.length / count;
  const means = Array.from({ length: count }, (_, n) => {
    let sum = 0;
    for (let k = n * length; k < (n + 1) * length; k++) sum += pixels[k] as number;
    return sum / length;
  });
  const samples = c.samples.map((_, k) => pixels[(k * 104729 + 12345) % pixels.length] as number);
  return [
    { name: 'rows, cols, count', got: [rows, cols, count], expected: [c.rows, c.cols, c.count] },
    { name: 'samples', got: samples, expected: c.samples },
    { name: 'means', got: means, expected: c.means },
  ];
}

function tokenChecks(tokenizer: TextTokenizer, { texts, ids, spelt, leftOut }: TokensCase): Check[] {
  return ids.flatMap((own, k) => {
    const text = texts?.[k] ?? '';
    const encoded = texts === null ? own : tokenizer.encode(text);
    return [
      { name: `ids.${k}`, got: encoded, expected: own },
      same(`spelt.${k}`, tokenizer.decode(own, 'spelt'), spelt[k] ?? text),
      same(`leftOut.${k}`, tokenizer.decode(own), leftOut[k] ?? text),
    ];
  });
}

function promptChecks({ formats, cases }: PromptsFile, i: number, path: string): Check[] {
  const { format: name, turns, tiles, answer, ids } = cases[i] as PromptsFile['cases'][number];
  const source = formats[name] as PromptsFile['formats'][string];
  const format: ChatFormat =
    source.architecture === 'idefics3'
      ? parseIdefics3Chat(source.processor, source.template, source.specials)
      : parseNanoVlmChat(source.config);
  const tokenizer = tokenizerAt(path, extraTokens(format));
  const sizes = tiles.map(([rows, cols]) => ({ rows, cols }));
  const prompt = chatPrompt(format, tokenizer, turns, sizes, { answer });
  return [{ name: 'ids', got: prompt.ids, expected: ids.map((id) => id ?? NONE) }];
}

/** Texts as one number: 1 when they are the same. */
function same(name: string, got: string, expected: string): Check {
  return { name, got: [Number(got === expected)], expected: [1] };
}

const known = new Map<string, TextTokenizer>();

function tokenizerAt(path: string, extra: readonly string[] = []): TextTokenizer {
  const key = [path, ...extra].join('\n');
  const found = known.get(key) ?? new TextTokenizer(read(path), extra, path);
  known.set(key, found);
  return found;
}

function read(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new FormatError(`${path} cannot be read: ${(error as Error).message}.`);
  }
}
