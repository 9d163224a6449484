// The architecture as a record. One model file serves the bundled models, Idefics3, SmolVLM and nanoVLM: only this
// record differs. config.ts reads it from a config.json.

/** Vision tower (SigLIP): C = hidden, H heads of D = C / H, patches of P x P pixels in an S x S tile. */
export interface VisionConfig {
  readonly imageSize: number;
  readonly patchSize: number;
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  readonly intermediate: number;
  readonly normEps: number;
  readonly activation: 'gelu_tanh' | 'gelu_erf';
}

/** Decoder (Llama): H query heads and Hkv key-value heads of D numbers. */
export interface DecoderConfig {
  readonly vocab: number;
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly intermediate: number;
  readonly normEps: number;
  readonly ropeTheta: number;
  readonly maxPositions: number;
}

/** Whose names a checkpoint has (checkpointNames.ts); the model's own are those of transformers. */
export type CheckpointNames = 'transformers' | 'nanovlm';

export interface ModelConfig {
  readonly vision: VisionConfig;
  readonly decoder: DecoderConfig;
  /** Pixel shuffle: factor x factor patches become one image token. */
  readonly scaleFactor: number;
  /** The token that stands for an image's places in a text; null where the configuration leaves that to the tokenizer. */
  readonly imageToken: number | null;
  /** The output head is the token embedding table. */
  readonly tied: boolean;
  readonly names: CheckpointNames;
}

/** Patches along a side of a tile; what is left over at the right and the bottom is not looked at. */
export function patchesPerSide({ vision }: Pick<ModelConfig, 'vision'>): number {
  return Math.floor(vision.imageSize / vision.patchSize);
}

/** Image tokens that one tile takes in the sequence; an image is one tile or several. */
export function imageTokens(config: ModelConfig): number {
  const side = patchesPerSide(config) / config.scaleFactor;
  return side * side;
}

/** What does not fit together in a configuration, in its own field's words; undefined when all does. */
export function inconsistency(config: ModelConfig): string | undefined {
  const { vision, decoder, scaleFactor, imageToken } = config;
  const side = patchesPerSide(config);
  if (side < 1) return `image size ${vision.imageSize} is below patch size ${vision.patchSize}`;
  if (side % scaleFactor !== 0)
    return `${side} patches a side do not divide by pixel shuffle's ${scaleFactor}`;
  if (vision.hidden % vision.heads !== 0) {
    return `the vision tower's width ${vision.hidden} does not divide by ${vision.heads} heads`;
  }
  if (!Number.isInteger(decoder.headDim) || decoder.headDim % 2 !== 0) {
    return `the decoder's head width ${decoder.headDim} is not an even whole number`;
  }
  if (decoder.heads % decoder.kvHeads !== 0) {
    return `${decoder.heads} heads do not divide by ${decoder.kvHeads} key-value heads`;
  }
  if (imageToken !== null && imageToken >= decoder.vocab) {
    return `the image token ${imageToken} is not below the vocabulary's size ${decoder.vocab}`;
  }
  return undefined;
}
