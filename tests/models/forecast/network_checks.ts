/** What each family of networks must do on windows whose label lies in them. */

import "../../graph/wasm_ready.ts";
import { fromBinary } from "@bufbuild/protobuf";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { ModelProtoSchema } from "onnx-buf";
import { makeRng } from "lib/core/rng.ts";
import type { BaseModel } from "lib/models/forecast/base_model.ts";
import { modelRegistry } from "lib/models/forecast/families.ts";
import type { LearnContext } from "lib/models/forecast/family.ts";
import { fitModel } from "lib/models/forecast/fit_model.ts";
import { readModelConfig } from "lib/models/forecast/model_config.ts";
import {
  type Checkpoint,
  decodeCheckpoint,
  encodeCheckpoint,
} from "lib/models/networks/checkpoint.ts";
import type { CheckpointStore } from "lib/models/networks/checkpoint_store.ts";
import { type Kind, LAG, laggedWindows, LENGTH } from "./lagged_windows.ts";

/** A family at a size that learns in a few seconds. */
export interface NetworkCase {
  /** Its name. */
  readonly family: string;
  /** Its hyperparameters. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** Fits a family to lagged windows. */
export async function fitLagged(
  { family, params }: NetworkCase,
  kind: Kind,
  more: Partial<LearnContext> & { readonly count?: number } = {},
): Promise<BaseModel> {
  const { count = 768, ...context } = more;
  const config = readModelConfig({ family, params, patience: 50 });
  const model = await fitModel(config, laggedWindows(count, 1, kind), {
    rng: makeRng(config.seed),
    validation: laggedWindows(256, 2, kind),
    registry: modelRegistry(),
    ...context,
  });
  await model.release();
  return model;
}

/** Registers the tests of a family. */
export function testNetwork(what: NetworkCase): void {
  const { family } = what;

  Deno.test(`${family} learns a number that stands ${LAG} rows before the end of a window of ${LENGTH}`, async () => {
    const model = await fitLagged(what, "number");
    // The number is the signal itself, of variance 1; the noise tells nothing.
    const [deviation] = model.facts.residuals;
    assert(deviation ** 2 < 0.1, `${deviation ** 2}`);
    const [signal, noise] = model.importance();
    assert(signal > 0.9, `${signal} against ${noise}`);
  });

  Deno.test(`${family} learns whether that number is above zero`, async () => {
    const windows = laggedWindows(256, 3, "class");
    const model = await fitLagged(what, "class");
    const output = await model.predict(windows);
    await model.release();
    const right = windows.labels().reduce(
      (n, y, i) => n + (y === output.predictions[i] ? 1 : 0),
      0,
    );
    assert(right / 256 > 0.85, `${right} of 256`);
  });

  Deno.test(`${family} learns a path that repeats what stood ${LAG} rows before`, async () => {
    const model = await fitLagged(what, "path");
    // Of each step's variance 1 a share of 0.0975 cannot be known.
    assertEquals(model.facts.residuals.length, 2);
    for (const deviation of model.facts.residuals) {
      assert(deviation ** 2 < 0.4, `${deviation ** 2}`);
    }
  });

  Deno.test(`${family} gives the same bytes for the same seed, killed and resumed or not`, async () => {
    const small = { ...what, params: { ...what.params, epochs: 4 } };
    const whole = await fitLagged(small, "number", { count: 192 });
    const again = await fitLagged(small, "number", { count: 192 });
    assertEquals(again.graph, whole.graph);
    const checkpoints = memory();
    const abort = new AbortController();
    await assertRejects(
      () =>
        fitLagged(small, "number", {
          count: 192,
          checkpoints,
          signal: abort.signal,
          onEpoch: ({ epoch }) => {
            if (epoch === 2) abort.abort(new Error("killed"));
          },
        }),
      Error,
      "killed",
    );
    const epochs: number[] = [];
    const resumed = await fitLagged(small, "number", {
      count: 192,
      checkpoints,
      onEpoch: ({ epoch }) => epochs.push(epoch),
    });
    assertEquals(epochs, [3, 4]);
    assertEquals(resumed.graph, whole.graph);
    assertEquals(resumed.facts, whole.facts);
  });
}

/** Operators of a model's graph, as often as they come. */
export function operators({ graph }: BaseModel): readonly string[] {
  return fromBinary(ModelProtoSchema, graph).graph!.node.map((n) => n.opType);
}

/** A store that keeps bytes, as a disk does. */
function memory(): CheckpointStore {
  let bytes: Uint8Array | null = null;
  return {
    load: async () => bytes && await decodeCheckpoint(bytes, "memory"),
    save: async (checkpoint: Checkpoint) => {
      bytes = await encodeCheckpoint(checkpoint);
    },
  };
}
