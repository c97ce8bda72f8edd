/**
 * Gated layers of the temporal fusion transformer (Lim, Arık, Loeff and
 * Pfister, "Temporal fusion transformers for interpretable multi-horizon time
 * series forecasting", Int. J. Forecasting 37, 2021, section 4.1): a layer that
 * can switch itself off where it does not help.
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import { dense } from "lib/graph/layers/dense.ts";
import { dropout } from "lib/graph/layers/dropout.ts";
import { layerNorm } from "lib/graph/layers/norm.ts";
import { elu, sigmoid } from "lib/graph/ops/activation.ts";
import { add, multiply } from "lib/graph/ops/arithmetic.ts";
import { split } from "lib/graph/ops/layout.ts";
import { fixedDimension } from "lib/graph/shape.ts";

/** Of which parts a gated layer is made; others work on many networks at once. */
export interface GatedOptions {
  /** A linear layer over the last axis. @default {dense} */
  readonly linear?: (x: Value, width: number, name: string) => Value;
  /** A norm over the last axis. @default {layerNorm} */
  readonly norm?: (x: Value, name: string) => Value;
  /** Probability that a value is dropped in training, before the gate. @default {0} */
  readonly dropout?: number;
}

/**
 * Gated linear unit `σ(x·W₁ + b₁) ⊙ (x·W₂ + b₂)` (equation 5), the two products
 * as one.
 *
 * @param x Values `[… × inputs]`.
 * @param width Number of outputs.
 * @param name Prefix of its parameters.
 * @param options The linear layer.
 */
export function gatedLinear(
  x: Value,
  width: number,
  name: string,
  { linear = dense }: Pick<GatedOptions, "linear"> = {},
): Value {
  const both = linear(x, 2 * width, name);
  const [gate, value] = split(both, [width, width], both.shape.length - 1);
  return multiply(sigmoid(gate), value);
}

/**
 * `norm(skip + GLU(dropout(x)))`: what a layer says, let through as far as its
 * gate opens (equations 17, 20 and 22).
 *
 * @param skip Values `[… × width]` that the layer is beside.
 * @param x What the layer says `[… × inputs]`.
 * @param name Prefix of its parameters.
 */
export function gatedSkip(
  skip: Value,
  x: Value,
  name: string,
  options: GatedOptions = {},
): Value {
  const { norm = layerNorm, dropout: dropped = 0 } = options;
  const width = fixedDimension("gate", skip.shape, -1);
  const gated = gatedLinear(
    dropout(x, dropped),
    width,
    `${name}.gate`,
    options,
  );
  return norm(add(skip, gated), `${name}.norm`);
}

/**
 * Gated residual network `norm(x + GLU(W₁·elu(W₂·x + b₂) + b₁))` (equations 2 to
 * 4), with no context vector; where the width changes, a linear layer takes `x`
 * there.
 *
 * @param x Values `[… × inputs]`.
 * @param width Number of outputs.
 * @param name Prefix of its parameters.
 * @param options Its parts, and the width of its hidden layers. @default as
 * many hidden values as outputs
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { Graph } from "lib/graph/graph.ts";
 * import { gatedResidual } from "lib/graph/layers/gated.ts";
 *
 * const graph = new Graph({ mode: "training", rng: makeRng(1) });
 * const y = gatedResidual(graph.input("x", [32, 4]), 3, "gated");
 * assertEquals(y.shape, [32, 3]);
 * ```
 */
export function gatedResidual(
  x: Value,
  width: number,
  name: string,
  options: GatedOptions & { readonly hidden?: number } = {},
): Value {
  const { linear = dense, hidden = width } = options;
  const inner = elu(linear(x, hidden, `${name}.inner`));
  const outer = linear(inner, hidden, `${name}.outer`);
  const skip = fixedDimension("gate", x.shape, -1) === width
    ? x
    : linear(x, width, `${name}.skip`);
  return gatedSkip(skip, outer, name, options);
}
