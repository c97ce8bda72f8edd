/** The calibration pipeline's settings. */

import { lawName } from "lib/pricing/laws/law_name.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import type { CalibratorConfig } from "pipelines/calibrator_stages.ts";
import {
  type ConfigKeys,
  list,
  readConfig,
  whole,
  word,
} from "pipelines/read_config.ts";

/** What the pipeline runs. */
export interface CalibrationConfig extends CalibratorConfig {
  /** Files with real quotes. */
  readonly quotes: readonly string[];
}

/** What each key must be, and how it is read. */
const KEYS: ConfigKeys<CalibrationConfig> = {
  law: [
    "the name of a law",
    (value) =>
      typeof value === "string" ? lawByName(lawName(value)).name : undefined,
  ],
  architecture: [
    "mlp, cnn, resnet or transformer",
    word("mlp", "cnn", "resnet", "transformer"),
  ],
  route: ["inverse or surrogate", word("inverse", "surrogate")],
  members: ["a whole number ≥ 1", whole(1)],
  samples: ["a whole number ≥ 1000", whole(1000)],
  basisSamples: ["a whole number ≥ 100", whole(100)],
  epochs: ["a whole number ≥ 1", whole(1)],
  batch: ["a whole number ≥ 1", whole(1)],
  rate: [
    "a number > 0",
    (value) => typeof value === "number" && value > 0 ? value : undefined,
  ],
  patience: ["a whole number ≥ 1", whole(1)],
  seed: ["a whole number ≥ 0", whole(0)],
  backend: ["wasm or node", word("wasm", "node")],
  workers: ["a whole number ≥ 1", whole(1)],
  quotes: ["a list of files", list],
};

/**
 * Reads a configuration.
 *
 * @param text YAML.
 * @param file Where it comes from, for messages.
 * @param flags Values that replace the file's, by key, as text.
 */
export function readCalibrationConfig(
  text: string,
  file: string,
  flags: Readonly<Record<string, string>>,
): CalibrationConfig {
  return readConfig(KEYS, text, file, flags);
}
