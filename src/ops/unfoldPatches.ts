// Images to patches: a permutation under other shapes, so its gradient (fold) is the inverse permutation.
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
export function unfoldPatches(pixels: Tensor, patch: number): Tensor {
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
