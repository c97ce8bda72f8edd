/** One model of one horizon on one set of windows: fitted and judged. */

import { makeRng } from "lib/core/rng.ts";
import type { BaseModel } from "lib/models/forecast/base_model.ts";
import { modelRegistry } from "lib/models/forecast/families.ts";
import type { LearnContext } from "lib/models/forecast/family.ts";
import { fitModel } from "lib/models/forecast/fit_model.ts";
import {
  type ModelConfig,
  readModelConfig,
} from "lib/models/forecast/model_config.ts";
import type { FactoryConfig } from "pipelines/factory/factory_keys.ts";
import type { Prepared } from "pipelines/factory/prepare.ts";

/** What a caller may add to a fit. */
export type FitListeners = Partial<
  Pick<LearnContext, "checkpoints" | "onEpoch" | "onProgress" | "signal">
>;

/** The configuration of a family's model for a horizon. */
export function modelConfigOf(
  config: FactoryConfig,
  family: string,
  horizon: number,
): ModelConfig {
  const { seed, earlyStopping, patience, minDelta, params } = config;
  return readModelConfig({
    name: `${family}-h${horizon}`,
    family,
    horizon,
    seed,
    earlyStopping,
    patience,
    minDelta,
    params,
  });
}

/**
 * Fits a model of a configuration.
 *
 * @param config Settings; `params` are the family's.
 * @param family The family.
 * @param horizon Bars ahead.
 * @param prepared Windows.
 * @param listeners Checkpoints, progress, a way to stop.
 */
export async function fitCell(
  config: FactoryConfig,
  family: string,
  horizon: number,
  prepared: Pick<Prepared, "train" | "validation">,
  listeners: FitListeners = {},
): Promise<BaseModel> {
  const { seed, backend, threads } = config;
  return await fitModel(
    modelConfigOf(config, family, horizon),
    prepared.train,
    {
      rng: makeRng(seed).child(`${family} ${horizon}`),
      validation: prepared.validation,
      registry: modelRegistry(),
      backend,
      threads,
      ...listeners,
    },
  );
}
