/**
 * Many tensors as one flat vector, so that a step is one call of the runtime
 * however many layers there are.
 *
 * @module
 */

import { gradients } from "lib/graph/gradients.ts";
import type { Value } from "lib/graph/graph.ts";
import type { OnnxInitializer, OnnxNode } from "lib/graph/onnx/write.ts";
import { concat, reshape } from "lib/graph/ops/layout.ts";
import { sizeOf } from "lib/graph/shape.ts";

/** One tensor's place in a flat vector. */
export interface Place {
  /** Its name. */
  readonly name: string;
  /** Its first element. */
  readonly offset: number;
  /** Its number of elements. */
  readonly size: number;
}

/**
 * All gradients as one vector.
 *
 * @param loss What they are gradients of, a scalar.
 * @param parameters What they are gradients by.
 * @throws {TypeError} If a parameter does not touch the loss.
 */
export function flatGradient(loss: Value, parameters: readonly Value[]): Value {
  const parts = gradients(loss, parameters).map((gradient, i) => {
    if (gradient === null) {
      throw new TypeError(
        `Cannot train "${
          parameters[i].name
        }" as every parameter must touch the loss`,
      );
    }
    return reshape(gradient, [sizeOf(gradient.shape)]);
  });
  return concat(parts, 0);
}

/**
 * Which elements of the flat vector lose weight.
 *
 * @param parameters Parameters of a graph.
 * @returns 1 where weight decay applies, else 0.
 */
export function decayMask(
  parameters: readonly { initial: Float32Array; decays: boolean }[],
): Float32Array {
  return joined(
    parameters.map(({ initial, decays }) =>
      new Float32Array(initial.length).fill(decays ? 1 : 0)
    ),
  );
}

/** A tensor that stands in a flat vector. */
export interface Member {
  /** Its value in the graph. */
  readonly value: Value;
  /** What it is at first. */
  readonly initial: Float32Array;
}

/**
 * Nodes that cut a flat vector into its tensors.
 *
 * @param name Name of the vector.
 * @param members Its tensors, in order.
 */
export function unpackNodes(
  name: string,
  members: readonly Member[],
): { nodes: OnnxNode[]; initializers: OnnxInitializer[] } {
  const lengths = `${name}_lengths`;
  const nodes: OnnxNode[] = [{
    op: "Split",
    inputs: [name, lengths],
    outputs: members.map(({ value }) => `${value.name}_flat`),
    attributes: { axis: { int: 0 } },
  }];
  const initializers: OnnxInitializer[] = [{
    name: lengths,
    dims: [members.length],
    data: BigInt64Array.from(members, (m) => BigInt(m.initial.length)),
  }];
  for (const { value } of members) {
    const shape = `${value.name}_shape`;
    nodes.push({
      op: "Reshape",
      inputs: [`${value.name}_flat`, shape],
      outputs: [value.name],
    });
    initializers.push({
      name: shape,
      dims: [value.shape.length],
      data: BigInt64Array.from(value.shape, (d) => BigInt(d as number)),
    });
  }
  return { nodes, initializers };
}

/** Where the tensors stand in their vector. */
export function places(members: readonly Member[]): Place[] {
  let offset = 0;
  return members.map(({ value, initial }) => {
    const place = { name: value.name, offset, size: initial.length };
    offset += initial.length;
    return place;
  });
}

/** Arrays, one after the other. */
export function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((n, p) => n + p.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
