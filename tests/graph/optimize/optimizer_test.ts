import "../wasm_ready.ts";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { Graph } from "lib/graph/graph.ts";
import { dense } from "lib/graph/layers/dense.ts";
import { meanSquaredError } from "lib/graph/ops/loss.ts";
import { adamW, type Optimizer, sgd } from "lib/graph/optimize/optimizer.ts";
import {
  constantRate,
  cosineRate,
  type Schedule,
} from "lib/graph/optimize/schedule.ts";
import { buildTrainingGraph } from "lib/graph/optimize/training_graph.ts";
import { openTraining } from "lib/graph/optimize/training_session.ts";
import { tensor } from "lib/graph/tensor.ts";
import { elements } from "../gradient_check.ts";

const [ROWS, INPUTS, OUTPUTS, STEPS] = [6, 3, 2, 20];
const WEIGHTS = INPUTS * OUTPUTS;
const SIZE = WEIGHTS + OUTPUTS;
const X = elements(ROWS * INPUTS, 1);
const Y = elements(ROWS * OUTPUTS, 2);

/** Loss and gradient of least squares, in float64. */
function leastSquares(p: readonly number[]) {
  const gradient = new Array<number>(SIZE).fill(0);
  let loss = 0;
  for (let r = 0; r < ROWS; ++r) {
    for (let j = 0; j < OUTPUTS; ++j) {
      let error = p[WEIGHTS + j] - Y[r * OUTPUTS + j];
      for (let i = 0; i < INPUTS; ++i) {
        error += X[r * INPUTS + i] * p[i * OUTPUTS + j];
      }
      const slope = 2 * error / (ROWS * OUTPUTS);
      loss += error * error / (ROWS * OUTPUTS);
      gradient[WEIGHTS + j] += slope;
      for (let i = 0; i < INPUTS; ++i) {
        gradient[i * OUTPUTS + j] += slope * X[r * INPUTS + i];
      }
    }
  }
  return { loss, gradient };
}

/** A rule written down a second time, on plain numbers: changes `p`. */
type Twin = (
  p: number[],
  g: readonly number[],
  rate: number,
  t: number,
) => void;

/** Weight decay pulls weights, not biases. */
const decayed = (i: number) => i < WEIGHTS ? 1 : 0;

function adamTwin(
  b1: number,
  b2: number,
  epsilon: number,
  decay: number,
): Twin {
  const m = new Array<number>(SIZE).fill(0);
  const v = new Array<number>(SIZE).fill(0);
  return (p, g, rate, t) =>
    g.forEach((slope, i) => {
      m[i] = b1 * m[i] + (1 - b1) * slope;
      v[i] = b2 * v[i] + (1 - b2) * slope * slope;
      const first = m[i] / (1 - b1 ** t);
      const second = v[i] / (1 - b2 ** t);
      p[i] -= rate *
        (first / (Math.sqrt(second) + epsilon) + decay * decayed(i) * p[i]);
    });
}

function sgdTwin(momentum: number, nesterov: boolean, decay: number): Twin {
  const v = new Array<number>(SIZE).fill(0);
  return (p, g, rate) =>
    g.forEach((slope, i) => {
      const whole = slope + decay * decayed(i) * p[i];
      v[i] = momentum * v[i] + whole;
      p[i] -= rate * (nesterov ? whole + momentum * v[i] : v[i]);
    });
}

/** Warm-up and cosine once more, on plain numbers. */
function cosineTwin(
  peak: number,
  steps: number,
  warmup: number,
  floor: number,
) {
  return (t: number) => {
    const done = Math.min(1, Math.max(0, (t - warmup) / (steps - warmup)));
    const fallen = floor + (1 - floor) * (1 + Math.cos(Math.PI * done)) / 2;
    return peak * fallen * (warmup === 0 ? 1 : Math.min(1, t / warmup));
  };
}

