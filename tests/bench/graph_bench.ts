/** Rows a second of a whole training step: forward, gradients, AdamW. */

import { transformerBlock } from "lib/graph/layers/attention.ts";
import { dense } from "lib/graph/layers/dense.ts";
import { lstm } from "lib/graph/layers/recurrent.ts";
import { poolSequence } from "lib/graph/layers/sequence_pool.ts";
import { elu } from "lib/graph/ops/activation.ts";
import type { Backend } from "lib/graph/session/session.ts";
import { printRow } from "./bench_row.ts";
import {
  onEachBackend,
  rowsPerSecond,
  type TrainedNetwork,
} from "./sequence_training.ts";

interface Case extends TrainedNetwork {
  readonly peer: string;
  /** Rows a second wanted in WebAssembly and in native code. */
  readonly target: Readonly<Record<Backend, number>>;
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
    network: (x) => dense(lstm(x, 64, "lstm", { states: "last" }), 1, "head"),
    peer: "PyTorch 2.13 4.0k",
    target: { wasm: 1_200, node: 5_000 },
  },
  {
    name: "two transformer blocks of width 64 over 16 places, batch 128",
    shape: [128, 16, 16],
    network: (x) => {
      const embedded = dense(x, 64, "embed");
      const first = transformerBlock(embedded, "block0");
      return dense(poolSequence(transformerBlock(first, "block1")), 1, "head");
    },
    peer: "PyTorch 2.13 5.9k, sequence length not on record",
    target: { wasm: 1_700, node: 7_000 },
  },
];

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

await onEachBackend(import.meta.filename!, bench);
