// Turns a graph into dispatches with a place in memory for every tensor. Pure: the same graph, layout and device
// traits give the same plan, and `plan.bytes` is known before anything is allocated.
import { ConfigError, OutOfMemoryError } from '../base/errors.ts';
import { formatShape } from '../base/shape.ts';
import { uniformBytes, type DeviceTraits, type Dispatch } from '../gpu/dispatch.ts';
import { copyOp } from '../ops/copy.ts';
import type { Launch, Spec } from '../ops/op.ts';
import { assignOffsets, type Lifetime } from './arena.ts';
import type { Graph, Node, Value } from './graph.ts';
import { alignUp, bytesOf, type Layout, type Place } from './layout.ts';

/** Buffers that a program needs besides the layout's. */
export const ARENA = 'arena';
export const INPUTS = 'inputs';
export const RESULTS = 'results';

export interface PlannedDispatch {
  /** Name of the op that it is part of. */
  readonly op: string;
  readonly dispatch: Dispatch;
  /** In the order of the dispatch's operands. */
  readonly places: readonly Place[];
}

export interface HostTensor {
  readonly spec: Spec;
  readonly place: Place;
}

export interface Plan {
  readonly dispatches: readonly PlannedDispatch[];
  /** Written by the host before every run. */
  readonly inputs: ReadonlyMap<string, HostTensor>;
  /** Read back by the host; results that are states of the layout are not here, they stay on the GPU. */
  readonly results: ReadonlyMap<string, HostTensor>;
  /** Bytes of the arena (shared between programs), of the inputs, the results and the kernels' parameters. */
  readonly bytes: {
    readonly arena: number;
    /** The part of the arena that `tokenLogprob` works in. */
    readonly logits: number;
    readonly inputs: number;
    readonly results: number;
    readonly params: number;
  };
}

/** Plans a graph for a device. @throws OutOfMemoryError when a tensor or the arena exceeds the device's limits */
export function plan(graph: Graph, layout: Layout, device: DeviceTraits): Plan {
  const { values, nodes, results } = prepare(graph, layout);
  const root = storageRoots(values, nodes);
  const places = new Map<number, Place>();
  const inputs = new Map<string, HostTensor>();
  const readBack = new Map<string, HostTensor>();
  let inputBytes = 0;
  let resultBytes = 0;

  for (const value of values) {
    if (value.kind === 'state') {
      const place = layout.place(value.name as string);
      if (place === undefined) throw new ConfigError(`State ${value.name} has no place in the layout.`);
      const bytes = bytesOf(value.spec.shape);
      if (place.bytes < bytes) {
        throw new ConfigError(`State ${value.name} needs ${bytes} bytes, its place has ${place.bytes}.`);
      }
      places.set(value.id, { ...place, bytes });
    } else if (value.kind === 'input') {
      const place = { buffer: INPUTS, offset: inputBytes, bytes: bytesOf(value.spec.shape) };
      places.set(value.id, place);
      inputs.set(value.name as string, { spec: value.spec, place });
      inputBytes += alignUp(place.bytes);
    }
  }
  for (const [name, id] of results) {
    const value = values[id] as Value;
    const bytes = bytesOf(value.spec.shape);
    const stored = layout.place(name);
    const place = stored ? { ...stored, bytes } : { buffer: RESULTS, offset: resultBytes, bytes };
    places.set(root(id), place);
    if (stored) continue;
    readBack.set(name, { spec: value.spec, place });
    resultBytes += alignUp(bytes);
  }

  const launches = nodes.map((node) => launchOf(node, values, device));
  const lifetimes = arenaLifetimes(values, nodes, launches, root, places);
  const arena = assignOffsets(lifetimes);
  for (const life of lifetimes) {
    if (life.value === undefined) continue;
    places.set(life.value, { buffer: ARENA, offset: arena.offsets.get(life) as number, bytes: life.bytes });
  }
  if (arena.bytes > device.maxBufferSize) {
    throw new OutOfMemoryError(
      `This step needs ${arena.bytes} bytes for intermediate results; the GPU allows buffers of ${device.maxBufferSize}.`,
      'Use a smaller batch, fewer levels or shorter answers.',
    );
  }

  const dispatches: PlannedDispatch[] = [];
  nodes.forEach((node, n) => {
    const scratch = lifetimes.filter((life) => life.value === undefined && life.first === n);
    for (const dispatch of (launches[n] as Launch).dispatches) {
      if (dispatch.workgroups.includes(0)) continue;
      const operandPlaces = dispatch.operands.map((operand): Place => {
        if ('scratch' in operand) {
          const life = scratch[operand.scratch] as Lifetime;
          return { buffer: ARENA, offset: arena.offsets.get(life) as number, bytes: life.bytes };
        }
        const id = 'in' in operand ? node.inputs[operand.in] : node.outputs[operand.out];
        const place = places.get(root(id as number)) as Place;
        if (place.bytes > device.maxStorageBufferBindingSize) {
          throw new OutOfMemoryError(
            `${node.op.name}: a tensor of shape ${formatShape((values[id as number] as Value).spec.shape)} takes ` +
              `${place.bytes} bytes; the GPU binds at most ${device.maxStorageBufferBindingSize}.`,
            'Use a smaller batch or shorter rows.',
          );
        }
        return place;
      });
      dispatches.push({ op: node.op.name, dispatch, places: operandPlaces });
    }
  });
  return {
    dispatches,
    inputs,
    results: readBack,
    bytes: {
      arena: alignUp(arena.bytes),
      logits: logitsBytes(nodes, launches),
      inputs: inputBytes,
      results: resultBytes,
      params: uniformBytes(dispatches.map((d) => d.dispatch)),
    },
  };
}

