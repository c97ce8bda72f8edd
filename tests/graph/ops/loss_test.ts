import { assertAlmostEquals, assertThrows } from "@std/assert";
import { Graph, type Value } from "lib/graph/graph.ts";
import {
  binaryCrossEntropy,
  crossEntropy,
  huber,
  meanAbsoluteError,
  meanSquaredError,
  pinball,
} from "lib/graph/ops/loss.ts";
import { argument, checkGradient } from "../gradient_check.ts";
import { runOnce } from "../run_once.ts";

type Loss = (prediction: Value, target: Value) => Value;

// Errors 1.6, −0.4, 0.3, −2.1: on both sides of Huber's 1 and of zero.
const PREDICTION = [1.1, 0.2, -0.3, -0.8];
const TARGET = [-0.5, 0.6, -0.6, 1.3];
const ERRORS = PREDICTION.map((p, i) => p - TARGET[i]);
const meanOf = (f: (e: number) => number) =>
  ERRORS.reduce((sum, e) => sum + f(e), 0) / 4;

const LOSSES: readonly [string, Loss, number][] = [
  ["meanSquaredError", meanSquaredError, meanOf((e) => e * e)],
  ["meanAbsoluteError", meanAbsoluteError, meanOf(Math.abs)],
  [
    "huber",
    huber,
    meanOf((e) => Math.abs(e) < 1 ? e * e / 2 : Math.abs(e) - 0.5),
  ],
  [
    "huber of delta 0.35",
    (p, t) => huber(p, t, 0.35),
    meanOf((e) =>
      Math.abs(e) < 0.35 ? e * e / 2 : 0.35 * (Math.abs(e) - 0.175)
    ),
  ],
  [
    "pinball of 0.9",
    (p, t) => pinball(p, t, 0.9),
    meanOf((e) => e < 0 ? -0.9 * e : 0.1 * e),
  ],
];

for (const [name, loss, expected] of LOSSES) {
  Deno.test(`${name} is its formula and has the gradient of its differences`, async () => {
    const graph = new Graph({ mode: "inference" });
    const y = loss(graph.input("p", [2, 2]), graph.input("t", [2, 2]));
    const [value] = await runOnce(y, {
      p: Float32Array.from(PREDICTION),
      t: Float32Array.from(TARGET),
    });
    assertAlmostEquals(value, expected, 1e-6);
    await checkGradient(name, loss, [
      argument([2, 2], PREDICTION),
      argument([2, 2], TARGET),
    ]);
  });
}

Deno.test("crossEntropy() is −Σ t ln softmax and has the gradient of its differences", async () => {
  const graph = new Graph({ mode: "inference" });
  const y = crossEntropy(graph.input("p", [2, 2]), graph.input("t", [2, 2]));
  const [value] = await runOnce(y, {
    p: Float32Array.of(1, 2, 0.5, -1),
    t: Float32Array.of(0, 1, 0.3, 0.7),
  });
  const logShare = (a: number, b: number) =>
    a - Math.log(Math.exp(a) + Math.exp(b));
  const first = logShare(2, 1);
  const second = 0.3 * logShare(0.5, -1) + 0.7 * logShare(-1, 0.5);
  assertAlmostEquals(value, -(first + second) / 2, 1e-6);
  await checkGradient("crossEntropy", crossEntropy, [
    argument([2, 3]),
    argument([2, 3]),
  ]);
});

Deno.test("binaryCrossEntropy() is −t ln p − (1−t) ln(1−p) and has the gradient of its differences", async () => {
  const graph = new Graph({ mode: "inference" });
  const y = binaryCrossEntropy(graph.input("p", [2]), graph.input("t", [2]));
  const [value] = await runOnce(y, {
    p: Float32Array.of(1.5, -0.5),
    t: Float32Array.of(1, 0.2),
  });
  const p = [1.5, -0.5].map((z) => 1 / (1 + Math.exp(-z)));
  const terms = Math.log(p[0]) +
    0.2 * Math.log(p[1]) + 0.8 * Math.log(1 - p[1]);
  assertAlmostEquals(value, -terms / 2, 1e-6);
  await checkGradient("binaryCrossEntropy", binaryCrossEntropy, [
    argument([3]),
    argument([3]),
  ]);
});

Deno.test("losses refuse targets of another shape, even one that broadcasts", () => {
  const graph = new Graph({ mode: "inference" });
  const p = graph.input("p", [4, 1]);
  const t = graph.input("t", [4]);
  const losses: Loss[] = [
    ...LOSSES.map(([, loss]) => loss),
    crossEntropy,
    binaryCrossEntropy,
  ];
  for (const loss of losses) {
    assertThrows(
      () => loss(p, t),
      TypeError,
      "shapes must be the same: current values are [4, 1] and [4]",
    );
  }
});
