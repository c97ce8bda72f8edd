/**
 * From a configuration and windows to a fitted model, whatever the family.
 *
 * @module
 */

import { BaseModel, type ModelFacts } from "lib/models/forecast/base_model.ts";
import { checkWindows } from "lib/models/forecast/check_windows.ts";
import type { LearnContext } from "lib/models/forecast/family.ts";
import type { ModelConfig } from "lib/models/forecast/model_config.ts";
import { permutationShares } from "lib/models/forecast/permutation_shares.ts";
import type { Windows } from "lib/models/windows/windows.ts";

/**
 * Fits a model.
 *
 * @param config Family, hyperparameters, seed and when to stop.
 * @param train Windows to learn from.
 * @param context Registry, validation windows, seed and backend.
 * @throws {RangeError} If the family is unknown, a hyperparameter does not
 * fit, there are no windows, the family cannot learn their target, or a value
 * or label is missing.
 */
export async function fitModel(
  config: ModelConfig,
  train: Windows,
  context: LearnContext,
): Promise<BaseModel> {
  const { registry, validation } = context;
  const { targets } = registry.get(config.family);
  const { kind } = train.target;
  if (!targets.includes(kind)) {
    throw new RangeError(
      `Cannot fit ${config.name} as ${config.family} must be given a target of kind ${
        targets.join(" or ")
      }: current value is ${kind}`,
    );
  }
  if (train.count === 0 || validation.count === 0) {
    throw new RangeError(
      `Cannot fit ${config.name} as there must be windows to learn from and to validate: current numbers are ${train.count} and ${validation.count}`,
    );
  }
  for (const windows of [train, validation]) checkWindows(windows, config.name);
  const learnt = await registry.learner(config).learn(train, context);
  const facts: ModelFacts = {
    config,
    features: train.features,
    length: train.length,
    target: kind,
    ...(train.target.kind === "path" && { pathColumn: train.target.column }),
    classes: train.target.kind === "class" ? train.target.classes : 0,
    horizons: kind === "path"
      ? Array.from({ length: train.outputs }, (_, h) => h + 1)
      : [train.horizon],
    levels: learnt.levels ?? [],
    residuals: [],
    importance: [],
    history: learnt.history ?? [],
    parameters: learnt.parameters ?? 0,
    notes: learnt.notes ?? {},
  };
  const draft = new BaseModel(learnt.graph, facts);
  try {
    return new BaseModel(learnt.graph, {
      ...facts,
      residuals: await residualsOf(draft, validation, context),
      importance: [
        ...learnt.importance ??
          await permutationShares(draft, validation, context),
      ],
    });
  } finally {
    await draft.release();
  }
}

/** Root mean square of the errors on some windows, by output. */
async function residualsOf(
  model: BaseModel,
  windows: Windows,
  { backend = "wasm" }: LearnContext,
): Promise<number[]> {
  if (windows.target.kind === "class") return [];
  const { predictions } = await model.predict(windows, { backend });
  const labels = windows.labels();
  const sums = new Float64Array(windows.outputs);
  labels.forEach((y, k) => sums[k % sums.length] += (y - predictions[k]) ** 2);
  return Array.from(sums, (sum) => Math.sqrt(sum / windows.count));
}
