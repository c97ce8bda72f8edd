/**
 * Rows a second of a whole training step: forward, gradients, AdamW. Native
 * code is timed where it is cached: `deno run --cached-only` in a process of
 * its own, since no lock file names onnxruntime-node.
 */

import { makeRng } from "lib/core/rng.ts";
import { Graph, type Value } from "lib/graph/graph.ts";
import { transformerBlock } from "lib/graph/layers/attention.ts";
import { dense } from "lib/graph/layers/dense.ts";
import { lstm } from "lib/graph/layers/recurrent.ts";
import { elu } from "lib/graph/ops/activation.ts";
import { reshape, slice } from "lib/graph/ops/layout.ts";
import { meanSquaredError } from "lib/graph/ops/loss.ts";
import { adamW } from "lib/graph/optimize/optimizer.ts";
import { constantRate } from "lib/graph/optimize/schedule.ts";
import { buildTrainingGraph } from "lib/graph/optimize/training_graph.ts";
import { openTraining } from "lib/graph/optimize/training_session.ts";
import type { Backend } from "lib/graph/session/session.ts";
import { tensor } from "lib/graph/tensor.ts";
import { printRow } from "./bench_row.ts";

interface Case {
  readonly name: string;
  readonly shape: readonly [number, ...number[]];
  readonly network: (x: Value) => Value;
  readonly peer: string;
  /** Rows a second wanted in WebAssembly and in native code. */
  readonly target: Readonly<Record<Backend, number>>;
}

/** The last place of each sequence, `[n × width]`. */
function last(x: Value): Value {
  const [rows, time, width] = x.shape as number[];
  return reshape(slice(x, 1, time - 1, time), [rows, width]);
}

const CASES: readonly Case[] = [
  {
    name: "MLP 100-4×128-5, batch 512",
    shape: [512, 100],
    network: (x) => {
      const hidden = [0, 1, 2, 3].reduce(
        (y, i) => dense(y, 128, `hidden${i}`, { activation: elu }),
        x,
      );
      return dense(hidden, 5, "head");
    },
    peer: "PyTorch 2.13 134k",
    target: { wasm: 28_000, node: 130_000 },
  },
  {
    name: "LSTM 64 over 60 steps of 8, batch 256",
    shape: [256, 60, 8],
    network: (x) => dense(last(lstm(x, 64, "lstm")), 1, "head"),
    peer: "PyTorch 2.13 4.0k",
    target: { wasm: 1_200, node: 5_000 },
  },
  {
    name: "two transformer blocks of width 64 over 16 places, batch 128",
    shape: [128, 16, 16],
    network: (x) => {
      const embedded = dense(x, 64, "embed");
      const first = transformerBlock(embedded, "block0");
      return dense(last(transformerBlock(first, "block1")), 1, "head");
    },
    peer: "PyTorch 2.13 5.9k, sequence length not on record",
    target: { wasm: 1_700, node: 7_000 },
  },
];

const [WARM_UP, SECONDS] = [3, 3];

/** Median rows a second of the steps that fit into a few seconds, of three at least. */
async function rowsPerSecond(
  { shape, network }: Case,
  backend: Backend,
): Promise<number> {
  const rng = makeRng(1);
  const graph = new Graph({ mode: "training", rng });
  const y = network(graph.input("x", shape));
  const loss = meanSquaredError(y, graph.input("y", y.shape));
  const run = await openTraining(
    buildTrainingGraph(graph, loss, {
      optimizer: adamW(),
      schedule: constantRate(1e-3),
    }),
    { rng, backend },
  );
  const normal = (dims: readonly number[]) => {
    const data = new Float32Array(dims.reduce((n, d) => n * d, 1));
    return tensor(data.map(() => rng.normal()), dims);
  };
  const batch = { x: normal(shape), y: normal(y.shape as number[]) };
  const times: number[] = [];
  const start = performance.now();
  for (
    let i = 0;
    times.length < 3 || performance.now() - start < 1000 * SECONDS;
    ++i
  ) {
    const before = performance.now();
    await run.step(batch);
    if (i >= WARM_UP) times.push(performance.now() - before);
  }
  await run.release();
  const median = times.sort((a, b) => a - b)[times.length >> 1];
  return shape[0] * 1000 / median;
}

/** Prints the rows of a backend. */
async function bench(backend: Backend): Promise<void> {
  for (const testCase of CASES) {
    const { name, peer, target } = testCase;
    printRow({
      name: `training, ${name}, ${backend}`,
      median: await rowsPerSecond(testCase, backend),
      unit: "rows/s",
      target: target[backend],
      peer,
    });
  }
}

if (Deno.args[0] === "node") await bench("node");
else {
  await bench("wasm");
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-lock",
      "--cached-only",
      "-A",
      import.meta.filename!,
      "node",
    ],
  }).output();
  // Without onnxruntime-node on this machine there is nothing to time.
  if (success) await Deno.stdout.write(stdout);
}
