/**
 * Networks on windows of 60 rows: windows a second of a whole training step,
 * and how long one window takes the served graph, each family at its defaults.
 * The LSTM's and the MLP's training is in graph_bench.ts.
 */

import { makeRng } from "lib/core/rng.ts";
import { transformerBlock } from "lib/graph/layers/attention.ts";
import { dense } from "lib/graph/layers/dense.ts";
import { layerNorm } from "lib/graph/layers/norm.ts";
import { addPositions } from "lib/graph/layers/positions.ts";
import { gru } from "lib/graph/layers/recurrent.ts";
import { poolSequence } from "lib/graph/layers/sequence_pool.ts";
import { temporalBlock } from "lib/graph/layers/temporal_convolution.ts";
import { type Backend, openSession } from "lib/graph/session/session.ts";
import { tensor } from "lib/graph/tensor.ts";
import { modelRegistry } from "lib/models/forecast/families.ts";
import { WINDOWS_INPUT } from "lib/models/forecast/family.ts";
import { fitModel } from "lib/models/forecast/fit_model.ts";
import { readModelConfig } from "lib/models/forecast/model_config.ts";
import { Windows } from "lib/models/windows/windows.ts";
import { printRow } from "./bench_row.ts";
import {
  onEachBackend,
  rowsPerSecond,
  type TrainedNetwork,
} from "./sequence_training.ts";

const [LENGTH, FEATURES] = [60, 20];

const TRAINED: readonly TrainedNetwork[] = [
  {
    name: "GRU 64 over 60 steps of 8, batch 256",
    shape: [256, LENGTH, 8],
    network: (x) => dense(gru(x, 64, "gru", { states: "last" }), 1, "head"),
  },
  {
    name: "TCN of 4 blocks of 32 channels over 60 places of 8, batch 128",
    shape: [128, LENGTH, 8],
    network: (x) => {
      const h = [0, 1, 2, 3].reduce(
        (y, k) => temporalBlock(y, 32, `block${k}`, { dilation: 2 ** k }),
        x,
      );
      return dense(poolSequence(h), 1, "head");
    },
  },
  {
    name: "transformer of 2 blocks of 32 over 60 places of 8, batch 128",
    shape: [128, LENGTH, 8],
    network: (x) => {
      const h = [0, 1].reduce(
        (y, k) => transformerBlock(y, `block${k}`, { expansion: 2 }),
        addPositions(dense(x, 32, "embed"), "positions"),
      );
      return dense(layerNorm(poolSequence(h), "norm"), 1, "head");
    },
  },
];

const SERVED = [
  "lstm",
  "gru",
  "transformer",
  "tcn",
  "nhits",
  "tft",
  "patchtst",
];

/** Windows on white noise. */
function noise(count: number, seed: number): Windows {
  const rng = makeRng(seed);
  const rows = count + LENGTH;
  return new Windows({
    values: Float32Array.from({ length: rows * FEATURES }, () => rng.normal()),
    features: Array.from({ length: FEATURES }, (_, j) => `feature${j}`),
    length: LENGTH,
    ends: Int32Array.from({ length: count }, (_, i) => LENGTH + i),
    target: {
      kind: "number",
      values: Float32Array.from({ length: count }, () => rng.normal()),
    },
    horizon: 1,
    symbols: ["ONE"],
    symbolOf: new Int32Array(count),
    time: Float64Array.from({ length: count }, (_, i) => i),
    labelEnd: Float64Array.from({ length: count }, (_, i) => i + 1),
  });
}

/** Milliseconds of single windows, ascending. */
async function latencies(family: string, backend: Backend): Promise<number[]> {
  const model = await fitModel(
    readModelConfig({ family, params: { epochs: 1, batch: 32 } }),
    noise(64, 1),
    { rng: makeRng(1), validation: noise(16, 2), registry: modelRegistry() },
  );
  await model.release();
  const session = await openSession(model.graph, { backend });
  const x = new Float32Array(LENGTH * FEATURES);
  noise(1, 3).gatherWindowsInto(x, [0]);
  const feeds = { [WINDOWS_INPUT]: tensor(x, [1, LENGTH, FEATURES]) };
  const times: number[] = [];
  for (let i = 0; i < 2_200; ++i) {
    const before = performance.now();
    await session.run(feeds);
    if (i >= 200) times.push(performance.now() - before);
  }
  await session.release();
  return times.sort((a, b) => a - b);
}

/**
 * What PyTorch 1.13 did on the same machine in one thread, rows a second of its
 * processor time: the target of native code, which WebAssembly need not reach.
 */
const PYTORCH = [7_200, 7_500, 2_800];

await onEachBackend(import.meta.filename!, async (backend) => {
  for (const [i, network] of TRAINED.entries()) {
    printRow({
      name: `training, ${network.name}, ${backend}`,
      median: await rowsPerSecond(network, backend),
      unit: "rows/s",
      ...(backend === "node" ? { target: PYTORCH[i] } : {}),
      peer: `PyTorch 1.13 ${PYTORCH[i] / 1000}k`,
    });
  }
  for (const family of SERVED) {
    const times = await latencies(family, backend);
    for (const share of [50, 99]) {
      printRow({
        name: `one window of 60 × 20, ${family}, p${share}, ${backend}`,
        median: times[Math.floor(times.length * share / 100)],
        unit: "ms",
        ...(share === 99 ? { target: 1 } : {}),
      });
    }
  }
});
