// A float64 interpreter over the ops' references: the oracle for kernels, gradients and whole models.
import { formatShape, sizeOf } from '../base/shape.ts';
import type { Graph } from './graph.ts';

/**
 * Computes every result of a graph on the CPU in float64.
 * @param values inputs and states by name, flat and row-major
 * @throws Error when a value is missing or has the wrong number of elements
 */
export function evaluate(
  graph: Graph,
  values: Readonly<Record<string, ArrayLike<number>>>,
): Map<string, Float64Array> {
  const data = new Map<number, Float64Array>();
  for (const value of graph.values) {
    if (value.name === undefined) continue;
    const given = values[value.name];
    if (given === undefined) throw new Error(`evaluate: no value for ${value.name}.`);
    if (given.length !== sizeOf(value.spec.shape)) {
      throw new Error(
        `evaluate: ${value.name} is ${formatShape(value.spec.shape)} but has ${given.length} elements.`,
      );
    }
    data.set(value.id, Float64Array.from(given));
  }
  for (const node of graph.nodes) {
    const specs = node.inputs.map((id) => graph.values[id]?.spec ?? { shape: [], dtype: 'f32' as const });
    const inputs = node.inputs.map((id) => data.get(id) as Float64Array);
    const outputs = node.op.reference(inputs, specs, node.attrs);
    node.outputs.forEach((id, i) => data.set(id, outputs[i] as Float64Array));
  }
  return new Map([...graph.results].map(([name, id]) => [name, data.get(id) as Float64Array]));
}
