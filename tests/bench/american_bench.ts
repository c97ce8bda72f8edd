/** American puts and calls at 1e-6: µs an option, one thread. */

import { makeRng } from "lib/core/rng.ts";
import { americanPrice } from "lib/pricing/engines/american.ts";
import { printRow } from "./bench_row.ts";

const COUNT = 200;
const RUNS = 9;
const TOLERANCE = 1e-6;

/** What the bench measures. */
export interface AmericanBenchResult {
  /** Median microseconds an option. */
  readonly usPerOption: number;
  /** Largest distance to prices asked for at 1e-8, spot 100. */
  readonly worstError: number;
}

/** Runs the bench. */
export function benchAmerican(): AmericanBenchResult {
  const rng = makeRng(20160101);
  const between = (low: number, high: number) =>
    low + (high - low) * rng.uniform();
  const options = Array.from({ length: COUNT }, () => ({
    terms: {
      spot: 100,
      strike: between(80, 120),
      rate: between(0.02, 0.08),
      dividend: between(0, 0.08),
      maturity: between(0.1, 2),
      isCall: rng.uniform() < 0.5,
    },
    sigma: between(0.15, 0.5),
  }));
  const times: number[] = [];
  for (let run = 0; run < RUNS; ++run) {
    const start = performance.now();
    for (const { terms, sigma } of options) {
      americanPrice(terms, { sigma, tolerance: TOLERANCE });
    }
    times.push((performance.now() - start) * 1e3 / COUNT);
  }
  let worstError = 0;
  for (const { terms, sigma } of options) {
    const { price } = americanPrice(terms, { sigma, tolerance: TOLERANCE });
    const exact = americanPrice(terms, { sigma, tolerance: 1e-8 }).price;
    worstError = Math.max(worstError, Math.abs(price - exact));
  }
  times.sort((a, b) => a - b);
  return { usPerOption: times[RUNS >> 1], worstError };
}

if (import.meta.main) {
  const { usPerOption, worstError } = benchAmerican();
  printRow({
    name: "American options at 1e-6",
    median: usPerOption,
    unit: "µs an option",
    target: 40,
    peer: "QuantLib 270 at 2e-5",
    accuracy: `${worstError.toExponential(1)} at a spot of 100`,
  });
}
