/** The greeks pipeline's settings. */

import type { GreeksTraining } from "pipelines/train_greeks.ts";
import {
  between,
  type ConfigKeys,
  list,
  readConfig,
  text,
  whole,
  word,
} from "pipelines/read_config.ts";

/** What the pipeline runs. */
export interface GreeksConfig extends Omit<GreeksTraining, "hyperparameters"> {
  /** Chains and prices; none for a history made by a pricing law. */
  readonly files: readonly string[];
  /** Trading days of the made history. */
  readonly days: number;
  /** Folder of the embedded history. */
  readonly store: string;
  /** Share of the days held out of tuning and training. */
  readonly holdOut: number;
  /** Hyperparameters tried for each side. */
  readonly trials: number;
  /** Threads. */
  readonly workers: number;
  /** Where models are registered. */
  readonly models: string;
}

const KEYS: ConfigKeys<GreeksConfig> = {
  files: ["a list of files", list],
  days: ["a whole number ≥ 5", whole(5)],
  store: ["a folder", text],
  roots: ["a list of root symbols", list],
  maxDte: ["a number of days from 0 to 3660", between(0, 3660)],
  minMoneyness: ["a number from 0 to 100", between(0, 100)],
  maxMoneyness: ["a number from 0 to 100", between(0, 100)],
  holdOut: ["a number from 0.01 to 0.9", between(0.01, 0.9)],
  folds: ["a whole number ≥ 2", whole(2)],
  balance: [
    "none, mean, largest or smallest",
    word("none", "mean", "largest", "smallest"),
  ],
  level: ["a number from 0.5 to 0.999", between(0.5, 0.999)],
  trials: ["a whole number ≥ 1", whole(1)],
  seed: ["a whole number ≥ 0", whole(0)],
  workers: ["a whole number ≥ 1", whole(1)],
  models: ["a folder", text],
};

/**
 * Reads a configuration.
 *
 * @param yaml The file's text.
 * @param file Where it comes from, for messages.
 * @param flags Values that replace the file's, by key, as text.
 */
export function readGreeksConfig(
  yaml: string,
  file: string,
  flags: Readonly<Record<string, string>>,
): GreeksConfig {
  return readConfig(KEYS, yaml, file, flags);
}
