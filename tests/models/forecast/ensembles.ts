/** What the tests of ensembles share. */

import { assertAlmostEquals, assertEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import type { BaseModel } from "lib/models/forecast/base_model.ts";
import {
  fitMembers,
  memberConfigs,
  memberOutputs,
} from "lib/models/forecast/ensemble/members.ts";
import { modelRegistry } from "lib/models/forecast/families.ts";
import type { LearnContext } from "lib/models/forecast/family.ts";
import { readModelConfig } from "lib/models/forecast/model_config.ts";
import type { Windows } from "lib/models/windows/windows.ts";
import { LENGTH } from "./lagged_windows.ts";
import { laggedWindows } from "./lagged_windows.ts";

/** Settings that make members quick. */
export const QUICK = "rounds=20,epochs=2";

/** What is learnt from, for early stopping, and what is asked. */
export function laggedParts(kind: "number" | "class" | "path") {
  const [train, validation, test] = [1, 2, 3].map((seed) =>
    laggedWindows(seed === 1 ? 300 : 150, seed, kind)
  );
  return { train, validation, test };
}

/** The context of a test. */
export function contextOf(validation: Windows, seed = 42): LearnContext {
  return { rng: makeRng(seed), validation, registry: modelRegistry() };
}

/** What an ensemble's members say of windows when they are fitted alone. */
export async function saidAlone(
  family: string,
  members: string,
  { train, validation, test }: ReturnType<typeof laggedParts>,
  settings: string = QUICK,
): Promise<Float64Array[]> {
  const config = readModelConfig({ family });
  const context = contextOf(validation);
  const configs = memberConfigs(
    { members, settings },
    config,
    context.registry,
    train.target.kind,
  );
  const models = await fitMembers(configs, train, context);
  return await memberOutputs(models, test, context);
}

/** Checks that an ensemble's graph gives the weighted sum of its members. */
export async function assertMixture(
  model: BaseModel,
  said: readonly Float64Array[],
  windows: Windows,
): Promise<Float64Array> {
  assertEquals(model.facts.length, LENGTH);
  const weights = weightsOf(model);
  assertEquals(weights.length, said.length);
  const output = await model.predict(windows);
  (output.probabilities ?? output.predictions).forEach((value, i) => {
    const mixed = said.reduce((sum, own, k) => sum + weights[k] * own[i], 0);
    assertAlmostEquals(value, mixed, 1e-5);
  });
  return weights;
}

/** Weights that an ensemble tells of its members. */
export function weightsOf({ facts: { notes } }: BaseModel): Float64Array {
  return Float64Array.from(
    Object.entries(notes).filter(([name]) => name.startsWith("weight of")),
    ([, weight]) => Number(weight),
  );
}
