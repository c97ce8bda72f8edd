import "../../graph/wasm_ready.ts";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { makeRng, type Rng } from "lib/core/rng.ts";
import { Graph, type Weights } from "lib/graph/graph.ts";
import { dropout } from "lib/graph/layers/dropout.ts";
import { buildInferenceGraph } from "lib/graph/optimize/training_graph.ts";
import { openSession } from "lib/graph/session/session.ts";
import { float32, tensor } from "lib/graph/tensor.ts";
import {
  type Checkpoint,
  decodeCheckpoint,
  encodeCheckpoint,
  type EpochRecord,
} from "lib/models/networks/checkpoint.ts";
import {
  fitNetwork,
  type FitNetworkOptions,
} from "lib/models/networks/fit_network.ts";
import type { CheckpointStore } from "lib/models/networks/checkpoint_store.ts";
import type { NetworkTask } from "lib/models/networks/network_task.ts";
import {
  type Rows,
  type RowSource,
  rowSource,
} from "lib/models/networks/row_source.ts";
import { mlp } from "lib/models/networks/mlp.ts";

/** Two inputs, one target; a mask, so that resumption must redraw it. */
const TASK: NetworkTask = {
  inputs: 2,
  outputs: 1,
  forward: (x) => {
    const hidden = mlp(x, 12, "first", { widths: [12] });
    return mlp(dropout(hidden, 0.1), 1, "second", { widths: [8] });
  },
};
const PLAIN: NetworkTask = {
  inputs: 2,
  outputs: 1,
  forward: (x) => mlp(x, 1, "net", { widths: [12] }),
};

/** Rows of `sin(a + b/2)`, or of its opposite. */
function rows(count: number, rng: Rng, sign = 1): Rows {
  const x = Float32Array.from({ length: 2 * count }, () => rng.normal());
  const y = Float32Array.from(
    { length: count },
    (_, i) => sign * Math.sin(x[2 * i] + x[2 * i + 1] / 2),
  );
  return { x, y, count };
}

const DATA = {
  training: rows(70, makeRng(1)),
  validation: rows(30, makeRng(2)),
};
const SETTINGS = { epochs: 9, batch: 16, rate: 0.02, checkpointEvery: 2 };
const options = (more: Partial<FitNetworkOptions> = {}): FitNetworkOptions => ({
  ...SETTINGS,
  rng: makeRng(3),
  ...more,
});

/** A store that keeps bytes, as a disk does. */
function memory(): CheckpointStore & { saved: number } {
  let bytes: Uint8Array | null = null;
  const store = {
    saved: 0,
    load: async () => bytes && await decodeCheckpoint(bytes, "memory"),
    save: async (checkpoint: Checkpoint) => {
      bytes = await encodeCheckpoint(checkpoint);
      ++store.saved;
    },
  };
  return store;
}

/** Mean squared error of an inference graph with these weights. */
async function lossOf(task: NetworkTask, weights: Weights, data: Rows) {
  const graph = new Graph({ mode: "inference", weights });
  const prediction = task.forward(graph.input("x", ["N", Number(task.inputs)]));
  const session = await openSession(buildInferenceGraph(graph, { prediction }));
  try {
    const result = await session.run({
      x: tensor(data.x, [data.count, Number(task.inputs)]),
    });
    const y = float32(result["prediction"], "prediction");
    return y.reduce((sum, v, i) => sum + (v - data.y[i]) ** 2, 0) / y.length;
  } finally {
    await session.release();
  }
}

Deno.test("fitNetwork() learns, and its weights give the loss of the best epoch", async () => {
  const fitted = await fitNetwork(PLAIN, {
    training: rows(512, makeRng(4)),
    validation: DATA.validation,
  }, options({ epochs: 25, batch: 32 }));
  assertEquals(fitted.history.map(({ epoch }) => epoch).at(-1), 25);
  assertEquals(fitted.parameters, 2 * 12 + 12 + 12 + 1);
  const least = Math.min(...fitted.history.map((r) => r.validation));
  assertEquals(fitted.best.validation, least);
  // The targets' variance is about 0.46.
  assert(least < 0.03, `${least}`);
  const loss = await lossOf(PLAIN, fitted.weights, DATA.validation);
  assertAlmostEquals(loss / least, 1, 1e-5);
});

Deno.test("The same seed gives the same weights, another seed others", async () => {
  const [one, again, other] = await Promise.all(
    [3, 3, 4].map((seed) =>
      fitNetwork(TASK, DATA, options({ rng: makeRng(seed), epochs: 3 }))
    ),
  );
  assertEquals(again.weights, one.weights);
  assertEquals(again.history, one.history);
  assert(other.history[0].training !== one.history[0].training);
});

Deno.test("Training that is stopped anywhere and resumed gives the same weights to the byte", async () => {
  const whole = await fitNetwork(TASK, DATA, options());
  for (const stops of [[1], [4], [5], [2, 3, 8]]) {
    const checkpoints = memory();
    for (const stop of stops) {
      const abort = new AbortController();
      await assertRejects(
        () =>
          fitNetwork(
            TASK,
            DATA,
            options({
              checkpoints,
              signal: abort.signal,
              onEpoch: ({ epoch }) => {
                if (epoch === stop) abort.abort(new Error("stop"));
              },
            }),
          ),
        Error,
        "stop",
      );
    }
    const epochs: number[] = [];
    const resumed = await fitNetwork(
      TASK,
      DATA,
      options({ checkpoints, onEpoch: ({ epoch }) => epochs.push(epoch) }),
    );
    // The last checkpoint is at an even epoch.
    const from = 2 * Math.floor(stops.at(-1)! / 2);
    assertEquals(epochs[0], from + 1);
    assertEquals(resumed.weights, whole.weights);
    assertEquals(resumed.history, whole.history);
    assertEquals(resumed.best, whole.best);
  }
});

