/**
 * Variable selection: each column of a row becomes a vector by a network of its
 * own, and the row their mean by weights that depend on the row (Lim et al.,
 * 2021, section 4.2, equations 6 to 8, with no static context).
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import { denseEach, layerNormEach } from "lib/graph/layers/each.ts";
import { gatedResidual } from "lib/graph/layers/gated.ts";
import { softmax } from "lib/graph/ops/activation.ts";
import { reshape } from "lib/graph/ops/layout.ts";
import { matmul } from "lib/graph/ops/linear.ts";
import { mean } from "lib/graph/ops/reduce.ts";
import { type Dimension, sizeOf } from "lib/graph/shape.ts";

/** Rows as vectors, and how much each column had to say. */
export interface Selection {
  /** Vectors `[n × L × width]`. */
  readonly selected: Value;
  /** Mean weights over the rows of a window `[n × p]`; sum 1. */
  readonly shares: Value;
}

/**
 * Selects among the columns of each row.
 *
 * @param x Windows `[n × L × p]`.
 * @param width Width of a row's vector.
 * @param name Prefix of its parameters.
 * @param dropped Probability that a value is dropped in training.
 */
export function selectVariables(
  x: Value,
  width: number,
  name: string,
  dropped: number,
): Selection {
  const [n, length, columns] = x.shape as [Dimension, number, number];
  const rows = n === "N" ? n : sizeOf([n, length]);
  const embedded = denseEach(
    reshape(x, [rows, columns, 1]),
    width,
    `${name}.embed`,
  );
  const options = { hidden: width, dropout: dropped };
  const weights = softmax(gatedResidual(
    reshape(embedded, [rows, columns * width]),
    columns,
    `${name}.weights`,
    options,
  ));
  const each = gatedResidual(embedded, width, `${name}.columns`, {
    ...options,
    linear: denseEach,
    norm: layerNormEach,
  });
  const selected = matmul(reshape(weights, [rows, 1, columns]), each);
  return {
    selected: reshape(selected, [n, length, width]),
    shares: mean(reshape(weights, [n, length, columns]), { axes: [1] }),
  };
}
