/**
 * What `/predict` and `/predict/batch` are asked, checked field by field.
 *
 * @module
 */

import { strikeCount } from "lib/greeks/chain_curve.ts";
import {
  type DeltaFeatures,
  FEATURE_BOUNDS,
} from "lib/greeks/delta_features.ts";
import type { ContractType } from "lib/market/history/history_store.ts";
import { Check, type JsonObject } from "lib/serve/check.ts";
import { checkOneChain, readDeltaRow } from "lib/serve/delta_rows.ts";

/** Most rows of a batch. */
export const MOST_ROWS = 1000;

/** Most strikes that a curve is read off at. */
export const MOST_STRIKES = 10_000;

/** Factor of a curve's slopes: bounds, and what it is where left out. */
export const STEEPNESS = { most: 2, usual: 0.9 } as const;

/** Distance of strikes where it is left out. */
export const STRIKE_STEP = 5;

/** Fields of `/predict`. */
export const PREDICT_FIELDS = ["contract_type", "features", "version"] as const;

/** Fields of `/predict/batch`. */
export const BATCH_FIELDS = [
  ...PREDICT_FIELDS,
  "rows",
  "smooth",
  "interpolate",
  "interpolation_options",
  "steepness_factor",
] as const;

/** Fields of `interpolation_options`. */
export const STRIKE_FIELDS = [
  "strike_min",
  "strike_max",
  "strike_step",
] as const;

/** Sides of a chain. */
export const CONTRACT_TYPES = ["call", "put"] as const;

/** A request for deltas. */
export interface PredictRequest {
  /** Side of the chain. */
  readonly type: ContractType;
  /** Version or alias; undefined for the one in service. */
  readonly version: string | undefined;
  /** Quotes. */
  readonly rows: readonly DeltaFeatures[];
  /** Where quote `i` stands in the body. */
  readonly pathOf: (i: number) => string;
}

/** Strikes that a curve is read off at. */
export interface StrikeGrid {
  /** The first. */
  readonly min: number;
  /** The last, at most. */
  readonly max: number;
  /** Distance. */
  readonly step: number;
}

/** A request for many deltas. */
export interface BatchRequest extends PredictRequest {
  /** Whether chains are made monotone. */
  readonly smooth: boolean;
  /** Strikes to interpolate at; null for those of the rows. */
  readonly grid: StrikeGrid | null;
  /** Factor of the curve's slopes. */
  readonly steepness: number;
}

/**
 * Reads a body of `/predict`.
 *
 * @throws {Problem} 422, naming the paths of what is wrong.
 */
export function readPredict(body: JsonObject): PredictRequest {
  const check = new Check();
  check.names(body, "", PREDICT_FIELDS);
  const head = readHead(check, body);
  const row = readDeltaRow(check, body["features"], "features", head.type);
  check.done();
  return { ...head, rows: [row], pathOf: () => "features" };
}

/**
 * Reads a body of `/predict/batch`.
 *
 * @throws {Problem} 422, naming the paths of what is wrong.
 */
export function readBatch(body: JsonObject): BatchRequest {
  const check = new Check();
  check.names(body, "", BATCH_FIELDS);
  const head = readHead(check, body);
  const list = body["rows"] === undefined ? "features" : "rows";
  if (list === "rows" && body["features"] !== undefined) {
    check.wrong("rows", "left out where there are features", body["rows"]);
  }
  const pathOf = (i: number) => `${list}[${i}]`;
  const rows = check.list(body[list], list, MOST_ROWS).map((row, i) =>
    readDeltaRow(check, row, pathOf(i), head.type)
  );
  const smooth = check.flag(body["smooth"] ?? false, "smooth");
  const interpolate = check.flag(body["interpolate"] ?? false, "interpolate");
  const steepness = readSteepness(check, body["steepness_factor"]);
  const grid = readGrid(check, body["interpolation_options"] ?? {}, rows);
  if (interpolate) {
    checkOneChain(check, rows, pathOf);
    checkGrid(check, grid);
  }
  check.done();
  return {
    ...head,
    rows,
    pathOf,
    smooth,
    steepness,
    grid: interpolate ? grid : null,
  };
}

function readHead(check: Check, body: JsonObject) {
  const type = check.word(
    body["contract_type"],
    "contract_type",
    CONTRACT_TYPES,
  );
  const given = body["version"] ?? undefined;
  const isText = given === undefined || typeof given === "string";
  if (!isText) {
    check.wrong("version", "a version such as 1.0.0, or an alias", given);
  }
  return { type, version: isText ? given : undefined };
}

function readSteepness(check: Check, value: unknown): number {
  const given = value ?? STEEPNESS.usual;
  return typeof given === "number" && given > 0 && given <= STEEPNESS.most
    ? given
    : check.wrong(
      "steepness_factor",
      `a number > 0 and ≤ ${STEEPNESS.most}`,
      given,
    );
}

function readGrid(
  check: Check,
  value: unknown,
  rows: readonly DeltaFeatures[],
): StrikeGrid {
  const path = "interpolation_options";
  const given = check.object(value, path);
  check.names(given, path, STRIKE_FIELDS);
  const [least, most] = FEATURE_BOUNDS.strike;
  const strike = (name: "strike_min" | "strike_max", otherwise: number) => {
    const x = given[name] ?? undefined;
    if (x === undefined) return otherwise;
    return typeof x === "number" && x >= least && x <= most
      ? x
      : check.wrong(`${path}.${name}`, `a number from ${least} to ${most}`, x);
  };
  const strikes = rows.map((row) => row.strike);
  return {
    min: strike("strike_min", Math.min(...strikes)),
    max: strike("strike_max", Math.max(...strikes)),
    step: check.positive(
      given["strike_step"] ?? STRIKE_STEP,
      `${path}.strike_step`,
    ),
  };
}

/** Notes a range that ends before it begins, or of too many strikes. */
function checkGrid(check: Check, { min, max, step }: StrikeGrid): void {
  const path = "interpolation_options";
  // What is no number has been noted.
  if (max < min) {
    check.wrong(`${path}.strike_max`, `at least strike_min, ${min}`, max);
  } else if (strikeCount(min, max, step) > MOST_STRIKES) {
    const least = Number(((max - min) / (MOST_STRIKES - 1)).toPrecision(3));
    check.wrong(
      `${path}.strike_step`,
      `about ${least} or more, for at most ${MOST_STRIKES} strikes`,
      step,
    );
  }
}
