// Launching kernels that treat one row at a time: the choice between a thread and a workgroup for each row.
import common from '../../shaders/common/rows.wgsl?raw';
import type { DeviceTraits, Dispatch } from '../gpu/dispatch.ts';
import { linearGrid } from '../gpu/dispatch.ts';
import type { Shape } from '../base/shape.ts';
import { sizeOf } from '../base/shape.ts';

/** Text that stands before a row kernel (shaders/common/rows.wgsl). */
export const rowCode: string = common;

/** [rows, C] of a tensor whose last axis is C. */
export function rowsOf(shape: Shape): [number, number] {
  return [sizeOf(shape.slice(0, -1)), shape[shape.length - 1]!];
}

/** Entry point and workgroup counts for `rows` rows of C elements. */
export function rowGrid(
  entry: string,
  rows: number,
  C: number,
  device: DeviceTraits,
): Pick<Dispatch, 'entry' | 'workgroups'> {
  return device.software || C < 32
    ? { entry: `${entry}_thread`, workgroups: linearGrid(rows, 64) }
    : { entry: `${entry}_group`, workgroups: linearGrid(rows, 1) };
}
