/**
 * N-HiTS: stacks of networks that look at a series through ever finer pooling
 * and speak of it through ever more knots, each explaining what those before
 * it left over (Challu et al., "N-HiTS: neural hierarchical interpolation for
 * time series forecasting", AAAI 2023).
 *
 * Block l: `h = MLP(maxpool(r, kₗ))` (equations 1 and 2), `θᶠ, θᵇ` linear in h,
 * backcast and forecast interpolated from them linearly (equation 3); the rest
 * `r ← r − backcast`, the forecasts summed (equation 4). A forecast of H steps
 * has `max(1, ⌊H / fₗ⌋)` knots, a backcast of L rows `max(1, ⌊L / fₗ⌋)`; kernels
 * kₗ and rows a knot fₗ fall geometrically to 1 in the last stack.
 *
 * For a path, r is the history of its own column, scaled by its window and the
 * forecast scaled back; the other columns stand beside it, flattened, as past
 * covariates. A number or a class has no history: r is then that of all columns,
 * pooled one by one, their levels and scales stand beside it, and a forecast is
 * one value for each output of the head, as at horizon one.
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import { dense } from "lib/graph/layers/dense.ts";
import { dropout } from "lib/graph/layers/dropout.ts";
import { instanceScale } from "lib/graph/layers/instance_scale.ts";
import { heNormal } from "lib/graph/layers/initializers.ts";
import { relu } from "lib/graph/ops/activation.ts";
import { add, subtract } from "lib/graph/ops/arithmetic.ts";
import { interpolateLinear } from "lib/graph/ops/interpolate.ts";
import { concat, reshape, slice, transpose } from "lib/graph/ops/layout.ts";
import { maxPool } from "lib/graph/ops/pool.ts";
import { type Dimension, fixedDimension } from "lib/graph/shape.ts";
import type { ModelFamily } from "lib/models/forecast/family.ts";
import {
  networkFamily,
  type NetworkShape,
  type TrainingParams,
} from "lib/models/forecast/network_family.ts";

/** What can be set of the network. */
export interface NHitsParams {
  /** Stacks, from the coarsest to the finest. */
  readonly stacks: number;
  /** Rows that the first stack pools to one; the last pools none. */
  readonly pooling: number;
  /** Rows a knot of the first stack; the last has a knot each row. */
  readonly rowsPerKnot: number;
  /** Blocks of a stack. */
  readonly blocks: number;
  /** Width of a hidden layer. */
  readonly width: number;
  /** Hidden layers of a block. */
  readonly layers: number;
  /** Probability that a hidden value is dropped in training. */
  readonly dropout: number;
}

/** N-HiTS. */
export const nhits: ModelFamily<NHitsParams & TrainingParams> = networkFamily<
  NHitsParams
>({
  family: "nhits",
  group: "time series",
  description:
    "N-HiTS: stacks of pooled perceptrons whose forecasts are interpolated from few knots to many (Challu et al., 2023)",
  hyperparameters: {
    stacks: {
      type: "integer",
      default: 3,
      min: 1,
      max: 6,
      doc: "stacks, from the coarsest to the finest",
    },
    pooling: {
      type: "integer",
      default: 8,
      min: 1,
      doc: "rows that the first stack pools to one; the last pools none",
    },
    rowsPerKnot: {
      type: "integer",
      default: 24,
      min: 1,
      doc: "rows a knot of the first stack; the last has a knot each row",
    },
    blocks: {
      type: "integer",
      default: 1,
      min: 1,
      max: 8,
      doc: "blocks of a stack",
    },
    width: {
      type: "integer",
      default: 128,
      min: 1,
      doc: "width of a hidden layer",
    },
    layers: {
      type: "integer",
      default: 2,
      min: 1,
      max: 8,
      doc: "hidden layers of a block",
    },
    dropout: {
      type: "number",
      default: 0.1,
      min: 0,
      max: 0.9,
      doc: "probability that a hidden value is dropped in training",
    },
  },
  build: buildNHits,
});

/** What a block reads and says. */
interface BlockSizes {
  readonly name: string;
  /** Rows that are pooled to one, kₗ. */
  readonly kernel: number;
  /** Rows a knot, fₗ. */
  readonly rowsPerKnot: number;
  /** Values of the head. */
  readonly head: number;
  /** Whether they are steps, between which one can interpolate. */
  readonly steps: boolean;
  /** Whether what it leaves over is looked at. */
  readonly last: boolean;
}