Deno.test("A finished run is taken from its checkpoint without another epoch", async () => {
  const checkpoints = memory();
  const first = await fitNetwork(TASK, DATA, options({ checkpoints }));
  const seen: EpochRecord[] = [];
  const again = await fitNetwork(
    TASK,
    DATA,
    options({ checkpoints, onEpoch: (record) => seen.push(record) }),
  );
  assertEquals(seen, []);
  assertEquals(again, first);
});

Deno.test("Training stops when the validation rows have not gained for a while", async () => {
  // What is learnt makes the opposite worse.
  const { history, best, weights } = await fitNetwork(PLAIN, {
    training: DATA.training,
    validation: rows(30, makeRng(5), -1),
  }, options({ epochs: 60, patience: 4, rate: 0.05 }));
  assertEquals(history.length, best.epoch + 4);
  assert(history.length < 60);
  const loss = await lossOf(PLAIN, weights, rows(30, makeRng(5), -1));
  assertAlmostEquals(loss / best.validation, 1, 1e-5);
});

Deno.test("A checkpoint of other settings, another seed, network or other rows is refused", async () => {
  const checkpoints = memory();
  await fitNetwork(TASK, DATA, options({ checkpoints, epochs: 2 }));
  const { training, validation } = DATA;
  type Other = [NetworkTask, typeof DATA, Partial<FitNetworkOptions>, string];
  const others: Other[] = [
    [TASK, DATA, { batch: 8 }, "batch is 8, was 16"],
    [TASK, DATA, { rate: 0.01 }, "rate is 0.01, was 0.02"],
    [TASK, DATA, { epochs: 3 }, "epochs is 3, was 2"],
    [TASK, DATA, { clipNorm: 2 }, "clipNorm is 2, was not set"],
    [TASK, DATA, { rng: makeRng(9) }, "firstWeights"],
    [PLAIN, DATA, {}, "firstWeights"],
    [TASK, { training: rows(70, makeRng(8)), validation }, {}, "training"],
    [TASK, { training, validation: rows(30, makeRng(8)) }, {}, "validation"],
  ];
  for (const [task, data, more, what] of others) {
    const { message } = await assertRejects(
      () =>
        fitNetwork(task, data, options({ checkpoints, epochs: 2, ...more })),
      RangeError,
      "Cannot resume training",
    );
    assertStringIncludes(message, `those of the checkpoint: ${what}`);
  }
  assertEquals(checkpoints.saved, 2);
});

Deno.test("Fewer rows than a batch, and none to validate, are refused", async () => {
  const none = { x: new Float32Array(), y: new Float32Array(), count: 0 };
  for (
    const data of [
      { ...DATA, training: rows(15, makeRng(1)) },
      { ...DATA, validation: none },
    ]
  ) {
    await assertRejects(
      () => fitNetwork(PLAIN, data, options()),
      RangeError,
      "at least a batch of 16 rows and one to validate",
    );
  }
});

Deno.test("An abort is heeded between steps, before the first one too", async () => {
  await assertRejects(
    () =>
      fitNetwork(
        PLAIN,
        DATA,
        options({ signal: AbortSignal.abort(new Error("no")) }),
      ),
    Error,
    "no",
  );
});

Deno.test("Training that diverges ends there and keeps the weights from before, resumed or not", async () => {
  const rowsAsGiven = rowSource(rows(15, makeRng(6)));
  let batches = 0;
  // From the third epoch on, targets are poison.
  const training: RowSource = {
    ...rowsAsGiven,
    gatherInto(x, y, chosen) {
      rowsAsGiven.gatherInto(x, y, chosen);
      if (++batches > 4) y.fill(NaN);
    },
  };
  const data = { training, validation: DATA.validation };
  const checkpoints = memory();
  const settings = options({ checkpoints, batch: 8, epochs: 12 });
  const { history, best, weights } = await fitNetwork(PLAIN, data, settings);
  assertEquals(history.length, 3);
  assert(Number.isNaN(history.at(-1)!.validation));
  assert(best.epoch < history.length);
  for (const values of weights.values()) {
    assert(values.every(Number.isFinite));
  }
  const loss = await lossOf(PLAIN, weights, DATA.validation);
  assertAlmostEquals(loss / best.validation, 1, 1e-5);
  const again = await fitNetwork(PLAIN, data, settings);
  assertEquals(again.history, history);
  assertEquals(again.weights, weights);
});

Deno.test("shards give the same weights with one thread, with two, and resumed", async () => {
  const fit = (more: Partial<FitNetworkOptions>) =>
    fitNetwork(TASK, DATA, options({ shards: 2, ...more }));
  const one = await fit({ threads: 1 });
  const two = await fit({ threads: 2 });
  assertEquals(two.weights, one.weights);
  assertEquals(two.history, one.history);

  const checkpoints = memory();
  const stop = new AbortController();
  await assertRejects(
    () =>
      fit({
        threads: 2,
        checkpoints,
        signal: stop.signal,
        onEpoch: ({ epoch }) => epoch === 5 && stop.abort(new Error("killed")),
      }),
    Error,
    "killed",
  );
  assertEquals((await fit({ checkpoints })).weights, one.weights);
  await assertRejects(
    () => fit({ checkpoints, shards: 4 }),
    RangeError,
    "shards is 4, was 2",
  );
});

Deno.test("shards must divide the batch", async () => {
  await assertRejects(
    () => fitNetwork(TASK, DATA, options({ shards: 3 })),
    RangeError,
    "must divide the batch of 16 rows: current value is 3",
  );
});
