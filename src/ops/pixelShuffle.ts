// Image tokens to fewer, wider ones: a permutation under other shapes, whose gradient is the inverse permutation.
import { ShapeError } from '../base/errors.ts';
import { formatShape } from '../base/shape.ts';
import type { Tensor } from './op.ts';
import { permute } from './permute.ts';
import { reshape } from './reshape.ts';

/**
 * x [B, S*S, C] to [B, (S/f)^2, C f f]: every f x f block of tokens becomes one, (row, column, channel) in order,
 * as `pixel_shuffle` in transformers' modeling_idefics3.py.
 * @throws ShapeError unless the tokens are a square grid that f divides
 */
export function pixelShuffle(x: Tensor, factor: number): Tensor {
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
