// Images to patches and patches to fewer, wider tokens: both only reorder, so they are permute under other shapes.
// `fold` and `pixelUnshuffle` are not needed: the gradient of a permutation is its inverse.
import { ShapeError } from '../base/errors.ts';
import { formatShape } from '../base/shape.ts';
import type { Tensor } from './op.ts';
import { permute } from './permute.ts';
import { reshape } from './reshape.ts';

/**
 * pixels [B, 3, S, S] to patches [B, (S/p)^2, 3 p p], patches row by row, each in the order of a convolution's
 * weight [out, 3, p, p]: patch embedding is then one matmul.
 * @throws ShapeError unless p divides S
 */
export function unfoldPatches(pixels: Tensor, { patch }: { patch: number }): Tensor {
  const [B, channels, S] = pixels.shape as [number, number, number];
  if (pixels.shape.length !== 4 || pixels.shape[3] !== S || S % patch !== 0) {
    throw new ShapeError(
      `unfoldPatches: wants [B, C, S, S] with S a multiple of ${patch}; got ${formatShape(pixels.shape)}.`,
    );
  }
  const grid = S / patch;
  const cut = reshape(pixels, [B, channels, grid, patch, grid, patch]);
  return reshape(permute(cut, [0, 2, 4, 1, 3, 5]), [B, grid * grid, channels * patch * patch]);
}

/**
 * x [B, S*S, C] to [B, (S/f)^2, C f f]: every f x f block of tokens becomes one, (row, column, channel) in order,
 * as `pixel_shuffle` in transformers' modeling_idefics3.py.
 * @throws ShapeError unless the tokens are a square grid that f divides
 */
export function pixelShuffle(x: Tensor, { factor }: { factor: number }): Tensor {
  const [B, tokens, C] = x.shape as [number, number, number];
  const S = Math.round(Math.sqrt(tokens));
  if (x.shape.length !== 3 || S * S !== tokens || S % factor !== 0) {
    throw new ShapeError(
      `pixelShuffle: wants [B, S*S, C] with S a multiple of ${factor}; got ${formatShape(x.shape)}.`,
    );
  }
  const blocks = S / factor;
  const cut = reshape(x, [B, blocks, factor, blocks, factor * C]);
  return reshape(permute(cut, [0, 1, 3, 2, 4]), [B, blocks * blocks, C * factor * factor]);
}
