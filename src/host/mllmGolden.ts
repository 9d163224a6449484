// A golden case of a whole multimodal model (e2e/golden/mllm.py): what the JSON file says, and the folder beside it with
// the checkpoint, the adapter and the large tensors.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { FormatError } from '../base/errors.ts';
import { checkShards, shardNames } from '../model/checkpoint.ts';
import { parseConfig, type ModelConfig } from '../model/config.ts';
import { ADAPTER_CONFIG_FILE, ADAPTER_FILE, readPeft } from '../model/peft.ts';
import { readSafetensors, type SafetensorsFile } from '../model/safetensors.ts';
import { loadWeights, type Weights } from '../model/weights.ts';

const finite = v.pipe(v.number(), v.finite());
const id = v.pipe(v.number(), v.integer(), v.minValue(0));
const count = v.pipe(id, v.minValue(1));

const MllmCase = v.object({
  name: v.string(),
  /** Beside the golden file. */
  folder: v.string(),
  /** Stands for an image token in `prompt`. */
  imageToken: id,
  eos: id,
  beta: v.pipe(finite, v.gtValue(0)),
  preset: v.picklist(['paper', 'published-code', 'dpo']),
  maxNew: count,
  ladders: v.pipe(
    v.array(
      v.object({
        /** Tiles of its image; all ladders' lie one after the other in `pixels`. */
        tiles: id,
        prompt: v.pipe(v.array(id), v.minLength(1)),
        /** [K], the end token included. */
        answers: v.pipe(v.array(v.pipe(v.array(id), v.minLength(1))), v.minLength(2)),
      }),
    ),
    v.minLength(1),
  ),
  /** [ladders], the end token left out. */
  greedy: v.array(v.array(id)),
  loss: finite,
  /** Of every token of every answer, with the adapter off and on: [ladders][K][tokens]. */
  reference: v.array(v.array(v.array(finite))),
  policy: v.array(v.array(v.array(finite))),
});
export type MllmCase = v.InferOutput<typeof MllmCase>;

export const MllmFile = v.object({
  kind: v.literal('mllm'),
  cases: v.pipe(v.array(MllmCase), v.minLength(1)),
});
export type MllmFile = v.InferOutput<typeof MllmFile>;

/** What disagrees within a case, or undefined. */
export function mllmFault({ ladders, greedy, reference, policy }: MllmCase): string | undefined {
  const K = ladders[0]?.answers.length;
  if (greedy.length !== ladders.length) return `greedy: has ${greedy.length} answers, not ${ladders.length}`;
  for (const [l, { answers }] of ladders.entries()) {
    if (answers.length !== K) return `ladders.${l}.answers: has ${answers.length} levels, not ${K}`;
    for (const [name, all] of Object.entries({ reference, policy })) {
      const fits = answers.every((answer, k) => all[l]?.[k]?.length === answer.length);
      if (!fits) return `${name}.${l}: has not one number for every token of the answers`;
    }
  }
  return undefined;
}

/** The folder of a case. */
export interface MllmFolder {
  readonly config: ModelConfig;
  readonly weights: Weights;
  readonly adapter: ReturnType<typeof readPeft>;
  /** `pixels` [tiles, 3, S, S] and `logits` [T_0 + T_1 + .., V] of every ladder's prompt with its best answer. */
  readonly tensors: SafetensorsFile;
  /** Of the loss, for every A and B, under PEFT's names. */
  readonly grads: SafetensorsFile;
}

/** @throws FormatError naming the file that is missing or broken */
export function readMllmFolder(folder: string): MllmFolder {
  const config = parseConfig(readJson(folder, 'config.json'), join(folder, 'config.json'));
  const adapter = readPeft(
    new TextDecoder().decode(readBytes(folder, `adapter/${ADAPTER_CONFIG_FILE}`)),
    readBytes(folder, `adapter/${ADAPTER_FILE}`),
    config,
  );
  return {
    config,
    weights: loadWeights(config, readShards(folder)),
    adapter,
    tensors: readTensors(folder, 'tensors.safetensors'),
    grads: readTensors(folder, 'grads.safetensors'),
  };
}

/** The checkpoint of a folder: one file, or those of its index. */
export function readShards(folder: string): SafetensorsFile[] {
  const indexName = 'model.safetensors.index.json';
  if (!existsSync(join(folder, indexName))) return [readTensors(folder, 'model.safetensors')];
  const index = readJson(folder, indexName);
  const files = shardNames(index).map((name) => readTensors(folder, name));
  checkShards(index, files);
  return files;
}

function readTensors(folder: string, name: string): SafetensorsFile {
  return readSafetensors(readBytes(folder, name), name);
}

function readJson(folder: string, name: string): unknown {
  const text = new TextDecoder().decode(readBytes(folder, name));
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FormatError(`${join(folder, name)}: not JSON: ${(error as Error).message}.`);
  }
}

function readBytes(folder: string, name: string): ArrayBuffer {
  const path = join(folder, name);
  if (!existsSync(path)) throw new FormatError(`${path}: no such file.`, 'The case needs it.');
  return new Uint8Array(readFileSync(path)).buffer;
}
