/**
 * Labelled surfaces of a law, in memory: parameters drawn, surfaces priced,
 * noise added, arbitrage looked for.
 *
 * @module
 */

import {
  gridSize,
  STANDARD_GRID,
  type SurfaceGrid,
} from "lib/calibration/neural/surface_grid.ts";
import type { SurfaceSet } from "lib/calibration/neural/surface_set.ts";
import {
  type Region,
  trainingRegion,
} from "lib/calibration/neural/training_region.ts";
import { drawParameters } from "lib/calibration/synthetic/draw_parameters.ts";
import {
  addNoiseInto,
  checkNoise,
  type NoiseModel,
} from "lib/calibration/synthetic/noise.ts";
import { SurfacePricer } from "lib/calibration/synthetic/surface_pricer.ts";
import type { Watch } from "lib/core/progress.ts";
import { makeRng } from "lib/core/rng.ts";
import { arbitrageReport } from "lib/pricing/arbitrage.ts";
import { blackPrice } from "lib/pricing/black.ts";
import type { Law } from "lib/pricing/laws/law.ts";

/** What to draw. */
export interface SynthesizeOptions extends Watch {
  /** Seed of the sequence and the noise. @default {1} */
  readonly seed?: number;
  /** First point of the sequence. @default {0} */
  readonly start?: number;
  /** Where volatilities stand. @default {STANDARD_GRID} */
  readonly grid?: SurfaceGrid;
  /** Box of the parameters. @default the law's training region */
  readonly region?: Region;
  /** Noise on the volatilities. @default {{ kind: "none" }} */
  readonly noise?: NoiseModel;
  /** Absolute error of prices over the forward. @default {1e-8} */
  readonly tolerance?: number;
}

/** Surfaces, and what became of the points that gave none. */
export interface Synthesis extends SurfaceSet {
  /** Points drawn. */
  readonly drawn: number;
  /** Points outside the law's own limits. */
  readonly invalid: number;
  /** Points whose surface has a node without a volatility. */
  readonly incomplete: number;
  /** Surfaces kept that admit static arbitrage (noise brings it about). */
  readonly withArbitrage: number;
}

/** Violations below this share of the forward are rounding. */
const ARBITRAGE_TOLERANCE = 1e-6;

/**
 * Draws surfaces.
 *
 * @param law The law.
 * @param points Points of the sequence to draw; those that are not valid give
 * no surface.
 * @param options Seed, grid, region, noise.
 * @throws {RangeError} If the noise level or the tolerance is out of range.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { synthesize } from "lib/calibration/synthetic/synthesize.ts";
 * import { lawByName } from "lib/pricing/laws/laws.ts";
 *
 * const set = synthesize(lawByName("variance-gamma"), 4, { seed: 7 });
 * assertEquals(set.vols.length, 4 * 200);
 * assertEquals(set.withArbitrage, 0);
 * ```
 */
export function synthesize(
  law: Law,
  points: number,
  options: SynthesizeOptions = {},
): Synthesis {
  const {
    seed = 1,
    start = 0,
    grid = STANDARD_GRID,
    region = trainingRegion(law.name),
    noise = { kind: "none" },
    tolerance = 1e-8,
  } = options;
  checkNoise(noise);
  const drawn = drawParameters(law, region, { start, length: points, seed });
  const nodes = gridSize(grid);
  const p = law.space.size;
  const pricer = new SurfacePricer(law, grid, { tolerance });
  const rng = makeRng(seed);
  const parameters = drawn.parameters.slice();
  const vols = new Float32Array(drawn.count * nodes);
  let count = 0;
  let withArbitrage = 0;
  for (let i = 0; i < drawn.count; ++i) {
    options.signal?.throwIfAborted();
    const row = drawn.parameters.subarray(i * p, (i + 1) * p);
    const surface = vols.subarray(count * nodes, (count + 1) * nodes);
    const cf = law.characteristicFunction(law.space.toParams(row));
    if (!pricer.volsInto(cf, surface)) continue;
    addNoiseInto(
      surface,
      grid.moneyness,
      noise,
      rng.child(`noise ${drawn.indices[i]}`),
    );
    if (!isArbitrageFree(surface, grid)) ++withArbitrage;
    parameters.copyWithin(count * p, i * p, (i + 1) * p);
    ++count;
    if (i % 256 === 255) {
      options.onProgress?.({ done: i + 1, total: drawn.count });
    }
  }
  return {
    law: law.name,
    grid,
    names: law.space.names,
    parameters: parameters.slice(0, count * p),
    vols: vols.slice(0, count * nodes),
    count,
    drawn: points,
    invalid: drawn.invalid,
    incomplete: drawn.count - count,
    withArbitrage,
  };
}

/** Whether a surface admits no static arbitrage beyond rounding. */
export function isArbitrageFree(
  vols: ArrayLike<number>,
  grid: SurfaceGrid,
): boolean {
  const { maturities, moneyness } = grid;
  const slices = Array.from(maturities, (tau, row) => ({
    tau,
    forward: 1,
    discount: 1,
    strikes: moneyness,
    calls: moneyness.map((strike, column) =>
      blackPrice({
        forward: 1,
        strike,
        tau,
        sigma: vols[row * moneyness.length + column],
        isCall: true,
      })
    ),
  }));
  return arbitrageReport(slices, { tolerance: ARBITRAGE_TOLERANCE }).free;
}
