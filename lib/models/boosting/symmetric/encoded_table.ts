/**
 * A table with its columns of categories made numbers: for each of some random
 * orders of the rows, and as it is seen when predicting.
 *
 * Columns of numbers come first, then those of categories.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";
import type { OnnxModel } from "lib/graph/onnx/write.ts";
import type { Matrix } from "lib/math/matrix.ts";
import {
  type CategoryColumn,
  type CategoryTable,
  categoryTable,
  orderedStatistics,
  statisticOf,
} from "lib/models/boosting/symmetric/target_statistics.ts";
import { GRAPH_INPUT } from "lib/models/estimator.ts";
import type { TrainingTable } from "lib/models/trees/training_table.ts";

/** Name of the encoded table in the graph. */
const ENCODED = "encoded";

/** How a table is encoded when predicting. */
export interface CategoryEncoding {
  /** Columns of the table as it comes. */
  readonly columns: number;
  /** Which column of the table each encoded column is. */
  readonly source: readonly number[];
  /** Statistics of the columns of categories, which are the last. */
  readonly tables: readonly CategoryTable[];
}

/** Learns the encoding of all rows. */
export function learnEncoding(
  table: TrainingTable,
  categorical: readonly number[],
  strength: number,
): CategoryEncoding {
  const columns = table.x.cols;
  const isCategory = new Set(categorical);
  const numbers = Array.from({ length: columns }, (_, j) => j)
    .filter((j) => !isCategory.has(j));
  const categories = [...isCategory].sort((a, b) => a - b);
  return {
    columns,
    source: [...numbers, ...categories],
    tables: categories.map((j) => categoryTable(columnOf(table, j, strength))),
  };
}

/** A random order of rows. */
export function drawOrder(rows: number, rng: Rng): Int32Array {
  const order = Int32Array.from({ length: rows }, (_, i) => i);
  for (let i = rows - 1; i > 0; --i) {
    const other = Math.floor(rng.uniform() * (i + 1));
    [order[i], order[other]] = [order[other], order[i]];
  }
  return order;
}

/** Training rows encoded by an order: each category by the rows before. */
export function encodeOrdered(
  table: TrainingTable,
  { source, tables }: CategoryEncoding,
  order: Int32Array,
  strength: number,
): Matrix {
  const first = source.length - tables.length;
  const statistics = source.slice(first).map((j) =>
    orderedStatistics(columnOf(table, j, strength), order)
  );
  return encode(table.x, source, (c, row) => statistics[c - first]?.[row]);
}

/** Rows encoded as they are seen when predicting. */
export function encodeRows(
  x: Matrix,
  { source, tables }: CategoryEncoding,
): Matrix {
  const first = source.length - tables.length;
  const worth = tables.map(statisticOf);
  return encode(
    x,
    source,
    (c, row) => worth[c - first]?.(x.data[row * x.cols + source[c]]),
  );
}

function encode(
  { data, rows, cols }: Matrix,
  source: readonly number[],
  encoded: (column: number, row: number) => number | undefined,
): Matrix {
  const width = source.length;
  const out = new Float64Array(rows * width);
  for (let i = 0; i < rows; ++i) {
    for (let c = 0; c < width; ++c) {
      out[i * width + c] = encoded(c, i) ?? data[i * cols + source[c]];
    }
  }
  return { data: out, rows, cols: width };
}

function columnOf(
  { x, y, weights }: TrainingTable,
  column: number,
  strength: number,
): CategoryColumn {
  let [sum, weight] = [0, 0];
  y.forEach((value, i) => {
    sum += (weights?.[i] ?? 1) * value;
    weight += weights?.[i] ?? 1;
  });
  return {
    values: Float32Array.from(
      { length: x.rows },
      (_, i) => x.data[i * x.cols + column],
    ),
    y,
    weights,
    prior: sum / weight,
    strength,
  };
}

/** The same as {@linkcode encodeRows} as a graph: one-hot, then a product. */
export function encodingGraph(
  { columns, source, tables }: CategoryEncoding,
): OnnxModel {
  const first = source.length - tables.length;
  const parts = tables.map((table, k) =>
    columnNodes(table, source[first + k], k)
  );
  const numbers = BigInt64Array.from(source.slice(0, first), BigInt);
  return {
    nodes: [
      ...(first > 0
        ? [{
          op: "Gather",
          inputs: [GRAPH_INPUT, "number_columns"],
          outputs: ["numbers"],
          attributes: { axis: { int: 1 } },
        }]
        : []),
      ...parts.flatMap(({ nodes }) => nodes),
      {
        op: "Concat",
        inputs: [
          ...(first > 0 ? ["numbers"] : []),
          ...parts.map(({ output }) => output),
        ],
        outputs: [ENCODED],
        attributes: { axis: { int: 1 } },
      },
    ],
    initializers: [
      { name: "number_columns", dims: [first], data: numbers },
      { name: "class_axis", dims: [1], data: BigInt64Array.of(1n) },
      ...parts.flatMap(({ initializers }) => initializers),
    ].filter(({ name }) => name !== "number_columns" || first > 0),
    inputs: [{ name: GRAPH_INPUT, shape: ["N", columns] }],
    outputs: [{ name: ENCODED, shape: ["N", source.length] }],
  };
}

/** Nodes of one column of categories. */
function columnNodes(table: CategoryTable, column: number, k: number): {
  readonly nodes: OnnxModel["nodes"];
  readonly initializers: OnnxModel["initializers"];
  readonly output: string;
} {
  const name = (what: string) => `${what}_${k}`;
  // A graph wants one category at least; of none, any is worth the prior.
  const isEmpty = table.categories.length === 0;
  const categories = isEmpty ? Float32Array.of(0) : table.categories;
  const statistics = isEmpty ? Float32Array.of(table.prior) : table.statistics;
  const count = categories.length;
  return {
    output: name("statistic"),
    nodes: [
      {
        op: "Gather",
        inputs: [GRAPH_INPUT, name("column")],
        outputs: [name("category")],
        attributes: { axis: { int: 1 } },
      },
      {
        op: "Equal",
        inputs: [name("category"), name("categories")],
        outputs: [name("is")],
      },
      {
        op: "Cast",
        inputs: [name("is")],
        outputs: [name("one_hot")],
        attributes: { to: { int: 1 } },
      },
      {
        op: "MatMul",
        inputs: [name("one_hot"), name("statistics")],
        outputs: [name("seen")],
      },
      {
        op: "ReduceSum",
        inputs: [name("one_hot"), "class_axis"],
        outputs: [name("count")],
        attributes: { keepdims: { int: 1 } },
      },
      {
        op: "Cast",
        inputs: [name("count")],
        outputs: [name("is_known")],
        attributes: { to: { int: 9 } },
      },
      {
        op: "Where",
        inputs: [name("is_known"), name("seen"), name("prior")],
        outputs: [name("statistic")],
      },
    ],
    initializers: [
      {
        name: name("column"),
        dims: [1],
        data: BigInt64Array.of(BigInt(column)),
      },
      { name: name("categories"), dims: [1, count], data: categories },
      { name: name("statistics"), dims: [count, 1], data: statistics },
      { name: name("prior"), dims: [1], data: Float32Array.of(table.prior) },
    ],
  };
}
