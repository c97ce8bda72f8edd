/**
 * Quotes priced by Black and Scholes at one volatility a day, with their exact
 * deltas: a small history to learn from in tests and benches.
 */

import type { OptionSamples } from "lib/market/history/fetch_option_samples.ts";
import type { ContractType } from "lib/market/history/history_store.ts";
import { blackGreeks } from "lib/pricing/black.ts";

const DAY = 86_400_000;
const FIRST = Date.UTC(2024, 0, 2);
const DTES = [3, 10, 24, 45];
const STRIKES = Array.from({ length: 41 }, (_, i) => 0.8 + 0.01 * i);

/** Quotes of one side over some days; SKEW is never known. */
export function flatSmileQuotes(
  type: ContractType,
  days = 6,
): OptionSamples {
  const isCall = type === "call";
  const rows = Array.from({ length: days }, (_, day) => {
    const spot = 4800 + 40 * Math.sin(day);
    const sigma = 0.15 + 0.02 * Math.cos(2 * day);
    return DTES.flatMap((dte) =>
      STRIKES.map((relative) => {
        const strike = Math.round(spot * relative);
        const { price, delta } = blackGreeks({
          spot,
          strike,
          tau: dte / 365,
          sigma,
          rate: 0,
          dividend: 0,
          isCall,
        });
        return { day, spot, sigma, dte, strike, mark: price, delta };
      })
    );
  }).flat();
  const column = (of: (row: typeof rows[number]) => number) =>
    Float64Array.from(rows, of);
  const date = (day: number) => FIRST + day * DAY;
  return {
    rows: rows.length,
    rootSymbol: rows.map(() => "SPX"),
    contractType: rows.map(() => type),
    validTime: column(({ day }) => date(day) + 20 * 3_600_000),
    underlyingPrice: column(({ spot }) => spot),
    expiration: column(({ day, dte }) => date(day + dte)),
    dte: column(({ dte }) => dte),
    strike: column(({ strike }) => strike),
    bid: column(({ mark }) => mark),
    ask: column(({ mark }) => mark),
    mark: column(({ mark }) => mark),
    delta: column(({ delta }) => delta),
    moneyness: column(({ spot, strike }) =>
      isCall ? spot / strike : strike / spot
    ),
    vix: column(({ sigma }) => 100 * sigma),
    vix9d: column(({ sigma }) => 95 * sigma),
    vvix: column(() => 90),
    skew: column(() => NaN),
  };
}
