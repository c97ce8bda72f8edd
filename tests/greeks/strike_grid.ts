/** Where deltas are held to be monotone: strikes with all else fixed. */

/** What stays while the strike moves. */
export interface FixedQuote {
  /** Days to expiry. */
  readonly dte: number;
  /** Price of the option. */
  readonly mark: number;
  /** Price of the underlying. */
  readonly spot: number;
}

/**
 * Strikes from a thousandth of the spot to a thousand times it, dense about the
 * money, with runs of neighbouring float32 numbers where the formulas turn.
 */
export function strikeGrid(spot: number): number[] {
  const strikes = new Set<number>();
  for (let i = -200; i <= 200; ++i) strikes.add(spot * 10 ** (3 * i / 200));
  for (let i = -300; i <= 300; ++i) strikes.add(spot * (1 + 0.001 * i));
  for (const at of [0.8, 0.99, 1, 1.0007, 1.01, 1.25]) {
    for (let i = -20; i <= 20; ++i) strikes.add(spot * at * (1 + i * 2 ** -23));
  }
  return [...strikes].map(Math.fround).sort((a, b) => a - b)
    .filter((k) => k >= 1e-3 && k <= 1e7);
}

/**
 * Quotes of usual and of absurd sizes: no days and ten years, marks of nothing,
 * below what the contract is worth at once, and above the underlying.
 */
export function widestQuotes(): FixedQuote[] {
  return [0.02, 37.13, 561.7, 9e6].flatMap((spot) =>
    [0, 1, 45, 3660].flatMap((dte) =>
      [0, 1e-5, 0.003, 0.031, 0.2, 1.1].map((share) => ({
        dte,
        mark: share * spot,
        spot,
      }))
    )
  );
}
