/**
 * Trees on 100,000 rows of 20 features: seconds to learn 200 rounds of 31
 * leaves and 255 bins, rows a second and microseconds a row to predict, bytes
 * held against bytes of the binned matrix.
 */

import { makeRng } from "lib/core/rng.ts";
import type { Matrix } from "lib/math/matrix.ts";
import { boosting } from "lib/models/boosting.ts";
import { layOut } from "lib/models/boosting/kernels/kernel_memory.ts";
import type { Model } from "lib/models/estimator.ts";
import { forest } from "lib/models/forest.ts";
import { medianMs, printRow } from "./bench_row.ts";

const ROWS = 100_000;
const COLUMNS = 20;
const RUNS = 5;
const NOISE = 0.5;

/** A table of normal features; the target has noise of deviation .5. */
export function boostingTable(
  rows = ROWS,
): { readonly x: Matrix; readonly y: Float64Array } {
  const rng = makeRng(20170314);
  const data = Float64Array.from({ length: rows * COLUMNS }, rng.normal);
  const y = Float64Array.from({ length: rows }, (_, i) => {
    const v = data.subarray(i * COLUMNS, (i + 1) * COLUMNS);
    return 2 * v[0] + Math.sin(3 * v[1]) * v[2] + Math.abs(v[3]) +
      0.5 * v[4] * v[5] + (v[6] > 0.5 ? v[7] : 0) + NOISE * rng.normal();
  });
  return { x: { data, rows, cols: COLUMNS }, y };
}

/** The first rows of a table, or those after them. */
function part(
  { data, cols }: Matrix,
  start: number,
  end: number,
): Matrix {
  return {
    data: data.subarray(start * cols, end * cols),
    rows: end - start,
    cols,
  };
}

const HELD_OUT = 20_000;
const table = boostingTable(ROWS + HELD_OUT);
const training = part(table.x, 0, ROWS);
const heldOut = part(table.x, ROWS, ROWS + HELD_OUT);
const target = table.y.subarray(0, ROWS);

/** Median seconds of fits, after one that warms up; and the last model. */
async function fitSeconds(
  fit: () => Promise<Model>,
  runs = RUNS,
): Promise<{ readonly seconds: number; readonly model: Model }> {
  let model = await fit();
  const times: number[] = [];
  for (let run = 0; run < runs; ++run) {
    const start = performance.now();
    model = await fit();
    times.push((performance.now() - start) / 1e3);
  }
  return { seconds: times.sort((a, b) => a - b)[runs >> 1], model };
}

/** Root mean squared error on held-out rows. */
function heldOutError(model: Model): string {
  const predicted = model.predict(heldOut);
  const squares = predicted.reduce(
    (sum, value, i) => sum + (value - table.y[ROWS + i]) ** 2,
    0,
  );
  return `RMSE ${Math.sqrt(squares / HELD_OUT).toFixed(4)}, noise ${NOISE}`;
}

async function benchLearning(threads: number, goal: number, peer: string) {
  const { seconds, model } = await fitSeconds(() =>
    boosting.make({ rounds: 200 }).fit(training, target, {
      rng: makeRng(1),
      threads,
    })
  );
  printRow({
    name: `boosting 100k × 20, 200 rounds, ${threads} thread(s)`,
    median: seconds,
    unit: "s",
    target: goal,
    peer,
    accuracy: heldOutError(model),
  });
}

async function benchPredicting() {
  const short = part(table.x, 0, 20_000);
  const fit = (rounds: number) =>
    boosting.make({ rounds }).fit(short, target.subarray(0, short.rows), {
      rng: makeRng(1),
    });
  const hundred = await fit(100);
  const ms = medianMs(() => void hundred.predict(heldOut), 21, 5);
  printRow({
    name: "100 trees of 31 leaves, a batch",
    median: HELD_OUT / ms / 1e3,
    unit: "million rows a second",
    target: 1,
  });
  const many = await fit(300);
  const rows = Array.from({ length: 1000 }, (_, i) => part(heldOut, i, i + 1));
  const block = medianMs(() => rows.forEach((row) => many.predict(row)), 21, 5);
  printRow({
    name: "300 trees of 31 leaves, one row",
    median: block * 1e3 / rows.length,
    unit: "µs",
    target: 5,
    peer: "onnxruntime-node 21",
  });
}

function benchMemory() {
  const shape = {
    rows: ROWS,
    cols: COLUMNS,
    width: 256,
    slots: 31,
    hasHessians: false,
  };
  // The kernel's memory and the raw predictions.
  const bytes = layOut(shape, 1).end + ROWS * 8;
  printRow({
    name: "memory of learning over the binned matrix",
    median: bytes / (ROWS * COLUMNS),
    unit: "times",
    target: 3,
  });
}

async function benchForest() {
  const classes = target.map((value) => value > 1 ? 1 : 0);
  const { seconds } = await fitSeconds(
    () =>
      forest.make({ target: "class" }).fit(training, classes, {
        rng: makeRng(1),
      }),
    1,
  );
  printRow({
    name: "forest of classes 100k × 20, 100 trees, 1 thread",
    median: seconds,
    unit: "s",
    peer: "scikit-learn 61.5",
  });
}

if (import.meta.main) {
  await benchLearning(1, 2.3, "LightGBM 2.3");
  await benchLearning(2, 1.5, "LightGBM 1.5");
  await benchPredicting();
  benchMemory();
  await benchForest();
  Deno.exit(0);
}
