/**
 * The share of wealth in one bet that makes wealth grow fastest.
 *
 * With probability p a stake wins `odds` times itself and otherwise loses `loss`
 * of itself: growth is `g(f) = p·ln(1 + odds·f) + (1 − p)·ln(1 − loss·f)`, best at
 * `f* = p/loss − (1 − p)/odds`. Kelly (1956), Bell System Tech. J. 35, 917–926;
 * Thorp (2006), The Kelly criterion in blackjack, sports betting and the stock
 * market, Handbook of Asset and Liability Management 1, section 2.
 *
 * @module
 */

import { checkBetween, checkSeries } from "lib/risk/checked_input.ts";

/** What a bet pays. */
export interface BetTerms {
  /** Gain on a stake of 1 that wins. @default 1 */
  readonly odds?: number;
  /** Loss on a stake of 1 that does not. @default 1 */
  readonly loss?: number;
}

/**
 * Kelly's fraction of one bet; 0 where the bet has no edge.
 *
 * @param probability Chance to win, in [0, 1].
 * @param terms Odds and loss.
 * @returns Share of wealth to stake.
 * @throws {RangeError} If the probability or the terms are out of range.
 *
 * @example Heads at 60 %, even money: a fifth of the purse
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { betGrowth, kellyFraction } from "lib/risk/kelly/bet.ts";
 *
 * assertAlmostEquals(kellyFraction(0.6), 0.2, 1e-15);
 * // Kelly's G = 1 + p·log₂p + q·log₂q, in nats.
 * assertAlmostEquals(betGrowth(0.2, 0.6), 0.02013551, 1e-8);
 * ```
 */
export function kellyFraction(
  probability: number,
  terms: BetTerms = {},
): number {
  const { odds = 1, loss = 1 } = terms;
  checkTerms(probability, odds, loss);
  return Math.max(0, probability / loss - (1 - probability) / odds);
}

/**
 * Expected growth of ln(wealth) a bet.
 *
 * @param fraction Share of wealth staked, in [0, 1/loss].
 * @param probability Chance to win, in [0, 1].
 * @param terms Odds and loss.
 * @returns Growth rate; −∞ where ruin has a chance.
 */
export function betGrowth(
  fraction: number,
  probability: number,
  terms: BetTerms = {},
): number {
  const { odds = 1, loss = 1 } = terms;
  checkTerms(probability, odds, loss);
  checkBetween("find a bet's growth", "fraction", fraction, {
    least: 0,
    most: 1 / loss,
  });
  // 0·ln 0 is 0: what cannot happen ruins nobody.
  const part = (p: number, gain: number) => p === 0 ? 0 : p * Math.log1p(gain);
  return part(probability, odds * fraction) +
    part(1 - probability, -loss * fraction);
}

/**
 * The fraction that maximises `Σ pᵢ·ln(1 + f·xᵢ)` for a bet with any number of
 * outcomes, by bisection on its decreasing derivative.
 *
 * @param outcomes Gain on a stake of 1 in each case, shape `[n]`; one below 0.
 * @param probabilities Their chances, above 0, of sum 1, shape `[n]`.
 * @returns The fraction, at least 0 and below 1/(largest loss).
 * @throws {RangeError} If no outcome loses, or chances do not sum to 1.
 */
export function kellyFractionOf(
  outcomes: ArrayLike<number>,
  probabilities: ArrayLike<number>,
): number {
  const doing = "find Kelly's fraction";
  checkSeries(doing, "outcomes", outcomes, 2);
  checkSeries(doing, "probabilities", probabilities, outcomes.length);
  let [sum, worst, edge] = [0, 0, 0];
  for (let i = 0; i < outcomes.length; ++i) {
    checkBetween(doing, `probabilities[${i}]`, probabilities[i], {
      least: 0,
      most: 1,
    });
    sum += probabilities[i];
    edge += probabilities[i] * outcomes[i];
    if (probabilities[i] > 0) worst = Math.min(worst, outcomes[i]);
  }
  if (!(Math.abs(sum - 1) <= 1e-9)) {
    throw new RangeError(
      `Cannot ${doing} as probabilities must sum to 1: current value is ${sum}`,
    );
  }
  if (worst === 0) {
    throw new RangeError(
      `Cannot ${doing} as some outcome must be below 0: current value is ${worst}`,
    );
  }
  if (edge <= 0) return 0;
  const slope = (f: number) => {
    let total = 0;
    for (let i = 0; i < outcomes.length; ++i) {
      total += probabilities[i] * outcomes[i] / (1 + f * outcomes[i]);
    }
    return total;
  };
  let [low, high] = [0, -1 / worst];
  for (let i = 0; i < 100; ++i) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (slope(middle) > 0) low = middle;
    else high = middle;
  }
  return low;
}

function checkTerms(probability: number, odds: number, loss: number): void {
  const doing = "size a bet";
  checkBetween(doing, "probability", probability, { least: 0, most: 1 });
  checkBetween(doing, "odds", odds, { least: 0, open: true });
  checkBetween(doing, "loss", loss, { least: 0, open: true });
}
