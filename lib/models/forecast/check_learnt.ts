/**
 * Whether training came to anything: a loss that is no number after the first
 * epoch leaves the weights that chance gave the network.
 *
 * @module
 */

import { ConvergenceError } from "lib/core/errors.ts";
import type { ModelConfig } from "lib/models/forecast/model_config.ts";
import type { EpochRecord } from "lib/models/networks/checkpoint.ts";

/**
 * Refuses weights that no epoch has made better than chance made them.
 *
 * @param config The model.
 * @param rate Its largest learning rate.
 * @param best The epoch with the least validation loss.
 * @throws {ConvergenceError} If that loss is not finite.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { checkLearnt } from "lib/models/forecast/check_learnt.ts";
 *
 * const best = { epoch: 1, training: NaN, validation: NaN };
 * assertThrows(() => checkLearnt({ name: "lstm-h1" }, 9, best), Error, "9");
 * ```
 */
export function checkLearnt(
  { name }: Pick<ModelConfig, "name">,
  rate: number,
  { epoch, validation }: EpochRecord,
): void {
  if (Number.isFinite(validation)) return;
  throw new ConvergenceError(
    `Cannot train ${name} as its loss must be finite: on the validation windows it is ${validation} after epoch ${epoch}. Lower its rate: current value is ${rate}`,
    { reached: validation, tolerance: Infinity },
  );
}
