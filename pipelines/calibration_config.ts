/** The calibration pipeline's settings: a YAML file, then flags. */

import { parse } from "@std/yaml";
import { DataQualityError } from "lib/core/errors.ts";
import { nearestName } from "lib/core/nearest_name.ts";
import { lawName } from "lib/pricing/laws/law_name.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import type { CalibratorConfig } from "pipelines/calibrator_stages.ts";

/** What the pipeline runs. */
export interface CalibrationConfig extends CalibratorConfig {
  /** Files with real quotes. */
  readonly quotes: readonly string[];
}

type Reader = (value: unknown) => unknown;

const whole = (least: number): Reader => (value) =>
  Number.isInteger(value) && Number(value) >= least ? value : undefined;
const word = (...words: string[]): Reader => (value) =>
  words.includes(value as string) ? value : undefined;

/** What each key must be, and how it is read. */
const KEYS: Readonly<Record<keyof CalibrationConfig, [string, Reader]>> = {
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
  quotes: ["a list of files", (value) => {
    const list = typeof value === "string" ? value.split(",") : value;
    return Array.isArray(list) && list.every((f) => typeof f === "string")
      ? list
      : undefined;
  }],
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
  const given = { ...yamlObject(text, file) };
  for (const [key, value] of Object.entries(flags)) {
    given[key] = parse(value) ?? value;
  }
  const names = Object.keys(KEYS);
  for (const key of Object.keys(given)) {
    if (names.includes(key)) continue;
    throw new DataQualityError(
      `The key is not known: the nearest is ${nearestName(key, names)}`,
      { file, column: key },
    );
  }
  const config = Object.entries(KEYS).map(([key, [must, read]]) => {
    const value = read(given[key]);
    if (value === undefined) {
      throw new DataQualityError(
        `It must be ${must}: current value is ${
          given[key] === undefined ? "missing" : JSON.stringify(given[key])
        }`,
        { file, column: key },
      );
    }
    return [key, value];
  });
  return Object.fromEntries(config);
}

function yamlObject(text: string, file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw new DataQualityError(`It must be YAML: ${(error as Error).message}`, {
      file,
    });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new DataQualityError("It must be a list of keys and values", { file });
}
