/** What the contract suite of learners works with: tables, and graphs run. */

import "../graph/wasm_ready.ts";
import { assert, assertEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { writeModel } from "lib/graph/onnx/write.ts";
import { openSession } from "lib/graph/session/session.ts";
import { float32, tensor } from "lib/graph/tensor.ts";
import type { Matrix } from "lib/math/matrix.ts";
import {
  type EstimatorType,
  type FitContext,
  GRAPH_INPUT,
  GRAPH_OUTPUT,
  type Model,
} from "lib/models/estimator.ts";

/** One way in which a learner is used, and what it promises then. */
export interface EstimatorCase {
  /** The learner. */
  readonly type: EstimatorType;
  /** What to set. */
  readonly params: Readonly<Record<string, unknown>>;
  /** What the target is. */
  readonly target: "number" | "class";
  /** Whether NaN is taken as a missing value. */
  readonly missing: boolean;
  /** Whether it looks at the features at all. */
  readonly learns: boolean;
  /**
   * Largest change of a prediction when rows are shuffled, a target's standard
   * deviation being about 2; null where the order may matter.
   */
  readonly shuffled: number | null;
  /** The same when a weight of 3 takes the place of three equal rows. */
  readonly repeated: number | null;
}

/** Size of the tables. */
export const [ROWS, COLUMNS] = [90, 4];
const SIGNAL = [2, -1, 0, 0.5];

/** A table with its targets. */
export interface Table {
  /** Features. */
  readonly x: Matrix;
  /** Targets. */
  readonly y: Float64Array;
}

/** Four features, of which three tell something of the target. */
export function tableOf(target: "number" | "class", seed: number): Table {
  const rng = makeRng(seed);
  const data = Float64Array.from(
    { length: ROWS * COLUMNS },
    () => rng.normal(),
  );
  const y = Float64Array.from({ length: ROWS }, (_, i) => {
    const sum = SIGNAL.reduce((s, b, j) => s + b * data[i * COLUMNS + j], 0);
    const noisy = sum + 0.5 * rng.normal();
    return target === "class" ? Number(noisy > 0) : noisy;
  });
  return { x: { data, rows: ROWS, cols: COLUMNS }, y };
}

/** The rows at these places, in this order. */
export function take({ x, y }: Table, places: readonly number[]): Table {
  const data = places.flatMap((i) =>
    Array.from(x.data.subarray(i * x.cols, (i + 1) * x.cols))
  );
  return {
    x: { data: Float64Array.from(data), rows: places.length, cols: x.cols },
    y: Float64Array.from(places, (i) => y[i]),
  };
}

/** The table with one column replaced. */
export function withColumn(
  x: Matrix,
  column: number,
  value: (row: number) => number,
): Matrix {
  const data = x.data.slice();
  for (let i = 0; i < x.rows; ++i) data[i * x.cols + column] = value(i);
  return { ...x, data };
}

/** The largest absolute difference between two vectors. */
export function largestDifference(a: Float64Array, b: Float64Array): number {
  assertEquals(a.length, b.length);
  return a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i])), 0);
}

/** The model's graph run by the session. */
export async function runGraph(model: Model, x: Matrix): Promise<Float32Array> {
  const session = await openSession(writeModel(model.toGraph()));
  try {
    const feed = tensor(Float32Array.from(x.data), [x.rows, x.cols]);
    const result = (await session.run({ [GRAPH_INPUT]: feed }))[GRAPH_OUTPUT];
    assertEquals(result.dims, [x.rows, 1]);
    return float32(result, GRAPH_OUTPUT);
  } finally {
    await session.release();
  }
}

/** Equal to float32's rounding, infinite together where float32 ends. */
export function assertSame(actual: Float32Array, expected: Float64Array): void {
  for (let i = 0; i < expected.length; ++i) {
    const wanted = Math.fround(expected[i]);
    const close = actual[i] === wanted ||
      Math.abs(actual[i] - wanted) <= 2e-6 * Math.max(1, Math.abs(wanted));
    assert(close, `row ${i}: the graph gives ${actual[i]}, predict ${wanted}`);
  }
}

/** Fits the learner as the suite does. */
export type Fit = (
  table: Table,
  context?: Partial<FitContext>,
) => Promise<Model>;

/** Registers a test of a learner. */
export type Test = (name: string, run: () => Promise<void> | void) => void;
