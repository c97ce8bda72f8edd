/**
 * Surfaces with the parameters that made them, in memory.
 *
 * @module
 */

import type { SurfaceGrid } from "lib/calibration/neural/surface_grid.ts";

/** Labelled surfaces of one law. */
export interface SurfaceSet {
  /** Name of the law. */
  readonly law: string;
  /** Where the volatilities stand. */
  readonly grid: SurfaceGrid;
  /** Names of the parameters, in order. */
  readonly names: readonly string[];
  /** Parameters `[count × names]`, row-major. */
  readonly parameters: Float64Array;
  /** Implied volatilities `[count × nodes]`, row-major. */
  readonly vols: Float32Array;
  /** Number of surfaces. */
  readonly count: number;
}

/** Three parts of a set that share no surface. */
export interface SplitSets {
  /** What nets and scalers are fitted to. */
  readonly training: SurfaceSet;
  /** What says when to stop. */
  readonly validation: SurfaceSet;
  /** What the report is made of, seen once. */
  readonly test: SurfaceSet;
}

/**
 * Cuts a set in three, in order: its surfaces are a low-discrepancy sequence,
 * each stretch of which fills the region.
 *
 * @param set The whole.
 * @param shares Parts for validation and test. @default {{ validation: 0.1, test: 0.1 }}
 * @throws {RangeError} If a part would be empty.
 */
export function splitSet(
  set: SurfaceSet,
  shares: { readonly validation?: number; readonly test?: number } = {},
): SplitSets {
  const { validation = 0.1, test = 0.1 } = shares;
  const forTest = Math.floor(set.count * test);
  const forValidation = Math.floor(set.count * validation);
  const forTraining = set.count - forTest - forValidation;
  if (Math.min(forTest, forValidation, forTraining) < 1) {
    throw new RangeError(
      `Cannot split ${set.count} surfaces as each part must hold at least one: current values are ${forTraining}, ${forValidation} and ${forTest}`,
    );
  }
  return {
    training: subset(set, 0, forTraining),
    validation: subset(set, forTraining, forTraining + forValidation),
    test: subset(set, forTraining + forValidation, set.count),
  };
}

/** Surfaces `first … end − 1`, sharing memory with the set. */
export function subset(
  set: SurfaceSet,
  first: number,
  end: number,
): SurfaceSet {
  const p = set.names.length;
  const nodes = set.vols.length / set.count;
  return {
    ...set,
    parameters: set.parameters.subarray(first * p, end * p),
    vols: set.vols.subarray(first * nodes, end * nodes),
    count: end - first,
  };
}
