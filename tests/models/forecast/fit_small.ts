/** Fits a family to windows and gives its predictions of others. */

import { makeRng } from "lib/core/rng.ts";
import type { BaseModel } from "lib/models/forecast/base_model.ts";
import { modelRegistry } from "lib/models/forecast/families.ts";
import { fitModel } from "lib/models/forecast/fit_model.ts";
import { readModelConfig } from "lib/models/forecast/model_config.ts";
import type { PredictionOutput } from "lib/models/forecast/prediction_output.ts";
import type { Windows } from "lib/models/windows/windows.ts";

/** Windows to learn from, to choose by and to predict. */
export interface FitParts {
  readonly train: Windows;
  readonly validation: Windows;
  readonly test: Windows;
}

/** A fitted model, its session closed, and what it predicts. */
export async function fitAndPredict(
  family: string,
  { train, validation, test }: FitParts,
  params: Readonly<Record<string, unknown>> = {},
): Promise<{ model: BaseModel; output: PredictionOutput }> {
  const config = readModelConfig({ family, params });
  const registry = modelRegistry();
  const model = await fitModel(config, train, {
    rng: makeRng(config.seed),
    validation,
    registry,
  });
  try {
    return { model, output: await model.predict(test) };
  } finally {
    await model.release();
  }
}

/** Mean squared error of predictions. */
export function meanSquaredError(
  { predictions }: PredictionOutput,
  windows: Windows,
): number {
  const labels = windows.labels();
  return labels.reduce((sum, y, k) => sum + (y - predictions[k]) ** 2, 0) /
    labels.length;
}
