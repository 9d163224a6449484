// Reverse-mode differentiation: a graph in, a graph with gradients as further results out. Nothing runs here.
import { sizeOf } from '../base/shape.ts';
import { add } from '../ops/binary.ts';
import { fill } from '../ops/fill.ts';
import type { Tensor } from '../ops/op.ts';
import type { Graph, Node } from './graph.ts';
import { Trace } from './trace.ts';

/** The name under which the gradient of `name` appears among the results. */
export function gradientName(name: string): string {
  return `grad:${name}`;
}

/**
 * Adds d(loss)/d(x) for every x of `wrt` (names of inputs or states) as results `grad:x`.
 * Only nodes on a path from some x to the loss get backward work, so frozen parts cost nothing.
 * @param loss the name of a result with one element
 * @throws Error (internal) when the loss does not depend on x, or an op on the path has no gradient rule
 */
export function differentiate(graph: Graph, loss: string, wrt: readonly string[]): Graph {
  const lossId = graph.results.get(loss);
  if (lossId === undefined) throw new Error(`internal: no result is named ${loss}.`);
  const trace = Trace.extend(graph);
  const lossTensor = trace.tensor(lossId);
  if (sizeOf(lossTensor.shape) !== 1) throw new Error(`internal: the loss ${loss} is not one number.`);

  const targets = new Map<string, number>();
  for (const value of graph.values) {
    if (value.name !== undefined && wrt.includes(value.name)) targets.set(value.name, value.id);
  }
  const needed = dependents(graph, new Set(targets.values()));
  const gradients = new Map<number, Tensor>();
  gradients.set(lossId, fill(trace, lossTensor.shape, 1));

  for (let n = graph.nodes.length - 1; n >= 0; n--) {
    const node = graph.nodes[n] as Node;
    const grads = node.outputs.map((id) => gradients.get(id));
    if (grads.every((g) => g === undefined)) continue;
    const needs = node.inputs.map((id) => needed.has(id));
    if (!needs.includes(true)) continue;
    if (node.op.gradient === undefined) {
      throw new Error(
        `internal: ${node.op.name} has no gradient rule but lies between the loss and a parameter.`,
      );
    }
    const dInputs = node.op.gradient({
      inputs: node.inputs.map((id) => trace.tensor(id)),
      outputs: node.outputs.map((id) => trace.tensor(id)),
      attrs: node.attrs,
      grads,
      needs,
    });
    node.inputs.forEach((id, i) => {
      const dx = dInputs[i];
      if (dx === undefined || !needs[i]) return;
      const sum = gradients.get(id);
      gradients.set(id, sum === undefined ? dx : add(sum, dx));
    });
  }

  for (const name of wrt) {
    const id = targets.get(name);
    const dx = id === undefined ? undefined : gradients.get(id);
    if (dx === undefined) throw new Error(`internal: ${loss} does not depend on ${name}.`);
    trace.result(gradientName(name), dx);
  }
  return trace.graph();
}

/** All values that depend on one of `sources`, these included. */
function dependents(graph: Graph, sources: ReadonlySet<number>): Set<number> {
  const reached = new Set(sources);
  for (const node of graph.nodes) {
    if (node.inputs.some((id) => reached.has(id))) for (const id of node.outputs) reached.add(id);
  }
  return reached;
}
