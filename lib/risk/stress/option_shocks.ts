/**
 * Profit and loss of a book over a grid of shocks: spot moves by volatility
 * moves, each cell repriced in full, not from Greeks.
 *
 * The pricing itself comes in as a function, so that any book and any model can
 * be shocked. SPAN-like sets weigh nothing: the worst cell is the answer.
 *
 * @module
 */

import type { Matrix } from "lib/math/matrix.ts";
import { checkBetween, checkSeries } from "lib/risk/checked_input.ts";

/** A scenario for a book. */
export interface Shock {
  /** Relative move of the spot: −0.1 is 10 % down. */
  readonly spotMove: number;
  /** Absolute move of volatility: 0.05 is 5 points up. */
  readonly volMove: number;
  /** Years that pass. */
  readonly yearsPassed: number;
}

/** The shocks of {@linkcode shockGrid}. */
export interface ShockGridOptions {
  /** Relative moves of the spot. @default −20 % to 20 % in steps of 5 % */
  readonly spotMoves?: readonly number[];
  /** Absolute moves of volatility. @default −10 to 20 points in steps of 5 */
  readonly volMoves?: readonly number[];
  /** Years that pass before the book is repriced. @default 0 */
  readonly yearsPassed?: number;
}

/** Profit and loss over a grid. */
export interface ShockGrid {
  /** Moves of the spot, the columns. */
  readonly spotMoves: readonly number[];
  /** Moves of volatility, the rows. */
  readonly volMoves: readonly number[];
  /** Profit or loss, shape `[volMoves × spotMoves]`. */
  readonly pnl: Matrix;
  /** The worst cell, the first of equals. */
  readonly worst: Shock & {
    /** Its profit or loss. */
    readonly pnl: number;
  };
}

const SPOT_MOVES = [-0.2, -0.15, -0.1, -0.05, 0, 0.05, 0.1, 0.15, 0.2];
const VOL_MOVES = [-0.1, -0.05, 0, 0.05, 0.1, 0.15, 0.2];

/**
 * Reprices a book over a grid of shocks.
 *
 * @param reprice Value of the book after a shock, in currency units.
 * @param options The shocks.
 * @returns Profit and loss against the book without a shock.
 * @throws {RangeError} If a price is not finite, naming the shock.
 *
 * @example A short straddle near expiry loses on either side
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { shockGrid } from "lib/risk/stress/option_shocks.ts";
 *
 * const grid = shockGrid(({ spotMove, volMove }) =>
 *   -Math.hypot(100 * spotMove, 40 * (0.2 + volMove))
 * );
 * assertEquals(grid.worst.volMove, 0.2);
 * assertAlmostEquals(grid.worst.pnl, 8 - Math.hypot(20, 16), 1e-12);
 * assertAlmostEquals(grid.pnl.data[2 * 9 + 4], 0, 1e-12);
 * ```
 */
export function shockGrid(
  reprice: (shock: Shock) => number,
  options: ShockGridOptions = {},
): ShockGrid {
  const { spotMoves = SPOT_MOVES, volMoves = VOL_MOVES, yearsPassed = 0 } =
    options;
  const doing = "shock a book";
  checkSeries(doing, "spotMoves", spotMoves, 1);
  checkSeries(doing, "volMoves", volMoves, 1);
  checkBetween(doing, "yearsPassed", yearsPassed, { least: 0 });
  spotMoves.forEach((move, i) =>
    checkBetween(doing, `spotMoves[${i}]`, move, { least: -1, open: true })
  );
  const price = (shock: Shock) => {
    const value = reprice(shock);
    if (!Number.isFinite(value)) {
      throw new RangeError(
        `Cannot ${doing} as its value must be finite at spot ${shock.spotMove}, volatility ${shock.volMove}: current value is ${value}`,
      );
    }
    return value;
  };
  const base = price({ spotMove: 0, volMove: 0, yearsPassed: 0 });
  const data = new Float64Array(volMoves.length * spotMoves.length);
  let worst = { spotMove: NaN, volMove: NaN, yearsPassed, pnl: Infinity };
  volMoves.forEach((volMove, i) =>
    spotMoves.forEach((spotMove, j) => {
      const pnl = price({ spotMove, volMove, yearsPassed }) - base;
      data[i * spotMoves.length + j] = pnl;
      if (pnl < worst.pnl) worst = { spotMove, volMove, yearsPassed, pnl };
    })
  );
  return {
    spotMoves,
    volMoves,
    pnl: { data, rows: volMoves.length, cols: spotMoves.length },
    worst,
  };
}
