/**
 * Seconds to fit linear models, machines and the probabilities of machines.
 *
 * Peers: scikit-learn 1.2.1 on one thread of such a machine, on tables drawn the
 * same way. `SVC(probability=True)` and ours both train six machines.
 */

import { makeRng, type Rng } from "lib/core/rng.ts";
import type { EstimatorType } from "lib/models/estimator.ts";
import { logistic } from "lib/models/logistic.ts";
import { ridge } from "lib/models/ridge.ts";
import { svm } from "lib/models/svm.ts";
import { printRow } from "./bench_row.ts";

const COLUMNS = 20;

interface Case {
  readonly name: string;
  readonly type: EstimatorType;
  readonly params: object;
  readonly rows: number;
  readonly target: (x: Float64Array, rng: Rng) => number;
  readonly peer: string;
  readonly seconds?: number;
}

const plane = (x: Float64Array, rng: Rng) => x[0] + 2 * x[1] + rng.normal();
const curve = (x: Float64Array, rng: Rng) =>
  Math.sin(2 * x[0]) + x[1] * x[2] + 0.5 * rng.normal();
const sign = (of: typeof plane) => (x: Float64Array, rng: Rng) =>
  Number(of(x, rng) > 0);

const CASES: readonly Case[] = [
  {
    name: "ridge, 100k × 20",
    type: ridge,
    params: {},
    rows: 100_000,
    target: plane,
    peer: "scikit-learn 0.050",
  },
  {
    name: "logistic, 100k × 20",
    type: logistic,
    params: {},
    rows: 100_000,
    target: sign(plane),
    peer: "scikit-learn 0.054",
    seconds: 0.2,
  },
  {
    name: "rbf regression, 10k × 20",
    type: svm,
    params: {},
    rows: 10_000,
    target: curve,
    peer: "scikit-learn 2.6",
  },
  {
    name: "rbf classification with probabilities, 10k × 20",
    type: svm,
    params: { task: "classification" },
    rows: 10_000,
    target: sign(curve),
    peer: "scikit-learn 12.6",
  },
  {
    name: "linear regression machine, 100k × 20",
    type: svm,
    params: { kernel: "linear" },
    rows: 100_000,
    target: plane,
    peer: "scikit-learn's LinearSVR 14",
  },
  {
    name: "linear classification with probabilities, 100k × 20",
    type: svm,
    params: { kernel: "linear", task: "classification" },
    rows: 100_000,
    target: sign(plane),
    peer: "LinearSVC 1.6 for one machine, not converged",
  },
];

for (const { name, type, params, rows, target, peer, seconds } of CASES) {
  const rng = makeRng(1);
  const data = Float64Array.from(
    { length: rows * COLUMNS },
    () => rng.normal(),
  );
  const x = { data, rows, cols: COLUMNS };
  const y = Float64Array.from(
    { length: rows },
    (_, i) => target(data.subarray(i * COLUMNS, (i + 1) * COLUMNS), rng),
  );
  const estimator = type.make(params as never);
  const times: number[] = [];
  let spent = 0;
  // Short ones are warmed up by their first runs.
  while (times.length < 9 && spent < 5000) {
    const start = performance.now();
    await estimator.fit(x, y, { rng });
    times.push(performance.now() - start);
    spent += times[times.length - 1];
  }
  const median = times.sort((a, b) => a - b)[times.length >> 1] / 1000;
  printRow({
    name: `fit of ${name}`,
    median,
    unit: "s",
    ...(seconds === undefined ? {} : { target: seconds }),
    peer,
  });
}
