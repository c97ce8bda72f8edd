/** Whether a family finds a signal, twice the same to the last byte. */

import "../../graph/wasm_ready.ts";
import { assert, assertEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import type { BaseModel } from "lib/models/forecast/base_model.ts";
import type { ModelFamily } from "lib/models/forecast/family.ts";
import { fitModel } from "lib/models/forecast/fit_model.ts";
import { readModelConfig } from "lib/models/forecast/model_config.ts";
import { ModelRegistry } from "lib/models/forecast/model_registry.ts";
import { type Kind, laggedWindows } from "./lagged_windows.ts";

/** Fits a family to the windows of `lagged_windows.ts`. */
export function fitLagged(
  family: ModelFamily,
  kind: Kind,
  settings: { count?: number; params?: Readonly<Record<string, unknown>> } = {},
): Promise<BaseModel> {
  const { count = 1000, params = {} } = settings;
  const config = readModelConfig({ family: family.family, params });
  return fitModel(config, laggedWindows(count, 1, kind), {
    rng: makeRng(config.seed),
    registry: new ModelRegistry().register(family),
    validation: laggedWindows(300, 2, kind),
  });
}

/** Mean squared error on windows never seen; for classes the share mistaken. */
export async function errorOf(model: BaseModel, kind: Kind): Promise<number> {
  const test = laggedWindows(500, 3, kind);
  const { predictions } = await model.predict(test);
  const errors = test.labels().map((y, i) => (y - predictions[i]) ** 2);
  return errors.reduce((a, b) => a + b) / errors.length;
}

/**
 * Registers tests: the family learns the signal, and the same seed
 * gives the same graph.
 *
 * @param most Largest error for each kind of target; knowing nothing it is 1
 * for numbers and paths, 0.5 for classes.
 * @param params Hyperparameters. @default the family's own
 */
export function assertLearns(
  family: ModelFamily,
  most: Readonly<Record<Kind, number>>,
  params: Readonly<Record<string, unknown>> = {},
): void {
  for (const kind of ["number", "class", "path"] as const) {
    Deno.test(`${family.family} learns a ${kind}`, async () => {
      const model = await fitLagged(family, kind, { params });
      try {
        const error = await errorOf(model, kind);
        assert(error < most[kind], `${error}`);
      } finally {
        await model.release();
      }
    });
  }

  Deno.test(`${family.family} is the same file for the same seed`, async () => {
    const options = { count: 256, params: { epochs: 2 } };
    const [one, two] = [
      await fitLagged(family, "number", options),
      await fitLagged(family, "number", options),
    ];
    await one.release();
    await two.release();
    assertEquals(one.graph, two.graph);
    assertEquals(one.facts, two.facts);
  });
}
