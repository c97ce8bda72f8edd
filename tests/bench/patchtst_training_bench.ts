/**
 * Sequences a second of a whole training step of PatchTST, two blocks of width
 * 64: forward, gradients, AdamW. A sequence is one column of 60 rows, 7 patches
 * of 16, 8 apart. Native code is timed where it is cached: `deno run
 * --cached-only` in a process of its own, since no lock file names
 * onnxruntime-node.
 *
 * The peer is PyTorch 1.13.1 with one thread on the machine of the targets:
 * `nn.TransformerEncoderLayer(64, 4, 256, norm_first=True, activation="gelu")`
 * twice over the same patches, flattened into a linear head, `AdamW`.
 */

import { makeRng } from "lib/core/rng.ts";
import { Graph } from "lib/graph/graph.ts";
import { meanSquaredError } from "lib/graph/ops/loss.ts";
import { adamW } from "lib/graph/optimize/optimizer.ts";
import { constantRate } from "lib/graph/optimize/schedule.ts";
import { buildTrainingGraph } from "lib/graph/optimize/training_graph.ts";
import { openTraining } from "lib/graph/optimize/training_session.ts";
import type { Backend } from "lib/graph/session/session.ts";
import { tensor } from "lib/graph/tensor.ts";
import { buildPatchTst } from "lib/models/forecast/patchtst.ts";
import { printRow } from "./bench_row.ts";

const [BATCH, LENGTH, HEAD] = [128, 60, 1];
const PARAMS = {
  patch: 16,
  stride: 8,
  width: 64,
  heads: 4,
  blocks: 2,
  expansion: 4,
  dropout: 0,
};
const [WARM_UP, SECONDS] = [3, 3];

/** Sequences a second at the median step of a few seconds. */
async function sequencesPerSecond(backend: Backend): Promise<number> {
  const rng = makeRng(1);
  const graph = new Graph({ mode: "training", rng });
  const x = graph.input("x", [BATCH, LENGTH, 1]);
  const y = buildPatchTst(x, { head: HEAD, pathColumn: 0 }, PARAMS);
  const loss = meanSquaredError(y, graph.input("y", [BATCH, HEAD]));
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
  const batch = { x: normal([BATCH, LENGTH, 1]), y: normal([BATCH, HEAD]) };
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
  times.sort((a, b) => a - b);
  return BATCH * 1000 / times[times.length >> 1];
}

/** Prints the row of a backend. */
async function bench(backend: Backend): Promise<void> {
  printRow({
    name: `training, PatchTST of two blocks of width 64, ${backend}`,
    median: await sequencesPerSecond(backend),
    unit: "sequences/s",
    target: { wasm: 1_700, node: 7_000 }[backend],
    peer: "PyTorch 1.13 8.1k",
  });
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
