// Where states live: several states may be parts of one flat buffer, so that the optimiser updates all weights
// in one dispatch. Offsets are in bytes and multiples of 256 (WebGPU's binding alignment).
import { sizeOf, type Shape } from '../base/shape.ts';

export const ALIGNMENT = 256;

export function alignUp(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/** A byte range of a named buffer. */
export interface Place {
  readonly buffer: string;
  readonly offset: number;
  readonly bytes: number;
}

/** Bytes a tensor takes; never 0, because WebGPU has no empty binding. */
export function bytesOf(shape: Shape): number {
  return Math.max(4, sizeOf(shape) * 4);
}

/** State buffers and the places of states in them. Places may overlap: a flat view and its parts. */
export class Layout {
  readonly buffers = new Map<string, number>();
  private readonly places = new Map<string, Place>();

  /** @param parent states that lie elsewhere, such as a model's weights for its key-value caches */
  constructor(readonly parent?: Layout) {}

  /** Where a state lies; undefined when nothing here or above has its name. */
  place(name: string): Place | undefined {
    return this.places.get(name) ?? this.parent?.place(name);
  }

  /** Appends a tensor to a buffer; both are created as needed. */
  add(buffer: string, name: string, shape: Shape): Place {
    if (this.place(name) !== undefined) throw new Error(`internal: state ${name} is laid out twice.`);
    const offset = this.buffers.get(buffer) ?? 0;
    const place = { buffer, offset, bytes: bytesOf(shape) };
    this.places.set(name, place);
    this.buffers.set(buffer, offset + alignUp(place.bytes));
    return place;
  }

  /** Names a whole buffer as one flat state of f32 or u32 elements; returns its number of elements. */
  whole(buffer: string, name: string): number {
    const bytes = this.buffers.get(buffer);
    if (bytes === undefined) throw new Error(`internal: no state buffer ${buffer}.`);
    this.places.set(name, { buffer, offset: 0, bytes });
    return bytes / 4;
  }

  /** Bytes of the buffers of this layout, without its parent's. */
  get bytes(): number {
    let total = 0;
    for (const bytes of this.buffers.values()) total += bytes;
    return total;
  }
}
