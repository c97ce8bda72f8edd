/**
 * Quotes of a request for deltas, checked feature by feature.
 *
 * @module
 */

import {
  DELTA_FEATURES,
  type DeltaFeature,
  type DeltaFeatures,
  FEATURE_BOUNDS,
  INDEX_FEATURES,
  MONEYNESS_TOLERANCE,
  moneynessOf,
  QUOTE_FEATURES,
} from "lib/greeks/delta_features.ts";
import type { ContractType } from "lib/market/history/history_store.ts";
import { Check } from "lib/serve/check.ts";

/** {@linkcode MONEYNESS_TOLERANCE} for people. */
export const TOLERANCE_TEXT = `${
  Number((100 * MONEYNESS_TOLERANCE).toPrecision(3))
} %`;

/**
 * Reads one quote; what is wrong is noted and stands as NaN.
 *
 * @param check Where it is noted.
 * @param value The features, by name.
 * @param path Where they stand in the body.
 * @param type Side of the chain.
 * @throws {Problem} 422 at once if it is no object.
 */
export function readDeltaRow(
  check: Check,
  value: unknown,
  path: string,
  type: ContractType,
): DeltaFeatures {
  const given = check.object(value, path);
  check.names(given, path, DELTA_FEATURES);
  const row: Partial<Record<DeltaFeature, number>> = {};
  for (const name of QUOTE_FEATURES) {
    row[name] = readFeature(check, given[name], path, name);
  }
  for (const name of INDEX_FEATURES) {
    const index = given[name];
    if (index !== undefined) row[name] = readFeature(check, index, path, name);
  }
  const features = row as DeltaFeatures;
  checkMoneyness(check, features, `${path}.moneyness`, type);
  return features;
}

/**
 * Notes the indices that a model needs and a request lacks.
 *
 * @throws {Problem} 422, naming the paths of what is missing.
 */
export function checkIndices(
  { rows, pathOf }: {
    readonly rows: readonly DeltaFeatures[];
    readonly pathOf: (i: number) => string;
  },
  features: readonly DeltaFeature[],
): void {
  const check = new Check();
  const needed = INDEX_FEATURES.filter((name) => features.includes(name));
  rows.forEach((row, i) => {
    for (const name of needed) {
      if (row[name] !== undefined) continue;
      check.wrong(`${pathOf(i)}.${name}`, mustBe(name), undefined);
    }
  });
  check.done();
}

/**
 * Checks quotes that come as a tensor, as `/predict` checks them by name.
 *
 * @param values The tensor, row-major, shape `[n × features.length]`.
 * @param features Names of its columns.
 * @param options Side of the chain, and where the values stand in the body.
 * @throws {Problem} 422, naming the places of values out of bounds.
 */
export function checkDeltaTensor(
  values: Float32Array,
  features: readonly DeltaFeature[],
  { type, path }: { readonly type: ContractType; readonly path: string },
): void {
  const check = new Check();
  // A bound itself, such as 0.01, may lie beyond itself in float32.
  const bounds = features.map((name) => FEATURE_BOUNDS[name].map(Math.fround));
  for (let at = 0; at < values.length; at += features.length) {
    const row: Partial<Record<DeltaFeature, number>> = {};
    const place = (name: DeltaFeature) =>
      `${path}[${at + features.indexOf(name)}]`;
    features.forEach((name, j) => {
      const value = values[at + j];
      const [least, most] = bounds[j];
      row[name] = value >= least && value <= most
        ? value
        : check.wrong(place(name), `${name}, ${mustBe(name)}`, value);
    });
    checkMoneyness(check, row as DeltaFeatures, place("moneyness"), type);
  }
  check.done();
}

/** Notes rows that are not of the first row's chain. */
export function checkOneChain(
  check: Check,
  rows: readonly DeltaFeatures[],
  pathOf: (i: number) => string,
): void {
  for (const name of ["dte", "underlying_price"] as const) {
    const first = rows[0][name];
    rows.forEach((row, i) => {
      if (Number.isNaN(first) || Number.isNaN(row[name])) return;
      if (row[name] === first) return;
      check.wrong(
        `${pathOf(i)}.${name}`,
        `${first} as of ${pathOf(0)}, since a curve is of one chain`,
        row[name],
      );
    });
  }
}

// Paths are put together only where something is wrong: this is hot.
function readFeature(
  check: Check,
  value: unknown,
  path: string,
  name: DeltaFeature,
): number {
  const [least, most] = FEATURE_BOUNDS[name];
  return typeof value === "number" && value >= least && value <= most
    ? value
    : check.wrong(`${path}.${name}`, mustBe(name), value);
}

function mustBe(name: DeltaFeature): string {
  const [least, most] = FEATURE_BOUNDS[name];
  return `a number from ${least} to ${most}`;
}

/** Notes a moneyness that strike and underlying do not have. */
function checkMoneyness(
  check: Check,
  row: DeltaFeatures,
  path: string,
  type: ContractType,
): void {
  const wanted = moneynessOf(type, row);
  // What is no number has been noted.
  if (!(Math.abs(row.moneyness / wanted - 1) > MONEYNESS_TOLERANCE)) return;
  const ratio = type === "call"
    ? "underlying_price / strike"
    : "strike / underlying_price";
  check.wrong(
    path,
    `${ratio} for a ${type}, ${
      Number(wanted.toPrecision(6))
    } here, within ${TOLERANCE_TEXT}`,
    row.moneyness,
  );
}
