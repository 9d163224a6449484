// Building the code and the grid of a kernel from its text: pieces of one or four elements (shaders/common/width*.wgsl),
// flat grids, and one thread or one workgroup for each row. No op lives here.
import flat from '../../shaders/common/flat.wgsl?raw';
import rows from '../../shaders/common/rows.wgsl?raw';
import width1 from '../../shaders/common/width1.wgsl?raw';
import width4 from '../../shaders/common/width4.wgsl?raw';
import type { DeviceTraits, Dispatch, Shader } from '../gpu/dispatch.ts';
import { linearGrid } from '../gpu/dispatch.ts';
import { sizeOf, type Shape } from '../base/shape.ts';

/** Elements in a piece: four if every one of `sizes` is a multiple of four and none is zero (too short to bind). */
export function pieceWidth(...sizes: readonly number[]): 1 | 4 {
  return sizes.every((n) => n > 0 && n % 4 === 0) ? 4 : 1;
}

/** A kernel text over T for pieces of that width. */
export function pieceShader(name: string, code: string, width: 1 | 4): Shader {
  return { name: width === 4 ? `${name}4` : name, code: (width === 4 ? width4 : width1) + code };
}

/** Shader, grid and constant of a flat kernel over n elements in pieces of `width`; its text begins with flat.wgsl. */
export function flatKernel(
  name: string,
  code: string,
  n: number,
  device: DeviceTraits,
  width: 1 | 4 = pieceWidth(n),
): { shader: Shader; workgroups: [number, number, number]; perThread: number; pieces: number } {
  const pieces = n / width;
  const perThread = device.software ? 4 : 1;
  return {
    shader: pieceShader(name, flat + code, width),
    workgroups: linearGrid(Math.ceil(pieces / perThread), 64),
    perThread,
    pieces,
  };
}

/** A row kernel's text after rows.wgsl, over pieces of `width`. */
export function rowShader(name: string, code: string, width: 1 | 4): Shader {
  return pieceShader(name, rows + code, width);
}

/** [rows, C] of a tensor whose last axis is C. */
export function rowsOf(shape: Shape): [number, number] {
  return [sizeOf(shape.slice(0, -1)), shape[shape.length - 1]!];
}

/** Entry point and grid for `rows` rows of C elements: a thread each, or on a GPU a workgroup each if they are long. */
export function rowGrid(
  entry: string,
  rowCount: number,
  C: number,
  device: DeviceTraits,
): Pick<Dispatch, 'entry' | 'workgroups'> {
  return device.software || C < 32
    ? { entry: `${entry}_thread`, workgroups: linearGrid(rowCount, 64) }
    : { entry: `${entry}_group`, workgroups: linearGrid(rowCount, 1) };
}
