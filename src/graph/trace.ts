// Records a computation once per shape. Model code calls ops on Tensors; each call adds a node here.
import { ConfigError } from '../base/errors.ts';
import { formatShape, type Shape } from '../base/shape.ts';
import type { DType, Op, Spec, Tensor, Tracer } from '../ops/op.ts';
import type { Graph, Node, Value, ValueKind } from './graph.ts';

interface Handle extends Tensor {
  readonly tracer: Trace;
}

/** A graph under construction. */
export class Trace implements Tracer {
  private readonly values: Value[] = [];
  private readonly nodes: Node[] = [];
  private readonly results = new Map<string, number>();
  private readonly named = new Map<string, Handle>();

  /** Goes on from a finished graph; the graph itself is left as it was. */
  static extend(graph: Graph): Trace {
    const trace = new Trace();
    trace.values.push(...graph.values);
    trace.nodes.push(...graph.nodes);
    for (const [name, id] of graph.results) trace.results.set(name, id);
    for (const value of graph.values) {
      if (value.name !== undefined) trace.named.set(`${value.kind}:${value.name}`, trace.tensor(value.id));
    }
    return trace;
  }

  /** A tensor that the host writes before every run. Asking twice for a name gives the same tensor. */
  input(name: string, shape: Shape, dtype: DType = 'f32'): Tensor {
    return this.declare('input', name, { shape, dtype });
  }

  /** A tensor that lives on between runs and programs. Asking twice for a name gives the same tensor. */
  state(name: string, shape: Shape, dtype: DType = 'f32'): Tensor {
    return this.declare('state', name, { shape, dtype });
  }

  apply<A>(op: Op<A>, inputs: readonly Tensor[], attrs: A): Tensor[] {
    for (const t of inputs) {
      if (t.tracer !== this) throw new Error(`internal: ${op.name} mixes tensors of two graphs.`);
    }
    const specs = op.infer(inputs, attrs);
    const outputs = specs.map((spec) => this.add('computed', spec, undefined));
    this.nodes.push({
      op: op,
      attrs,
      inputs: inputs.map((t) => t.id),
      outputs: outputs.map((t) => t.id),
    });
    return outputs;
  }

  /** Names a tensor as something that a run is for. */
  result(name: string, tensor: Tensor): void {
    if (this.results.has(name)) throw new Error(`internal: two results are named ${name}.`);
    this.results.set(name, tensor.id);
  }

  /** The tensor of a value of the graph that this trace extends. */
  tensor(id: number): Handle {
    const value = this.values[id];
    if (value === undefined) throw new Error(`internal: no value ${id}.`);
    return { id, shape: value.spec.shape, dtype: value.spec.dtype, tracer: this };
  }

  graph(): Graph {
    return { values: this.values.slice(), nodes: this.nodes.slice(), results: new Map(this.results) };
  }

  private declare(kind: ValueKind, name: string, spec: Spec): Tensor {
    const known = this.named.get(`${kind}:${name}`);
    if (known === undefined) {
      const handle = this.add(kind, spec, name);
      this.named.set(`${kind}:${name}`, handle);
      return handle;
    }
    if (formatShape(known.shape) !== formatShape(spec.shape) || known.dtype !== spec.dtype) {
      throw new ConfigError(
        `${name} is used with two shapes, ${formatShape(known.shape)} and ${formatShape(spec.shape)}.`,
      );
    }
    return known;
  }

  private add(kind: ValueKind, spec: Spec, name: string | undefined): Handle {
    const id = this.values.length;
    this.values.push({ id, kind, spec: { shape: spec.shape.slice(), dtype: spec.dtype }, name });
    return this.tensor(id);
  }
}
