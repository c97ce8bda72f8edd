/**
 * What a comparison of models asks of them.
 *
 * @module
 */

import { checkSeries } from "lib/validation/check_series.ts";
import type {
  CompareOptions,
  ModelLosses,
} from "lib/validation/forecast/compare_models.ts";

/**
 * Refuses models and options that make no comparison.
 *
 * @param models Losses of all models.
 * @param options Baselines, horizon, level, trials.
 * @param tested Number of models that are no baselines.
 * @throws {TypeError} If the models' losses differ in number.
 * @throws {RangeError} If a name, a loss or an option is out of range.
 */
export function checkComparison(
  models: readonly ModelLosses[],
  options:
    & CompareOptions
    & Required<Pick<CompareOptions, "level" | "trials">>,
  tested: number,
): void {
  const { baselines, horizon, level, trials } = options;
  const names = models.map(({ model }) => model);
  const cannot = "Cannot compare models as";
  if (models.length < 2 || new Set(names).size < models.length) {
    throw new RangeError(
      `${cannot} there must be two or more of different names: current names are ${
        names.join(", ") || "none"
      }`,
    );
  }
  const unknown = baselines.find((name) => !names.includes(name));
  if (baselines.length === 0 || unknown !== undefined) {
    throw new RangeError(
      `${cannot} baselines must be some of ${
        names.join(", ")
      }: current value is ${unknown ?? "none"}`,
    );
  }
  for (const { model, losses, validationLoss } of models) {
    if (losses.length !== models[0].losses.length) {
      throw new TypeError(
        `${cannot} each must have ${
          models[0].losses.length
        } losses: ${model} has ${losses.length}`,
      );
    }
    checkSeries(losses, { name: `losses of ${model}` });
    if (Number.isFinite(validationLoss) || !baselines.includes(model)) continue;
    throw new RangeError(
      `${cannot} the validation loss of a baseline must be finite: that of ${model} is ${validationLoss}`,
    );
  }
  if (!(Number.isSafeInteger(horizon) && horizon >= 1)) {
    throw new RangeError(
      `${cannot} horizon must be a whole number ≥ 1: current value is ${horizon}`,
    );
  }
  if (!(level > 0 && level < 1)) {
    throw new RangeError(
      `${cannot} level must be in (0, 1): current value is ${level}`,
    );
  }
  if (Number.isSafeInteger(trials) && trials >= tested) return;
  throw new RangeError(
    `${cannot} trials must be a whole number ≥ ${tested}, the models that are no baselines: current value is ${trials}`,
  );
}
