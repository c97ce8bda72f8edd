/**
 * A fitted machine with an RBF kernel:
 * `f(x) = Σ betaᵢ·exp(−gamma·|z − zᵢ|²) + bias` over its support vectors, z being
 * x centred and divided by its units.
 *
 * The graph works in float64 between its float32 ends, by the same formula.
 *
 * @module
 */

import {
  DATA_TYPES,
  type OnnxModel,
  type OnnxNode,
} from "lib/graph/onnx/write.ts";
import { dot } from "lib/math/dot.ts";
import type { Matrix } from "lib/math/matrix.ts";
import { tableExp } from "lib/math/table_exp.ts";
import { GRAPH_INPUT, GRAPH_OUTPUT, type Model } from "lib/models/estimator.ts";
import { shares } from "lib/models/linear_model.ts";
import { sigmoid } from "lib/models/sigmoid.ts";
import { productsInto } from "lib/models/svm/kernel_rows.ts";
import { predictionRows } from "lib/models/training_rows.ts";

/** What makes the model. */
export interface KernelFit {
  /** Name of the estimator. */
  readonly kind: string;
  /** Subtracted from each feature `[p]`. */
  readonly means: Float64Array;
  /** What each feature is then divided by `[p]`. */
  readonly units: Float64Array;
  /** Standard deviation of each feature so scaled `[p]`. */
  readonly deviations: Float64Array;
  /** Support vectors, so scaled, row-major `[m × p]`. */
  readonly vectors: Float64Array;
  /** Their weights `[m]`. */
  readonly beta: Float64Array;
  /** Constant of the decision. */
  readonly bias: number;
  /** Inverse of the squared width of the kernel. */
  readonly gamma: number;
  /** What is done to the decision. */
  readonly link: "identity" | "sigmoid";
}

/** Support vectors at which slopes are looked at, at most. */
const MOST_SLOPES = 512;

/**
 * Makes the model.
 *
 * @param fit What was learnt.
 */
export function kernelModel(fit: KernelFit): Model {
  const { kind, means, link } = fit;
  const features = means.length;
  return {
    kind,
    features,
    predict: (x: Matrix): Float64Array => {
      const rows = predictionRows(kind, x, features);
      const decisions = decide(fit, rows);
      return link === "sigmoid" ? decisions.map(sigmoid) : decisions;
    },
    importance: () => slopeShares(fit),
    toGraph: () => kernelGraph(fit),
  };
}

/** Exponent from which `e^−t` is as good as 0, and beyond which tables end. */
const FARTHEST = 700;

/** Decisions on rows as they come. */
function decide(fit: KernelFit, rows: Float64Array): Float64Array {
  const { means, units, vectors, beta, bias, gamma } = fit;
  const p = means.length;
  const squares = squaresOf(vectors, p);
  const products = new Float64Array(beta.length);
  const z = new Float64Array(p);
  return Float64Array.from({ length: rows.length / p }, (_, i) => {
    for (let j = 0; j < p; ++j) z[j] = (rows[i * p + j] - means[j]) / units[j];
    const own = dot(z, 0, z, 0, p);
    productsInto(products, z, vectors);
    let sum = 0;
    for (let k = 0; k < beta.length; ++k) {
      const exponent = gamma * (own + squares[k] - 2 * products[k]);
      if (exponent < FARTHEST) sum += beta[k] * tableExp(-exponent);
    }
    return sum + bias;
  });
}

/** Squared lengths of rows. */
function squaresOf(rows: Float64Array, p: number): Float64Array {
  return Float64Array.from(
    { length: rows.length / p },
    (_, i) => dot(rows, i * p, rows, i * p, p),
  );
}

/**
 * Share of each feature in the root mean square slope of the decision at the
 * support vectors, times the feature's deviation: for a linear kernel this
 * would be |coefficient|·deviation.
 */
function slopeShares(fit: KernelFit): Float64Array {
  const { deviations, vectors, beta, gamma } = fit;
  const p = deviations.length;
  const squares = squaresOf(vectors, p);
  const step = Math.max(1, Math.ceil(beta.length / MOST_SLOPES));
  const total = new Float64Array(p);
  const slope = new Float64Array(p);
  for (let i = 0; i < beta.length; i += step) {
    slope.fill(0);
    for (let k = 0; k < beta.length; ++k) {
      const distance = squares[i] + squares[k] -
        2 * dot(vectors, i * p, vectors, k * p, p);
      const weight = beta[k] * Math.exp(-gamma * distance);
      for (let j = 0; j < p; ++j) {
        slope[j] += weight * (vectors[k * p + j] - vectors[i * p + j]);
      }
    }
    for (let j = 0; j < p; ++j) total[j] += slope[j] ** 2;
  }
  return shares(total.map((sum, j) => Math.sqrt(sum) * deviations[j]));
}

function kernelGraph(fit: KernelFit): OnnxModel {
  const { means, units, vectors, beta, bias, gamma, link } = fit;
  const [p, m] = [means.length, beta.length];
  // 2·gamma·zᵢ in columns: one product gives what the squares are taken from.
  const columns = new Float64Array(p * m);
  for (let k = 0; k < m; ++k) {
    for (let j = 0; j < p; ++j) {
      columns[j * m + k] = 2 * gamma * vectors[k * p + j];
    }
  }
  const squares = squaresOf(vectors, p).map((s) => gamma * s);
  const isSigmoid = link === "sigmoid";
  const node = (
    op: string,
    inputs: readonly string[],
    output: string,
    attributes: OnnxNode["attributes"] = {},
  ): OnnxNode => ({ op, inputs, outputs: [output], attributes });
  const constant = (
    name: string,
    dims: readonly number[],
    data: Float64Array,
  ) => ({ name, dims, data });
  return {
    inputs: [{ name: GRAPH_INPUT, shape: ["N", p] }],
    outputs: [{ name: GRAPH_OUTPUT, shape: ["N", 1] }],
    initializers: [
      constant("means", [1, p], means),
      constant("units", [1, p], units),
      constant("columns", [p, m], columns),
      constant("squares", [1, m], squares),
      constant("gamma", [1, 1], Float64Array.of(gamma)),
      constant("beta", [m, 1], beta),
      constant("bias", [1, 1], Float64Array.of(bias)),
    ],
    nodes: [
      node("Cast", [GRAPH_INPUT], "x", { to: { int: DATA_TYPES.float64 } }),
      node("Sub", ["x", "means"], "centred"),
      node("Div", ["centred", "units"], "z"),
      node("ReduceSumSquare", ["z"], "length", {
        axes: { ints: [1] },
        keepdims: { int: 1 },
      }),
      node("Mul", ["length", "gamma"], "own"),
      node("MatMul", ["z", "columns"], "products"),
      node("Sub", ["products", "own"], "less"),
      node("Sub", ["less", "squares"], "exponent"),
      node("Exp", ["exponent"], "kernel"),
      node("MatMul", ["kernel", "beta"], "sum"),
      node("Add", ["sum", "bias"], "decision"),
      ...(isSigmoid ? [node("Sigmoid", ["decision"], "linked")] : []),
      node("Cast", [isSigmoid ? "linked" : "decision"], GRAPH_OUTPUT, {
        to: { int: DATA_TYPES.float32 },
      }),
    ],
  };
}
