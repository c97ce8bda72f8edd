/**
 * Multilayer perceptrons.
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import { dense } from "lib/graph/layers/dense.ts";
import { type Activation, silu } from "lib/graph/ops/activation.ts";
import type { Architecture } from "lib/models/networks/architecture.ts";

/** Options of {@linkcode mlp}. */
export interface MlpOptions {
  /** Widths of the hidden layers. @default {[128, 128, 128]} */
  readonly widths?: readonly number[];
  /** Activation of the hidden layers. @default {silu} */
  readonly activation?: Activation;
}

/**
 * Dense layers one after the other, the last without activation.
 *
 * @param x Values `[n × inputs]`.
 * @param outputs Number of outputs.
 * @param name Prefix of the parameters.
 */
export function mlp(
  x: Value,
  outputs: number,
  name: string,
  options: MlpOptions = {},
): Value {
  const { widths = [128, 128, 128], activation = silu } = options;
  const hidden = widths.reduce(
    (h, width, i) => dense(h, width, `${name}.layer${i}`, { activation }),
    x,
  );
  return dense(hidden, outputs, `${name}.head`);
}

/** Surfaces as long vectors. */
export const MLP: Architecture = {
  name: "mlp",
  reads: "modes",
  encode: (surfaces, _shape, outputs, name) =>
    mlp(surfaces, outputs, name, { widths: [192, 192, 192] }),
  decode: (codes, { rows, columns }, name) => mlp(codes, rows * columns, name),
};
