/**
 * Fully connected layers.
 *
 * @module
 */

import type { Initializer, Value } from "lib/graph/graph.ts";
import { constantly, glorotUniform } from "lib/graph/layers/initializers.ts";
import type { Activation } from "lib/graph/ops/activation.ts";
import { affine } from "lib/graph/ops/linear.ts";
import { fixedDimension } from "lib/graph/shape.ts";

/** Options of {@linkcode dense}. */
export interface DenseOptions {
  /** Applied to the outputs. @default none */
  readonly activation?: Activation;
  /** Whether a vector is added. @default {true} */
  readonly bias?: boolean;
  /** First weights. @default {glorotUniform} */
  readonly initialize?: Initializer;
}

/**
 * `activation(x · w + b)` over the last axis.
 *
 * @param x Values `[… × inputs]`.
 * @param width Number of outputs.
 * @param name Prefix of its parameters.
 * @param options Activation, bias and first weights.
 * @returns Values `[… × width]`.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { Graph } from "lib/graph/graph.ts";
 * import { dense } from "lib/graph/layers/dense.ts";
 *
 * const graph = new Graph({ mode: "training", rng: makeRng(1) });
 * const y = dense(graph.input("x", [32, 4]), 3, "head");
 * assertEquals(y.shape, [32, 3]);
 * ```
 */
export function dense(
  x: Value,
  width: number,
  name: string,
  options: DenseOptions = {},
): Value {
  const { activation, bias = true, initialize = glorotUniform } = options;
  const { graph } = x;
  const inputs = fixedDimension("apply a dense layer", x.shape, -1);
  const w = graph.parameter(`${name}.weight`, [inputs, width], initialize);
  const b = bias
    ? graph.parameter(`${name}.bias`, [width], constantly(0), { decays: false })
    : undefined;
  const y = affine(x, w, b);
  return activation === undefined ? y : activation(y);
}
