import "../../graph/wasm_ready.ts";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import { ConvergenceError } from "lib/core/errors.ts";
import { makeRng } from "lib/core/rng.ts";
import { dense } from "lib/graph/layers/dense.ts";
import { reshape } from "lib/graph/ops/layout.ts";
import type { BaseModel } from "lib/models/forecast/base_model.ts";
import type { LearnContext } from "lib/models/forecast/family.ts";
import { fitModel } from "lib/models/forecast/fit_model.ts";
import { readModelConfig } from "lib/models/forecast/model_config.ts";
import { ModelRegistry } from "lib/models/forecast/model_registry.ts";
import {
  networkFamily,
  type NetworkShape,
} from "lib/models/forecast/network_family.ts";
import type { EpochRecord } from "lib/models/networks/checkpoint.ts";
import { Windows } from "lib/models/windows/windows.ts";
import { laggedWindows } from "./lagged_windows.ts";

/** One dense layer from the whole window to the head. */
const seen: NetworkShape[] = [];
const linear = (levels: readonly number[] = []) =>
  networkFamily<object>({
    family: "linear",
    group: "neural",
    description: "one dense layer from the whole window to the head",
    hyperparameters: {},
    training: { epochs: 12, rate: 0.02 },
    levels,
    build: (x, shape) => {
      seen.push(shape);
      const { length, features, head } = shape;
      const rows = x.shape[0];
      return dense(reshape(x, [rows, length * features]), head, "head");
    },
  });

const train = laggedWindows(1000, 1, "number");
const validation = laggedWindows(300, 2, "number");
const test = laggedWindows(300, 3, "number");

function fit(
  options: {
    readonly levels?: readonly number[];
    readonly windows?: Windows;
    readonly validation?: Windows;
    readonly config?: Readonly<Record<string, unknown>>;
    readonly context?: Partial<LearnContext>;
  } = {},
): Promise<BaseModel> {
  const { levels = [], windows = train, context = {} } = options;
  const registry = new ModelRegistry().register(linear(levels));
  const config = readModelConfig({ family: "linear", ...options.config });
  return fitModel(config, windows, {
    rng: makeRng(1),
    validation: options.validation ?? validation,
    registry,
    ...context,
  });
}

Deno.test("a network has its family's defaults of training, and those of all", () => {
  const { hyperparameters } = linear();
  const defaults = Object.fromEntries(
    Object.entries(hyperparameters).map((
      [name, { default: of }],
    ) => [name, of]),
  );
  assertEquals(defaults["epochs"], 12);
  assertEquals(defaults["rate"], 0.02);
  assertEquals(defaults["batch"], 128);
  assertEquals(defaults["weightDecay"], 1e-4);
});

Deno.test("a network learns labels of any size and answers in their units", async () => {
  const moved = (windows: Windows) =>
    new Windows({
      ...windows,
      target: {
        kind: "number",
        values: windows.labels().map((y) => 1000 + 50 * y),
      },
    });
  const model = await fit({
    windows: moved(train),
    validation: moved(validation),
    config: { params: { batch: 32, rate: 0.05 } },
  });
  const { predictions } = await model.predict(test);
  await model.release();
  const labels = moved(test).labels();
  const error = labels.reduce((s, y, i) => s + (y - predictions[i]) ** 2, 0) /
    labels.length;
  assert(error < 0.02 * 50 ** 2, `error ${error}`);
  // The uncertainty is that on validation, in the same units.
  assert(model.facts.residuals[0] < 0.15 * 50);
});

Deno.test("a network that no epoch made better is an error, not one of chance", async () => {
  const error = await assertRejects(
    () => fit({ config: { params: { rate: 1e300 } } }),
    ConvergenceError,
    "Lower its rate: current value is 1e+300",
  );
  assertEquals(error.reached, NaN);
});

Deno.test("a network is kept as it was after its best epoch", async () => {
  const told: EpochRecord[] = [];
  const model = await fit({
    context: { onEpoch: (record) => told.push(record) },
  });
  const { history, notes, parameters } = model.facts;
  assertEquals(told, [...history]);
  assertEquals(history.map(({ epoch }) => epoch), told.map((_, i) => i + 1));
  const best = history.reduce((a, b) => b.validation < a.validation ? b : a);
  assertEquals(notes["bestEpoch"], best.epoch);
  // Labels have the deviation 1 nearly, so the scaled loss is the error.
  const scale = Math.sqrt(
    train.labels().reduce((s, y) => s + y * y, 0) / train.count,
  );
  assertAlmostEquals(
    model.facts.residuals[0],
    scale * Math.sqrt(best.validation),
    0.01 * scale,
  );
  assertEquals(parameters, 8 * 2 + 1);
});

