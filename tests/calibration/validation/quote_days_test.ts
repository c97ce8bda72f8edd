import { assert, assertEquals, assertThrows } from "@std/assert";
import { quoteDays } from "lib/calibration/validation/quote_days.ts";
import {
  logMoneynessOf,
  maturityOf,
} from "lib/calibration/validation/quote_subsets.ts";
import { DataQualityError } from "lib/core/errors.ts";
import { chainFromRows, type ChainRow } from "lib/market/option_chain.ts";
import { blackPrice } from "lib/pricing/black.ts";

const DAY = 86_400_000;
const FIRST = Date.UTC(2025, 3, 30);

/** Calls and puts at one volatility, both quoted at every strike. */
function day(offset: number, expiries: readonly number[]): ChainRow[] {
  return expiries.flatMap((days) =>
    [60, 80, 90, 95, 100, 105, 110, 120, 160].flatMap((strike) =>
      [true, false].map((isCall) => {
        const tau = (days - offset) / 365;
        const sigma = 0.2 + 0.001 * offset;
        return {
          eventTime: FIRST + offset * DAY + DAY / 2,
          expiry: FIRST + days * DAY,
          tau,
          strike,
          isCall,
          spot: 100,
          rate: 0,
          dividend: 0,
          price: blackPrice({ forward: 100, strike, tau, sigma, isCall }),
        };
      })
    )
  );
}

Deno.test("quoteDays() cuts a chain into days in order, whatever the order of its rows", () => {
  const rows = [...day(2, [60, 120]), ...day(0, [60, 120])];
  const days = quoteDays(chainFromRows("by hand", rows));
  assertEquals(days.map(({ label }) => label), ["2025-04-30", "2025-05-02"]);
  // Each day's own volatility.
  assert(Math.abs(days[0].quotes.impliedVol[0] - 0.2) < 1e-6);
  assert(Math.abs(days[1].quotes.impliedVol[0] - 0.202) < 1e-6);
});

Deno.test("quoteDays() keeps one quote a contract, the one out of the money", () => {
  const [{ quotes }] = quoteDays(chainFromRows("by hand", day(0, [60, 200])));
  const contracts = Array.from(
    quotes.strike,
    (strike, i) => `${quotes.sliceOf[i]} ${strike}`,
  );
  assertEquals(new Set(contracts).size, contracts.length);
  logMoneynessOf(quotes).forEach((k, i) =>
    assertEquals(quotes.isCall[i], k >= 0 ? 1 : 0)
  );
});

Deno.test("quoteDays() keeps the moneyness, maturities and number asked for", () => {
  const chain = chainFromRows("by hand", day(0, [10, 60, 200]));
  const [{ quotes }] = quoteDays(chain);
  assert(logMoneynessOf(quotes).every((k) => Math.abs(k) <= 0.3));
  assert(maturityOf(quotes).every((tau) => tau >= 0.05));
  assertEquals(quotes.size, 14);
  const [wide] = quoteDays(chain, { maxLogMoneyness: 1, minMaturity: 0 });
  // A far strike of ten days is worth nothing and has no volatility.
  assert(wide.quotes.size > 22);
  const [few] = quoteDays(chain, { maxQuotes: 10 });
  assertEquals(few.quotes.size, 10);
});

Deno.test("quoteDays() names the days it leaves out, and fails if none is left", () => {
  const rows = [...day(0, [60, 120]), ...day(1, [60])];
  const left: [string, number][] = [];
  const days = quoteDays(chainFromRows("by hand", rows), {
    onLeftOut: (label, quotes) => left.push([label, quotes]),
  });
  assertEquals(days.length, 1);
  assertEquals(left, [["2025-05-01", 7]]);
  assertThrows(
    () => quoteDays(chainFromRows("by hand", rows), { minMaturity: 9 }),
    DataQualityError,
    "must have at least 10",
  );
});
