/**
 * What a saved model knows of itself, read from its file.
 *
 * @module
 */

import type { ModelFacts } from "lib/models/forecast/base_model.ts";
import { readModelConfig } from "lib/models/forecast/model_config.ts";

type Check = readonly [string, (value: unknown) => boolean];

const isWhole = (v: unknown) => Number.isSafeInteger(v) && Number(v) >= 0;
const listOf = (what: string, fits: (v: unknown) => boolean): Check => [
  `a list of ${what}`,
  (v) => Array.isArray(v) && v.every(fits),
];
const isObject = (v: unknown) =>
  typeof v === "object" && v !== null && !Array.isArray(v);

const CHECKS: Readonly<Record<keyof ModelFacts, Check>> = {
  config: ["an object", isObject],
  features: listOf("names", (v) => typeof v === "string"),
  length: ["a number of rows", (v) => isWhole(v) && v !== 0],
  target: [
    "number, class or path",
    (v) => v === "number" || v === "class" || v === "path",
  ],
  pathColumn: [
    "a column, if it is there",
    (v) => v === undefined || isWhole(v),
  ],
  classes: ["a number of classes", isWhole],
  horizons: listOf("bars ahead", (v) => isWhole(v) && v !== 0),
  levels: listOf("levels", Number.isFinite),
  residuals: listOf("deviations", Number.isFinite),
  importance: listOf("shares", Number.isFinite),
  history: listOf("epochs", isObject),
  parameters: ["a number of parameters", isWhole],
  notes: ["an object", isObject],
};

/**
 * Reads the facts of a model.
 *
 * @param text JSON.
 * @throws {SyntaxError} If it is no JSON, or no facts of a model.
 * @throws {RangeError} If the configuration in it does not fit.
 */
export function readModelFacts(text: string): ModelFacts {
  const facts = JSON.parse(text);
  for (const [key, [must, fits]] of Object.entries(CHECKS)) {
    const value = isObject(facts) ? facts[key] : undefined;
    if (fits(value)) continue;
    throw new SyntaxError(
      `Cannot read the facts of a model as ${key} must be ${must}: current value is ${
        JSON.stringify(value) ?? "missing"
      }`,
    );
  }
  return { ...facts, config: readModelConfig(facts.config, "config") };
}
