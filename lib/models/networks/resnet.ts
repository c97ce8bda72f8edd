/**
 * Residual networks of dense layers (He, Zhang, Ren and Sun, 2016).
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import { dense } from "lib/graph/layers/dense.ts";
import { constantly } from "lib/graph/layers/initializers.ts";
import { silu } from "lib/graph/ops/activation.ts";
import { add } from "lib/graph/ops/arithmetic.ts";
import type { Architecture } from "lib/models/networks/architecture.ts";

/** Options of {@linkcode resnet}. */
export interface ResnetOptions {
  /** Width throughout. @default {128} */
  readonly width?: number;
  /** Number of blocks of two layers. @default {3} */
  readonly blocks?: number;
}

/**
 * Blocks `x + W₂ silu(W₁ silu(x))` between a first and a last dense layer. Each
 * block starts as the identity.
 *
 * @param x Values `[n × inputs]`.
 * @param outputs Number of outputs.
 * @param name Prefix of the parameters.
 */
export function resnet(
  x: Value,
  outputs: number,
  name: string,
  options: ResnetOptions = {},
): Value {
  const { width = 128, blocks = 3 } = options;
  let h = dense(x, width, `${name}.stem`);
  for (let i = 0; i < blocks; ++i) {
    const inner = dense(silu(h), width, `${name}.block${i}.first`, {
      activation: silu,
    });
    const change = dense(inner, width, `${name}.block${i}.second`, {
      initialize: constantly(0),
    });
    h = add(h, change);
  }
  return dense(silu(h), outputs, `${name}.head`);
}

/** Surfaces as long vectors, through residual blocks. */
export const RESNET: Architecture = {
  name: "resnet",
  reads: "modes",
  encode: (surfaces, _shape, outputs, name) =>
    resnet(surfaces, outputs, name, { width: 192 }),
  decode: (codes, { rows, columns }, name) =>
    resnet(codes, rows * columns, name),
};
