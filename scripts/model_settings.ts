/** Settings of a command on one family of models, checked before anything is loaded. */

import { modelRegistry } from "lib/models/forecast/families.ts";
import {
  configText,
  readFactoryConfig,
  type ResolvedConfig,
} from "pipelines/factory/factory_config.ts";
import { checkTarget } from "pipelines/factory/check_target.ts";
import { modelConfigOf } from "pipelines/factory/fit_cell.ts";
import type { ModelFlags } from "scripts/commands/model.ts";

/**
 * Reads the settings; with `--print-config` they are printed, and nothing is to be
 * done.
 */
export async function modelSettings(
  flags: Pick<
    ModelFlags,
    "model" | "config" | "set" | "printConfig" | "json"
  >,
): Promise<ResolvedConfig | null> {
  const registry = modelRegistry();
  const family = registry.get(flags.model);
  const resolved = await readFactoryConfig({
    file: flags.config,
    model: flags.model,
    set: flags.set,
    hyperparameters: Object.keys(family.hyperparameters),
  });
  const { config } = resolved;
  checkTarget(config, flags.model);
  for (const horizon of config.horizons) {
    registry.learner(modelConfigOf(config, flags.model, horizon));
  }
  if (!flags.printConfig) return resolved;
  console.log(flags.json ? JSON.stringify(resolved) : configText(resolved));
  return null;
}
