/**
 * What is asked of a model: which family, for which horizon, how long to try.
 *
 * @module
 */

import { nearestName } from "lib/core/nearest_name.ts";

/** Settings that every family has; those of its own are in `params`. */
export interface ModelConfig {
  /** What the model is called in tables and in the registry. */
  readonly name: string;
  /** Registered family, such as `"lstm"`. */
  readonly family: string;
  /** Bars ahead that are predicted. */
  readonly horizon: number;
  /** Seed of all that is random in its training, below 2³². */
  readonly seed: number;
  /** Whether training stops when the validation windows no longer gain. */
  readonly earlyStopping: boolean;
  /** Epochs or rounds without a gain before it stops. */
  readonly patience: number;
  /** By how much the validation loss must fall to count as a gain. */
  readonly minDelta: number;
  /** Hyperparameters of the family. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** Values of what a configuration leaves out. */
const DEFAULTS = {
  horizon: 1,
  seed: 42,
  earlyStopping: true,
  patience: 5,
  minDelta: 0,
  params: {},
} as const;

type Check = readonly [string, (value: unknown) => boolean];
const whole = (least: number, most = Number.MAX_SAFE_INTEGER): Check => [
  most < Number.MAX_SAFE_INTEGER
    ? `a whole number from ${least} to ${most}`
    : `a whole number ≥ ${least}`,
  (v) => Number.isInteger(v) && Number(v) >= least && Number(v) <= most,
];
// The family first: a model that is not named is called after it.
const CHECKS: Readonly<Record<keyof ModelConfig, Check>> = {
  family: ["a word", (v) => typeof v === "string" && v !== ""],
  name: [
    'small letters, digits, ".", "_" and "-"',
    (v) => typeof v === "string" && /^[a-z0-9][a-z0-9._-]*$/.test(v),
  ],
  horizon: whole(1),
  seed: whole(0, 0xffffffff),
  earlyStopping: ["true or false", (v) => typeof v === "boolean"],
  patience: whole(1),
  minDelta: [
    "a finite number ≥ 0",
    (v) => Number.isFinite(v) && Number(v) >= 0,
  ],
  params: [
    "an object",
    (v) => typeof v === "object" && v !== null && !Array.isArray(v),
  ],
};

/**
 * A configuration with every value checked and defaults filled in; a model
 * that is not named is called after its family.
 *
 * @param given What is set.
 * @param path Where it stands, for messages. @default {"model"}
 * @throws {RangeError} If a key is unknown or a value does not fit, naming the
 * path of the key.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readModelConfig } from "lib/models/forecast/model_config.ts";
 *
 * const config = readModelConfig({ family: "lstm", horizon: 5 });
 * assertEquals([config.name, config.patience], ["lstm", 5]);
 * ```
 */
export function readModelConfig(
  given: Readonly<Record<string, unknown>>,
  path: string = "model",
): ModelConfig {
  const names = Object.keys(CHECKS);
  for (const key of Object.keys(given)) {
    if (names.includes(key)) continue;
    throw new RangeError(
      `Cannot use ${path}.${key} as it must be a known key: the nearest is ${
        nearestName(key, names)
      }`,
    );
  }
  const all: Record<string, unknown> = { ...DEFAULTS, ...given };
  all["name"] ??= given["family"];
  for (const [key, [must, fits]] of Object.entries(CHECKS)) {
    if (fits(all[key])) continue;
    throw new RangeError(
      `Cannot use ${path}.${key} as it must be ${must}: current value is ${
        JSON.stringify(all[key]) ?? "missing"
      }`,
    );
  }
  return Object.freeze(all) as unknown as ModelConfig;
}
