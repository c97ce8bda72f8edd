/**
 * Rows of a table as the rows that a learner of numbers takes: categories as
 * one column each (1 where the row is of it, all 0 where it is of none), missing
 * numbers as their mean in training. The same in TypeScript and as the first
 * nodes of a graph.
 *
 * @module
 */

import type { OnnxModel, OnnxNode } from "lib/graph/onnx/write.ts";
import { DATA_TYPES } from "lib/graph/onnx/write.ts";
import type { Matrix } from "lib/math/matrix.ts";
import { GRAPH_INPUT } from "lib/models/estimator.ts";

/** How rows are encoded. */
export interface Encoding {
  /** Number of categories of each feature, 0 for a number, shape `[p]`. */
  readonly categories: readonly number[];
  /** What stands for a missing number of each feature, NaN to leave it so, `[p]`. */
  readonly means: Float64Array;
}

/** Where the encoded columns come from: numbers first, then categories. */
interface Layout {
  readonly numbers: readonly number[];
  readonly texts: readonly number[];
  readonly width: number;
}

function layoutOf({ categories }: Encoding): Layout {
  const all = categories.map((_, j) => j);
  const numbers = all.filter((j) => categories[j] === 0);
  const texts = all.filter((j) => categories[j] > 0);
  const width = texts.reduce((w, j) => w + categories[j], numbers.length);
  return { numbers, texts, width };
}

/**
 * Mean of each number among the rows that have it, as a float32; 0 where none
 * has.
 *
 * @param x Shape `[n × p]`.
 * @param weights Weight of each row. @default all 1
 * @returns Shape `[p]`.
 */
export function presentMeans(x: Matrix, weights?: Float64Array): Float64Array {
  const { data, rows, cols } = x;
  return Float64Array.from({ length: cols }, (_, j) => {
    let sum = 0, total = 0;
    for (let i = 0; i < rows; ++i) {
      const value = data[i * cols + j];
      if (Number.isNaN(value)) continue;
      const weight = weights === undefined ? 1 : weights[i];
      sum += weight * value;
      total += weight;
    }
    return Math.fround(total > 0 ? sum / total : 0);
  });
}

/**
 * Encodes rows.
 *
 * @param encoding How.
 * @param x Shape `[n × p]`; a category is an index, NaN is missing.
 * @returns Shape `[n × q]`: the numbers, then the columns of each category.
 *
 * @example A number and a category of three
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { encodeRows } from "lib/models/table/one_hot.ts";
 *
 * const encoding = { categories: [3, 0], means: Float64Array.of(NaN, 5) };
 * const x = { data: Float64Array.of(1, NaN, NaN, 7), rows: 2, cols: 2 };
 * assertEquals([...encodeRows(encoding, x).data], [5, 0, 1, 0, 7, 0, 0, 0]);
 * ```
 */
export function encodeRows(encoding: Encoding, x: Matrix): Matrix {
  const { numbers, texts, width } = layoutOf(encoding);
  const { categories, means } = encoding;
  const { rows, cols } = x;
  const data = new Float64Array(rows * width);
  for (let i = 0; i < rows; ++i) {
    let at = i * width;
    for (const j of numbers) {
      const value = x.data[i * cols + j];
      data[at++] = Number.isNaN(value) ? means[j] : value;
    }
    for (const j of texts) {
      const code = x.data[i * cols + j];
      if (code >= 0 && code < categories[j]) data[at + code] = 1;
      at += categories[j];
    }
  }
  return { data, rows, cols: width };
}

/**
 * Sums over the columns that each feature became.
 *
 * @param encoding How rows were encoded.
 * @param values One an encoded column, shape `[q]`.
 * @returns One a feature, shape `[p]`.
 */
export function sumByFeature(
  encoding: Encoding,
  values: Float64Array,
): Float64Array {
  const { numbers, texts } = layoutOf(encoding);
  const sums = new Float64Array(encoding.categories.length);
  let at = 0;
  for (const j of numbers) sums[j] = values[at++];
  for (const j of texts) {
    for (let c = 0; c < encoding.categories[j]; ++c) sums[j] += values[at++];
  }
  return sums;
}

const PREFIX = "table_";
const ENCODED = `${PREFIX}encoded`;

/**
 * Puts the encoding in front of a graph.
 *
 * @param encoding How rows are encoded.
 * @param model A graph of the encoded columns, `[N × q]`.
 * @returns A graph of the features, `[N × p]`.
 */
export function encodeInGraph(encoding: Encoding, model: OnnxModel): OnnxModel {
  const front = frontOf(encoding);
  return {
    ...model,
    inputs: [{ name: GRAPH_INPUT, shape: ["N", encoding.categories.length] }],
    initializers: [...front.initializers, ...model.initializers],
    nodes: [
      ...front.nodes,
      ...model.nodes.map((node) => ({
        ...node,
        inputs: node.inputs.map((i) => i === GRAPH_INPUT ? ENCODED : i),
      })),
    ],
  };
}

function frontOf(
  encoding: Encoding,
): Pick<OnnxModel, "nodes" | "initializers"> {
  const { numbers, texts } = layoutOf(encoding);
  const nodes: OnnxNode[] = [];
  const initializers: OnnxModel["initializers"][number][] = [];
  const add = (
    op: string,
    inputs: readonly string[],
    attributes: NonNullable<OnnxNode["attributes"]> = {},
  ) => {
    const name = `${PREFIX}${nodes.length}`;
    nodes.push({ op, inputs, outputs: [name], attributes });
    return name;
  };
  const constant = (
    data: Float32Array | BigInt64Array,
    dims: readonly number[],
  ) => {
    const name = `${PREFIX}constant_${initializers.length}`;
    initializers.push({ name, dims, data });
    return name;
  };
  const columns = (features: readonly number[]) =>
    add("Gather", [
      GRAPH_INPUT,
      constant(BigInt64Array.from(features, BigInt), [features.length]),
    ], { axis: { int: 1 } });

  const parts: string[] = [];
  if (numbers.length > 0) {
    const found = columns(numbers);
    const means = Float32Array.from(numbers, (j) => encoding.means[j]);
    const isMissing = add("IsNaN", [found]);
    const filler = constant(means, [1, numbers.length]);
    parts.push(add("Where", [isMissing, filler, found]));
  }
  for (const j of texts) {
    const count = encoding.categories[j];
    const codes = constant(Float32Array.from({ length: count }, (_, c) => c), [
      ...[1, count],
    ]);
    const isOf = add("Equal", [columns([j]), codes]);
    parts.push(add("Cast", [isOf], { to: { int: DATA_TYPES.float32 } }));
  }
  nodes.push({
    op: "Concat",
    inputs: parts,
    outputs: [ENCODED],
    attributes: { axis: { int: 1 } },
  });
  return { nodes, initializers };
}
