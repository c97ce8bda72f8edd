/**
 * Excess return over a benchmark by sector:
 *
 *     allocation (w − W)(B − b),   selection W·(R − B),   interaction (w − W)(R − B)
 *
 * with w, R the portfolio's weight and return of a sector, W, B the benchmark's
 * and b the benchmark's return in all. Brinson and Fachler (1985), J. Portfolio
 * Management 11(3), 73–76; Brinson, Hood and Beebower (1986) leave b out of the
 * allocation, which changes sectors and not the sum. One period, arithmetic.
 *
 * @module
 */

import { checkBetween } from "lib/risk/checked_input.ts";

/** A sector in the portfolio and in its benchmark. */
export interface SectorReturns {
  /** Name of the sector. */
  readonly sector: string;
  /** Weight in the portfolio. */
  readonly weight: number;
  /** Return of the portfolio's part. */
  readonly return: number;
  /** Weight in the benchmark. */
  readonly benchmarkWeight: number;
  /** Return of the benchmark's part. */
  readonly benchmarkReturn: number;
}

/** Effects of one sector, or of all. */
export interface BrinsonEffects {
  /** Name of the sector; empty for the sum. */
  readonly sector: string;
  /** From holding more or less of it. */
  readonly allocation: number;
  /** From what is held in it. */
  readonly selection: number;
  /** From both at once. */
  readonly interaction: number;
}

/** Effects by sector and in all. */
export interface BrinsonAttribution {
  /** By sector, in their order. */
  readonly sectors: readonly BrinsonEffects[];
  /** Sums over sectors. */
  readonly total: BrinsonEffects;
  /** Portfolio less benchmark: the sum of the three effects. */
  readonly excess: number;
}

/** What weights may miss 1 by. */
const WEIGHTS = 1e-9;

/**
 * Divides an excess return by sector and effect.
 *
 * @param sectors Weights and returns; both sets of weights sum to 1.
 * @returns The effects.
 * @throws {RangeError} If a number is not finite or weights do not sum to 1.
 *
 * @example Bacon (2008), chapter 5: 1.9 % of excess
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { attributeSectors } from "lib/risk/attribution/brinson.ts";
 *
 * const { total, excess } = attributeSectors([
 *   { sector: "UK", weight: 0.4, return: 0.2, benchmarkWeight: 0.4, benchmarkReturn: 0.1 },
 *   { sector: "Japan", weight: 0.3, return: -0.05, benchmarkWeight: 0.2, benchmarkReturn: -0.04 },
 *   { sector: "US", weight: 0.3, return: 0.06, benchmarkWeight: 0.4, benchmarkReturn: 0.08 },
 * ]);
 * assertAlmostEquals(excess, 0.019, 1e-15);
 * assertAlmostEquals(total.allocation, -0.012, 1e-15);
 * assertAlmostEquals(total.selection, 0.03, 1e-15);
 * assertAlmostEquals(total.interaction, 0.001, 1e-15);
 * ```
 */
export function attributeSectors(
  sectors: readonly SectorReturns[],
): BrinsonAttribution {
  const doing = "attribute by sector";
  let [weight, benchmarkWeight, mine, benchmark] = [0, 0, 0, 0];
  sectors.forEach((row, i) => {
    for (
      const name of [
        "weight",
        "return",
        "benchmarkWeight",
        "benchmarkReturn",
      ] as const
    ) {
      checkBetween(
        doing,
        `sectors[${i}].${name} (${row.sector})`,
        row[name],
        {},
      );
    }
    weight += row.weight;
    benchmarkWeight += row.benchmarkWeight;
    mine += row.weight * row.return;
    benchmark += row.benchmarkWeight * row.benchmarkReturn;
  });
  for (
    const [name, sum] of [
      ["weight", weight],
      ["benchmarkWeight", benchmarkWeight],
    ] as const
  ) {
    if (!(Math.abs(sum - 1) <= WEIGHTS)) {
      throw new RangeError(
        `Cannot ${doing} as ${name} must sum to 1: current value is ${sum}`,
      );
    }
  }
  const effects = sectors.map((row) => {
    const tilt = row.weight - row.benchmarkWeight;
    const better = row.return - row.benchmarkReturn;
    return {
      sector: row.sector,
      allocation: tilt * (row.benchmarkReturn - benchmark),
      selection: row.benchmarkWeight * better,
      interaction: tilt * better,
    };
  });
  const sum = (part: "allocation" | "selection" | "interaction") =>
    effects.reduce((total, each) => total + each[part], 0);
  return {
    sectors: effects,
    total: {
      sector: "",
      allocation: sum("allocation"),
      selection: sum("selection"),
      interaction: sum("interaction"),
    },
    excess: mine - benchmark,
  };
}