/**
 * The network.
 *
 * @param x Windows `[n × L × p]`.
 * @param shape Sizes of windows and head, and the column whose path it is.
 * @param params Hyperparameters.
 * @returns Values `[n × head]`.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { Graph } from "lib/graph/graph.ts";
 * import { buildNHits } from "lib/models/forecast/nhits.ts";
 *
 * const graph = new Graph({ mode: "training", rng: makeRng(1) });
 * const x = graph.input("x", [32, 60, 3]);
 * const y = buildNHits(x, { head: 5, pathColumn: 0 }, {
 *   stacks: 3,
 *   pooling: 8,
 *   rowsPerKnot: 24,
 *   blocks: 1,
 *   width: 128,
 *   layers: 2,
 *   dropout: 0.1,
 * });
 * assertEquals(y.shape, [32, 5]);
 * ```
 */
export function buildNHits(
  x: Value,
  { head, pathColumn }: Pick<NetworkShape, "head" | "pathColumn">,
  params: Readonly<NHitsParams>,
): Value {
  const [rows] = x.shape;
  const { stacks, blocks } = params;
  const columns = transpose(x, [0, 2, 1]);
  const own = pathColumn === null
    ? columns
    : slice(columns, 1, pathColumn, pathColumn + 1);
  const { unit, level, scale, restore } = instanceScale(own);
  const beside = pathColumn === null
    ? [level, scale].map((v) => reshape(v, [rows, Number(v.shape[1])]))
    : otherColumns(columns, pathColumn);
  let rest = unit;
  let forecast: Value | null = null;
  for (let k = 0; k < stacks * blocks; ++k) {
    const stack = Math.floor(k / blocks);
    const part = block(rest, beside, {
      name: `stack${stack}.block${k % blocks}`,
      kernel: coarseness(params.pooling, stack, stacks),
      rowsPerKnot: coarseness(params.rowsPerKnot, stack, stacks),
      head,
      steps: pathColumn !== null,
      last: k === stacks * blocks - 1,
    }, params);
    forecast = forecast === null ? part.forecast : add(forecast, part.forecast);
    if (part.backcast !== null) rest = subtract(rest, part.backcast);
  }
  if (pathColumn === null) return forecast!;
  return reshape(restore(reshape(forecast!, [rows, 1, head])), [rows, head]);
}

/** From the coarsest in the first stack to 1 in the last, evenly in logarithms. */
function coarseness(coarsest: number, stack: number, stacks: number): number {
  if (stacks === 1) return 1;
  return Math.round(coarsest ** ((stacks - 1 - stack) / (stacks - 1)));
}

/** One block: what it says of the past, if anybody asks, and of the future. */
function block(
  rest: Value,
  beside: readonly Value[],
  { name, kernel, rowsPerKnot, head, steps, last }: BlockSizes,
  { width, layers, dropout: dropped }: Readonly<NHitsParams>,
): { backcast: Value | null; forecast: Value } {
  const [rows, columns, length] = rest.shape as [Dimension, number, number];
  const pooled = maxPool(rest, Math.min(kernel, length));
  const read = columns * fixedDimension("pool", pooled.shape, 2);
  let h = concat([reshape(pooled, [rows, read]), ...beside], 1);
  for (let k = 0; k < layers; ++k) {
    h = dense(h, width, `${name}.hidden${k}`, {
      activation: relu,
      initialize: heNormal,
    });
    h = dropout(h, dropped);
  }
  const knotsOf = (count: number) =>
    Math.max(1, Math.floor(count / rowsPerKnot));
  const ahead = dense(h, steps ? knotsOf(head) : head, `${name}.forecast`);
  const forecast = steps ? interpolateLinear(ahead, head) : ahead;
  if (last) return { backcast: null, forecast };
  const knots = knotsOf(length);
  const behind = reshape(dense(h, columns * knots, `${name}.backcast`), [
    rows,
    columns,
    knots,
  ]);
  return { backcast: interpolateLinear(behind, length), forecast };
}

/** All columns but one, each flattened; none if there is no other. */
function otherColumns(columns: Value, own: number): Value[] {
  const [rows, count, length] = columns.shape as [Dimension, number, number];
  const part = (start: number, end: number) =>
    start === end ? [] : [
      reshape(slice(columns, 1, start, end), [rows, (end - start) * length]),
    ];
  return [...part(0, own), ...part(own + 1, count)];
}
