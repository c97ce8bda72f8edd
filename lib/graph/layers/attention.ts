/**
 * Multi-head attention (Vaswani et al., 2017) and the block around it.
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import { dense } from "lib/graph/layers/dense.ts";
import { dropout } from "lib/graph/layers/dropout.ts";
import { layerNorm } from "lib/graph/layers/norm.ts";
import { type Activation, gelu, softmax } from "lib/graph/ops/activation.ts";
import { add, multiply } from "lib/graph/ops/arithmetic.ts";
import { reshape, transpose } from "lib/graph/ops/layout.ts";
import { matmul } from "lib/graph/ops/linear.ts";
import { fixedDimension, shapeText } from "lib/graph/shape.ts";

/** Options of {@linkcode selfAttention}. */
export interface AttentionOptions {
  /** Number of heads; divides the width. @default {4} */
  readonly heads?: number;
  /** Whether a place sees itself and those before it only. @default {false} */
  readonly causal?: boolean;
  /** Probability that a weight is dropped in training. @default {0} */
  readonly dropout?: number;
}

/**
 * Self-attention: each place becomes a mean of all, weighted by
 * `softmax(q kᵀ / √d)`.
 *
 * @param x Sequences `[n × places × width]`.
 * @param name Prefix of its parameters.
 * @returns Sequences of the same shape.
 * @throws {TypeError} If the heads do not divide the width.
 */
export function selfAttention(
  x: Value,
  name: string,
  options: AttentionOptions = {},
): Value {
  const { heads = 4, causal = false, dropout: dropped = 0 } = options;
  const { graph } = x;
  const [rows] = x.shape;
  const places = fixedDimension("attend", x.shape, 1);
  const width = fixedDimension("attend", x.shape, 2);
  if (width % heads !== 0) {
    throw new TypeError(
      `Cannot attend with ${heads} heads over ${
        shapeText(x.shape)
      } as they must divide the width`,
    );
  }
  const size = width / heads;
  const perHead = (part: string) =>
    transpose(
      reshape(dense(x, width, `${name}.${part}`), [rows, places, heads, size]),
      [0, 2, 1, 3],
    );
  const q = perHead("query");
  const k = perHead("key");
  const v = perHead("value");
  const scores = multiply(
    matmul(q, transpose(k, [0, 1, 3, 2])),
    1 / Math.sqrt(size),
  );
  const allowed = causal
    ? add(scores, graph.constant(futureMask(places), [places, places]))
    : scores;
  const weights = dropout(softmax(allowed), dropped);
  const mixed = transpose(matmul(weights, v), [0, 2, 1, 3]);
  return dense(reshape(mixed, [rows, places, width]), width, `${name}.output`);
}

/** Options of {@linkcode transformerBlock}. */
export interface TransformerBlockOptions extends AttentionOptions {
  /** Width of the hidden layer, in multiples of the width. @default {4} */
  readonly expansion?: number;
  /** Activation of the hidden layer. @default {gelu} */
  readonly activation?: Activation;
  /**
   * Probability that a weight of attention is dropped, whose masks are `places`
   * times as large as those of values.
   *
   * @default {dropout}
   */
  readonly attentionDropout?: number;
}

/**
 * Attention and a two-layer network, each after a layer norm and beside a
 * residual connection ("pre-norm": Xiong et al., 2020).
 *
 * @param x Sequences `[n × places × width]`.
 * @param name Prefix of its parameters.
 */
export function transformerBlock(
  x: Value,
  name: string,
  options: TransformerBlockOptions = {},
): Value {
  const { expansion = 4, activation = gelu, dropout: dropped = 0 } = options;
  const { attentionDropout = dropped } = options;
  const width = fixedDimension("attend", x.shape, 2);
  const normed = layerNorm(x, `${name}.norm1`);
  const attended = add(
    x,
    dropout(
      selfAttention(normed, `${name}.attention`, {
        ...options,
        dropout: attentionDropout,
      }),
      dropped,
    ),
  );
  const hidden = dense(
    layerNorm(attended, `${name}.norm2`),
    expansion * width,
    `${name}.expand`,
    { activation },
  );
  return add(
    attended,
    dropout(dense(hidden, width, `${name}.contract`), dropped),
  );
}

/** A large negative number wherever a place would look ahead. */
function futureMask(places: number): Float32Array {
  const mask = new Float32Array(places * places);
  for (let i = 0; i < places; ++i) {
    mask.fill(-1e9, i * places + i + 1, (i + 1) * places);
  }
  return mask;
}