Deno.test("a network stops when validation no longer gains, unless it must not", async () => {
  // Labels of validation that nothing says anything of.
  const rng = makeRng(8);
  const values = Float32Array.from(validation.labels(), () => rng.normal());
  const noise = new Windows({
    ...validation,
    target: { kind: "number", values },
  });
  const stopped = await fit({ validation: noise, config: { patience: 2 } });
  const { history, notes } = stopped.facts;
  assertEquals(history.length, Number(notes["bestEpoch"]) + 2);
  assert(history.length < 12);
  const whole = await fit({
    validation: noise,
    config: { patience: 2, earlyStopping: false },
  });
  assertEquals(whole.facts.history.length, 12);
});

Deno.test("a gain below minDelta is none", async () => {
  const model = await fit({ config: { patience: 1, minDelta: 1000 } });
  assertEquals(model.facts.history.length, 2);
});

Deno.test("quantiles cover as often as they say, in order, the median first", async () => {
  const levels = [0.1, 0.5, 0.9];
  // Labels with noise of deviation 1 beside the signal of deviation 1.
  const noisy = (windows: Windows, seed: number) => {
    const rng = makeRng(seed);
    const values = windows.labels().map((y) => y + rng.normal());
    return new Windows({ ...windows, target: { kind: "number", values } });
  };
  const asked = noisy(laggedWindows(2000, 4, "number"), 13);
  const model = await fit({
    levels,
    windows: noisy(laggedWindows(3000, 5, "number"), 11),
    validation: noisy(validation, 12),
  });
  const { quantiles, predictions, uncertainty } = await model.predict(asked);
  await model.release();
  assertEquals(model.facts.levels, levels);
  const labels = asked.labels();
  levels.forEach((level, j) => {
    const below = labels.filter((y, i) => y < quantiles![i * 3 + j]).length /
      asked.count;
    // Standard error of a share of 2000: 0.011; training adds its own.
    assertAlmostEquals(below, level, 0.05);
  });
  predictions.forEach((y, i) => assertEquals(y, quantiles![i * 3 + 1]));
  for (const u of uncertainty.subarray(0, 20)) assertAlmostEquals(u, 1, 0.3);
});

Deno.test("a network is told the shape of windows and head for each target", async () => {
  for (
    const [kind, head, pathColumn] of [
      ["number", 1, null],
      ["class", 2, null],
      ["path", 2, 0],
    ] as const
  ) {
    seen.length = 0;
    const windows = laggedWindows(64, 1, kind);
    await fit({
      windows,
      validation: windows,
      config: { params: { epochs: 1 } },
    });
    assertEquals(seen[0], { length: 8, features: 2, head, pathColumn });
    assert(seen.every((shape) => shape.head === head));
  }
});

Deno.test("an epoch's listener can end a training, and a signal too", async () => {
  const enough = new Error("enough");
  const epochs: number[] = [];
  await assertRejects(
    () =>
      fit({
        context: {
          onEpoch: ({ epoch }) => {
            epochs.push(epoch);
            if (epoch === 2) throw enough;
          },
        },
      }),
    Error,
    "enough",
  );
  assertEquals(epochs, [1, 2]);
  const stop = new AbortController();
  stop.abort(new Error("stop at once"));
  await assertRejects(
    () => fit({ context: { signal: stop.signal } }),
    Error,
    "stop at once",
  );
});

Deno.test("shards cut the batch to a multiple of them, whatever the threads", async () => {
  const params = { epochs: 2, batch: 65, shards: 2 };
  const whole = { epochs: 2, batch: 64 };
  const predict = async (
    given: Readonly<Record<string, number>>,
    threads: number,
  ) => {
    const model = await fit({
      config: { params: given },
      context: { threads },
    });
    try {
      return (await model.predict(test)).predictions;
    } finally {
      await model.release();
    }
  };
  const one = await predict(params, 1);
  assertEquals(await predict(params, 2), one);
  const unsharded = await predict(whole, 1);
  // Float32 sums in another order.
  one.forEach((value, i) => assertAlmostEquals(value, unsharded[i], 1e-4));
});
