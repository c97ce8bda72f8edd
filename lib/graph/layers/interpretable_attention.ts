/**
 * Interpretable multi-head attention: heads that look in their own ways at one
 * set of values, so that the mean of their weights says where was looked (Lim
 * et al., 2021, equations 13 to 16).
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import type { AttentionOptions } from "lib/graph/layers/attention.ts";
import { dense } from "lib/graph/layers/dense.ts";
import { dropout } from "lib/graph/layers/dropout.ts";
import { softmax } from "lib/graph/ops/activation.ts";
import { multiply } from "lib/graph/ops/arithmetic.ts";
import { reshape, transpose } from "lib/graph/ops/layout.ts";
import { matmul } from "lib/graph/ops/linear.ts";
import { mean } from "lib/graph/ops/reduce.ts";
import { fixedDimension, shapeText } from "lib/graph/shape.ts";

/**
 * `Ā(q, k) · v · W` with `Ā` the mean over heads of `softmax(qₕ kₕᵀ / √d)` and
 * values `v` shared by all heads.
 *
 * @param queries Places that look `[n × places × width]`.
 * @param x Places that are looked at `[n × others × width]`.
 * @param name Prefix of its parameters.
 * @param options Heads and dropout.
 * @returns What was seen `[n × places × width]`, and the mean weights
 * `[n × places × others]`.
 * @throws {TypeError} If the heads do not divide the width.
 */
export function interpretableAttention(
  queries: Value,
  x: Value,
  name: string,
  options: Omit<AttentionOptions, "causal"> = {},
): { readonly seen: Value; readonly weights: Value } {
  const { heads = 4, dropout: dropped = 0 } = options;
  const width = fixedDimension("attend", x.shape, 2);
  if (width % heads !== 0) {
    throw new TypeError(
      `Cannot attend with ${heads} heads over ${
        shapeText(x.shape)
      } as they must divide the width`,
    );
  }
  const size = width / heads;
  const [rows] = x.shape;
  const perHead = (from: Value, part: string, order: readonly number[]) => {
    const places = fixedDimension("attend", from.shape, 1);
    const all = dense(from, width, `${name}.${part}`);
    return transpose(reshape(all, [rows, places, heads, size]), order);
  };
  const q = perHead(queries, "query", [0, 2, 1, 3]);
  const k = perHead(x, "key", [0, 2, 3, 1]);
  const each = softmax(multiply(matmul(q, k), 1 / Math.sqrt(size)));
  const weights = mean(dropout(each, dropped), { axes: [1] });
  const seen = matmul(weights, dense(x, size, `${name}.value`));
  return {
    seen: dense(seen, width, `${name}.output`, { bias: false }),
    weights,
  };
}