interface Case {
  readonly title: string;
  readonly optimizer: Optimizer;
  readonly twin: () => Twin;
  readonly schedule?: Schedule;
  readonly rate?: (step: number) => number;
  readonly clipNorm?: number;
}

const CASES: readonly Case[] = [
  {
    title: "adamW() as it comes",
    optimizer: adamW(),
    twin: () => adamTwin(0.9, 0.999, 1e-8, 0.01),
  },
  {
    title: "adamW() without decay, which is Adam",
    optimizer: adamW({ weightDecay: 0 }),
    twin: () => adamTwin(0.9, 0.999, 1e-8, 0),
  },
  {
    title: "adamW() with options",
    optimizer: adamW({
      beta1: 0.8,
      beta2: 0.95,
      epsilon: 1e-3,
      weightDecay: 0.3,
    }),
    twin: () => adamTwin(0.8, 0.95, 1e-3, 0.3),
  },
  { title: "sgd()", optimizer: sgd(), twin: () => sgdTwin(0, false, 0) },
  {
    title: "sgd() with momentum and decay",
    optimizer: sgd({ momentum: 0.9, weightDecay: 0.1 }),
    twin: () => sgdTwin(0.9, false, 0.1),
  },
  {
    title: "sgd() with Nesterov's momentum",
    optimizer: sgd({ momentum: 0.9, nesterov: true }),
    twin: () => sgdTwin(0.9, true, 0),
  },
  {
    title: "cosineRate() beyond its last step, with warm-up and floor",
    optimizer: sgd({ momentum: 0.5 }),
    twin: () => sgdTwin(0.5, false, 0),
    schedule: cosineRate(0.2, { steps: 15, warmup: 4, floor: 0.1 }),
    rate: cosineTwin(0.2, 15, 4, 0.1),
  },
  {
    title: "cosineRate() without warm-up",
    optimizer: adamW(),
    twin: () => adamTwin(0.9, 0.999, 1e-8, 0.01),
    schedule: cosineRate(0.1, { steps: STEPS }),
    rate: cosineTwin(0.1, STEPS, 0, 0),
  },
  {
    title: "clipping a gradient that is first too long, then short enough",
    optimizer: sgd(),
    twin: () => sgdTwin(0, false, 0),
    clipNorm: 0.5,
  },
];

for (const { title, optimizer, twin, schedule, rate, clipNorm } of CASES) {
  Deno.test(`${title} follows its plain twin for ${STEPS} steps`, async () => {
    const graph = new Graph({ mode: "training", rng: makeRng(4) });
    const y = dense(graph.input("x", [ROWS, INPUTS]), OUTPUTS, "layer");
    const loss = meanSquaredError(y, graph.input("y", [ROWS, OUTPUTS]));
    const training = buildTrainingGraph(graph, loss, {
      optimizer,
      schedule: schedule ?? constantRate(0.1),
      ...(clipNorm === undefined ? {} : { clipNorm }),
    });
    const run = await openTraining(training, { rng: makeRng(5) });
    const p = Array.from(training.initialParameters);
    const apply = twin();
    const clipped = new Set<boolean>();
    for (let t = 1; t <= STEPS; ++t) {
      const { loss, gradient } = leastSquares(p);
      const norm = Math.hypot(...gradient);
      const scale = Math.min(1, (clipNorm ?? Infinity) / norm);
      clipped.add(scale < 1);
      apply(p, gradient.map((g) => g * scale), rate?.(t) ?? 0.1, t);
      const computed = await run.step({
        x: tensor(X, [ROWS, INPUTS]),
        y: tensor(Y, [ROWS, OUTPUTS]),
      });
      assertAlmostEquals(computed, loss, 1e-5);
      // float32 against float64, over at most 20 steps.
      run.state.parameters.forEach((v, i) => assertAlmostEquals(v, p[i], 1e-5));
    }
    await run.release();
    assertEquals(clipped.size, clipNorm === undefined ? 1 : 2);
    assertEquals(run.state.step, STEPS);
    assert(run.state.moments.length === optimizer.moments);
  });
}