/** The largest scratch of an op over tokens and vocabulary. */
function logitsBytes(nodes: readonly Node[], launches: readonly Launch[]): number {
  const scratch = nodes.map(({ op }, n) =>
    op.name.startsWith('tokenLogprob') ? (launches[n]?.scratch ?? []).reduce((sum, b) => sum + b, 0) : 0,
  );
  return Math.max(0, ...scratch);
}

function launchOf(node: Node, values: readonly Value[], device: DeviceTraits): Launch {
  if (node.op.view) return { dispatches: [] };
  const specs = (ids: readonly number[]): Spec[] => ids.map((id) => (values[id] as Value).spec);
  return node.op.launch(specs(node.inputs), specs(node.outputs), node.attrs, device);
}

/** Drops nodes that no result needs, and inserts the copies that WebGPU's aliasing rules ask for. */
function prepare(
  graph: Graph,
  layout: Layout,
): { values: Value[]; nodes: Node[]; results: Map<string, number> } {
  const live = new Set(graph.results.values());
  const kept = graph.nodes
    .slice()
    .reverse()
    .filter((node) => {
      const wanted = node.outputs.some((id) => live.has(id));
      if (wanted) for (const id of node.inputs) live.add(id);
      return wanted;
    })
    .reverse();
  const values = graph.values.slice();
  const nodes: Node[] = [];
  const root = storageRoots(values, kept);
  const copyOf = (id: number): number => {
    const copy = values.length;
    values.push({ id: copy, kind: 'computed', spec: (values[id] as Value).spec, name: undefined });
    nodes.push({ op: copyOp, attrs: null, inputs: [id], outputs: [copy] });
    return copy;
  };
  for (const node of kept) {
    const seen = new Set<number>();
    const inputs = node.op.view
      ? node.inputs
      : node.inputs.map((id) => {
          if (!seen.has(root(id))) {
            seen.add(root(id));
            return id;
          }
          return copyOf(id);
        });
    nodes.push({ ...node, inputs });
  }
  const results = new Map<string, number>();
  const pinned = new Set<number>();
  for (const [name, id] of graph.results) {
    const value = values[root(id)] as Value;
    const inPlace = value.kind === 'state' && layout.place(name) === layout.place(value.name as string);
    if (inPlace) continue;
    const own = value.kind === 'computed' && !pinned.has(value.id);
    const target = own ? id : copyOf(id);
    pinned.add(own ? value.id : target);
    results.set(name, target);
  }
  return { values, nodes, results };
}

/** The value whose storage a value shares: views share their input's, in-place outputs their state's. */
function storageRoots(values: readonly Value[], nodes: readonly Node[]): (id: number) => number {
  const parent = new Map<number, number>();
  for (const node of nodes) {
    if (node.op.view) parent.set(node.outputs[0] as number, node.inputs[0] as number);
    node.op.inPlace?.forEach((input, output) => {
      const source = values[node.inputs[input] as number] as Value;
      if (source.kind === 'computed' && !parent.has(source.id)) {
        throw new Error(`internal: ${node.op.name} writes in place but its input ${input} is not a state.`);
      }
      parent.set(node.outputs[output] as number, source.id);
    });
  }
  return (id) => {
    let at = id;
    for (let next = parent.get(at); next !== undefined; next = parent.get(at)) at = next;
    return at;
  };
}

/** First and last node that touch each arena tensor; scratch areas live for their node only. */
function arenaLifetimes(
  values: readonly Value[],
  nodes: readonly Node[],
  launches: readonly Launch[],
  root: (id: number) => number,
  placed: ReadonlyMap<number, Place>,
): Lifetime[] {
  const lives = new Map<number, Lifetime>();
  const all: Lifetime[] = [];
  nodes.forEach((node, n) => {
    for (const id of [...node.inputs, ...node.outputs]) {
      const owner = root(id);
      if (placed.has(owner)) continue;
      const life = lives.get(owner);
      if (life !== undefined) {
        life.last = n;
        continue;
      }
      const born = { value: owner, bytes: bytesOf((values[owner] as Value).spec.shape), first: n, last: n };
      lives.set(owner, born);
      all.push(born);
    }
    for (const bytes of launches[n]?.scratch ?? []) {
      all.push({ value: undefined, bytes: Math.max(4, bytes), first: n, last: n });
    }
  });
  return all;
}
