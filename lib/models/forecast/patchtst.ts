/**
 * PatchTST: pieces of a series, not its points, are the places of a
 * transformer, and every column goes through one set of weights by itself (Nie
 * et al., "A time series is worth 64 words", ICLR 2023).
 *
 * A column is scaled by its own window (RevIN), the last value repeated `stride`
 * times, cut into `⌊(L − patch) / stride⌋ + 2` patches, embedded with learned
 * positions, sent through transformer blocks and flattened into a dense head.
 * Blocks are those of `attention.ts`, with layer norms before (the paper has
 * batch norms after: in a step of few windows their statistics are noise). A
 * window shorter than a patch is one patch and its padding.
 *
 * A path is predicted from its own column alone and scaled back; a number or a
 * class from all columns, whose levels and scales the head reads as well, since
 * nothing would bring them back.
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import { transformerBlock } from "lib/graph/layers/attention.ts";
import { dense } from "lib/graph/layers/dense.ts";
import { dropout } from "lib/graph/layers/dropout.ts";
import { instanceScale } from "lib/graph/layers/instance_scale.ts";
import { layerNorm } from "lib/graph/layers/norm.ts";
import { addPositions } from "lib/graph/layers/positions.ts";
import { gatherLast } from "lib/graph/ops/gather.ts";
import { concat, reshape, slice, transpose } from "lib/graph/ops/layout.ts";
import { type Dimension, fixedDimension, sizeOf } from "lib/graph/shape.ts";
import type { ModelFamily } from "lib/models/forecast/family.ts";
import {
  networkFamily,
  type NetworkShape,
  type TrainingParams,
} from "lib/models/forecast/network_family.ts";

/** What can be set of the network. */
export interface PatchTstParams {
  /** Rows of a patch; a shorter window is one patch. */
  readonly patch: number;
  /** Rows from one patch to the next. */
  readonly stride: number;
  /** Width of a patch's vector; the heads divide it. */
  readonly width: number;
  /** Heads of attention. */
  readonly heads: number;
  /** Blocks, one on the other. */
  readonly blocks: number;
  /** Width of the hidden layer of a block, in multiples of the width. */
  readonly expansion: number;
  /** Probability that a value is dropped in training. */
  readonly dropout: number;
}

/** PatchTST; widths are those that its authors take for ETTh1, in two blocks for their three. */
export const patchtst: ModelFamily<PatchTstParams & TrainingParams> =
  networkFamily<PatchTstParams>({
    family: "patchtst",
    group: "time series",
    description:
      "PatchTST: patches of each column through one transformer, channel by channel, with instance normalization (Nie et al., 2023)",
    hyperparameters: {
      patch: { type: "integer", default: 16, min: 1, doc: "rows of a patch" },
      stride: {
        type: "integer",
        default: 8,
        min: 1,
        doc: "rows from one patch to the next",
      },
      width: {
        type: "integer",
        default: 16,
        min: 1,
        doc: "width of a patch's vector",
      },
      heads: {
        type: "integer",
        default: 4,
        min: 1,
        doc: "heads of attention; they divide the width",
      },
      blocks: { type: "integer", default: 2, min: 1, max: 12, doc: "blocks" },
      expansion: {
        type: "integer",
        default: 8,
        min: 1,
        doc: "hidden width of a block, in multiples of the width",
      },
      dropout: {
        type: "number",
        default: 0.1,
        min: 0,
        max: 0.9,
        doc: "probability that a value is dropped in training",
      },
    },
    build: buildPatchTst,
  });

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
 * import { buildPatchTst } from "lib/models/forecast/patchtst.ts";
 *
 * const graph = new Graph({ mode: "training", rng: makeRng(1) });
 * const x = graph.input("x", [32, 60, 3]);
 * const y = buildPatchTst(x, { head: 5, pathColumn: 0 }, {
 *   patch: 16,
 *   stride: 8,
 *   width: 16,
 *   heads: 4,
 *   blocks: 2,
 *   expansion: 8,
 *   dropout: 0.1,
 * });
 * assertEquals(y.shape, [32, 5]);
 * ```
 */
export function buildPatchTst(
  x: Value,
  { head, pathColumn }: Pick<NetworkShape, "head" | "pathColumn">,
  params: Readonly<PatchTstParams>,
): Value {
  const [rows] = x.shape;
  const columns = pathColumn === null
    ? x
    : slice(x, 2, pathColumn, pathColumn + 1);
  const channels = fixedDimension("cut into patches", columns.shape, 2);
  const scaled = instanceScale(transpose(columns, [0, 2, 1]));
  const flat = encodePatches(scaled.unit, params);
  if (pathColumn !== null) {
    const path = dense(dropout(flat, params.dropout), head, "head");
    return reshape(scaled.restore(reshape(path, [rows, 1, head])), [
      rows,
      head,
    ]);
  }
  const beside = [scaled.level, scaled.scale].map((v) =>
    reshape(v, [rows, channels])
  );
  const all = concat([flat, ...beside], 1);
  return dense(dropout(all, params.dropout), head, "head");
}

/** Sequences `[n × channels × L]` to `[n × channels · patches · width]`. */
function encodePatches(
  unit: Value,
  params: Readonly<PatchTstParams>,
): Value {
  const { stride, width, blocks } = params;
  const [rows, channels, length] = unit.shape as [Dimension, number, number];
  const patch = Math.min(params.patch, length);
  const places = patchPlaces(length, patch, stride);
  const count = places.length / patch;
  const patches = gatherLast(unit, places, [count, patch]);
  const sequences = rows === "N" ? rows : sizeOf([rows, channels]);
  let h = addPositions(
    dense(reshape(patches, [sequences, count, patch]), width, "embed"),
    "positions",
  );
  h = dropout(h, params.dropout);
  for (let k = 0; k < blocks; ++k) h = transformerBlock(h, `block${k}`, params);
  return reshape(layerNorm(h, "norm"), [rows, channels * count * width]);
}

/**
 * Rows of each patch, one patch after the other; beyond the last row it is the
 * last again.
 *
 * @param length Rows of a window.
 * @param patch Rows of a patch, at most `length`.
 * @param stride Rows from one patch to the next.
 *
 * @example Five rows, patches of three, two apart
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { patchPlaces } from "lib/models/forecast/patchtst.ts";
 *
 * assertEquals(patchPlaces(5, 3, 2), [0, 1, 2, 2, 3, 4, 4, 4, 4]);
 * ```
 */
export function patchPlaces(
  length: number,
  patch: number,
  stride: number,
): number[] {
  const count = Math.floor((length - patch) / stride) + 2;
  return Array.from(
    { length: count * patch },
    (_, i) => Math.min(Math.floor(i / patch) * stride + i % patch, length - 1),
  );
}
