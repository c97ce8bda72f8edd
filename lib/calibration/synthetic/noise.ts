/**
 * What separates quotes from the surface of a law.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";

/** Kinds of noise. */
export const NOISE_KINDS = [
  "none",
  "proportional",
  "bid-ask",
  "outliers",
] as const;

/** A kind of noise and how much of it. */
export interface NoiseModel {
  /**
   * `"proportional"`: each volatility times `1 + level · N(0, 1)`;
   * `"bid-ask"`: uniform within ± half a spread of `level` that doubles from
   * the money to the edge of the grid; `"outliers"`: proportional, and one
   * quote in fifty off by ten times as much.
   */
  readonly kind: typeof NOISE_KINDS[number];
  /** Relative size. @default {0.01} */
  readonly level?: number;
}

/** Share of outliers and how much larger they are. */
const OUTLIER_SHARE = 0.02;
const OUTLIER_SIZE = 10;
/** Least factor: a volatility stays positive. */
const LEAST_FACTOR = 0.05;

/**
 * Checks a noise model.
 *
 * @throws {RangeError} If its level is not in [0, 1].
 */
export function checkNoise({ kind, level = 0.01 }: NoiseModel): void {
  if (level >= 0 && level <= 1) return;
  throw new RangeError(
    `Cannot add ${kind} noise as its level must be in [0, 1]: current value is ${level}`,
  );
}

/**
 * Adds noise to one surface, in place.
 *
 * @param vols Volatilities, maturity-major.
 * @param moneyness Strike over forward of each column.
 * @param model Kind and size.
 * @param rng Source of the noise.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { addNoiseInto } from "lib/calibration/synthetic/noise.ts";
 * import { makeRng } from "lib/core/rng.ts";
 *
 * const vols = Float32Array.of(0.2, 0.2, 0.2);
 * const model = { kind: "bid-ask", level: 0.02 } as const;
 * addNoiseInto(vols, Float64Array.of(0.8, 1, 1.2), model, makeRng(1));
 * assertAlmostEquals(vols[1], 0.2, 0.5 * 0.02 * 0.2);
 * ```
 */
export function addNoiseInto(
  vols: Float32Array,
  moneyness: Float64Array,
  model: NoiseModel,
  rng: Rng,
): void {
  const { kind, level = 0.01 } = model;
  if (kind === "none") return;
  const widest = moneyness.reduce((m, k) => Math.max(m, Math.abs(k - 1)), 0);
  for (let i = 0; i < vols.length; ++i) {
    const away = Math.abs(moneyness[i % moneyness.length] - 1) / widest;
    const factor = 1 + level * shock(kind, away, rng);
    vols[i] *= Math.max(LEAST_FACTOR, factor);
  }
}

function shock(
  kind: Exclude<NoiseModel["kind"], "none">,
  away: number,
  rng: Rng,
): number {
  switch (kind) {
    case "proportional":
      return rng.normal();
    case "bid-ask":
      return (rng.uniform() - 0.5) * (1 + away);
    case "outliers": {
      const wild = rng.uniform() < OUTLIER_SHARE;
      return rng.normal() * (wild ? OUTLIER_SIZE : 1);
    }
  }
}
