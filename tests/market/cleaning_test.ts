import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  cleanChain,
  CLEANING_RULES,
  type CleaningOptions,
} from "lib/market/cleaning.ts";
import {
  chainFromRows,
  type ChainRow,
  type OptionChain,
} from "lib/market/option_chain.ts";
import { readChain } from "lib/market/read_chain.ts";
import { blackPrice } from "lib/pricing/black.ts";
import { CHAINS, testOnFile } from "./shared_data.ts";

const DAY = 86_400_000;
const TODAY = Date.UTC(2025, 4, 1);

/** A surface of 20 % volatility at rates of 0, both sides, spreads of 0.1. */
function surface(): ChainRow[] {
  return [30, 91].flatMap((days) =>
    [80, 90, 95, 100, 105, 110, 120].flatMap((strike) =>
      [true, false].map((isCall): ChainRow => {
        const tau = days / 365;
        const price = blackPrice({
          forward: 100,
          strike,
          tau,
          sigma: 0.2,
          isCall,
        });
        return {
          underlying: "X",
          eventTime: TODAY,
          expiry: TODAY + days * DAY,
          tau,
          strike,
          isCall,
          bid: price,
          ask: price + 0.1,
          price: price + 0.05,
          spot: 100,
          rate: 0,
          dividend: 0,
          volume: 10,
          openInterest: 100,
        };
      })
    )
  );
}

/** The surface with one quote changed. */
function spoilt(
  find: Partial<ChainRow>,
  change: Partial<ChainRow>,
): OptionChain {
  let found = 0;
  const rows = surface().map((row) => {
    const hit = Object.entries(find).every(([key, value]) =>
      row[key as keyof ChainRow] === value
    );
    if (hit) ++found;
    return hit ? { ...row, ...change } : row;
  });
  assertEquals(found, 1);
  return chainFromRows("made", rows);
}

function droppedBy(chain: OptionChain, options: CleaningOptions = {}) {
  const { report } = cleanChain(chain, { maxRelativeSpread: 3, ...options });
  return Object.fromEntries(
    report.rules.filter(({ dropped }) => dropped > 0)
      .map(({ rule, examples }) => [
        rule,
        examples.map(({ strike, type }) => `${type} ${strike}`),
      ]),
  );
}

const near = { tau: 30 / 365 };
const far = { tau: 91 / 365 };
const at100 = { ...near, strike: 100, isCall: true };

Deno.test("cleanChain() keeps a sound surface whole", () => {
  assertEquals(droppedBy(chainFromRows("made", surface())), {});
});

/** Rule, the quote, what is done to it. */
const CASES: readonly [string, Partial<ChainRow>, Partial<ChainRow>][] = [
  ["no-price", at100, { price: NaN, bid: NaN, ask: NaN }],
  ["no-price", at100, { price: 0, bid: NaN, ask: NaN }],
  ["expired", at100, { tau: 0, expiry: TODAY }],
  ["zero-bid", at100, { bid: 0 }],
  ["crossed", at100, { bid: 2.6, ask: 2.4 }],
  ["volume", at100, { volume: 1 }],
  ["open-interest", at100, { openInterest: 2 }],
  ["bounds", { ...near, strike: 80, isCall: true }, {
    bid: 19.8,
    ask: 19.9,
    price: 19.85,
  }],
  ["bounds", { ...near, strike: 120, isCall: false }, {
    bid: 120.5,
    ask: 121,
    price: 120.75,
  }],
  // Above the call at 95, so selling it and buying that one pays.
  ["monotonicity", at100, { bid: 6.5, ask: 6.6, price: 6.55 }],
  // The spread to 95 costs more than the 5 that it can pay.
  ["monotonicity", { ...near, strike: 100, isCall: false }, {
    bid: 5.9,
    ask: 6,
    price: 5.95,
  }],
  // Above the chord from 95 to 105, below the call at 95.
  ["convexity", at100, { bid: 3.9, ask: 4, price: 3.95 }],
  // The spread from 110 costs more than 5, and the wings look too dear: only
  // the butterflies tell which of the two is wrong.
  ["monotonicity", { ...far, strike: 105, isCall: false }, {
    bid: 5.55,
    ask: 5.6,
    price: 5.57,
  }],
];

for (const [rule, quote, change] of CASES) {
  const what = JSON.stringify({ ...quote, ...change });
  Deno.test(`cleanChain() drops by ${rule} the one quote spoilt as ${what}`, () => {
    const chain = spoilt(quote, change);
    const name = `${quote.isCall ? "call" : "put"} ${quote.strike}`;
    assertEquals(
      droppedBy(chain, { minVolume: 5, minOpenInterest: 5 }),
      { [rule]: [name] },
    );
  });
}

Deno.test("cleanChain() drops by calendar until no month is dearer than the quarter", () => {
  // The month's volatility is such that its total variance is twice the other.
  const sigma = 0.2 * Math.sqrt(2 * 91 / 30);
  const rows = surface().map((row) => {
    if (row.tau !== near.tau) return row;
    const { strike, tau, isCall } = row;
    const price = blackPrice({ forward: 100, strike, tau, sigma, isCall });
    return { ...row, bid: price - 0.05, ask: price + 0.05, price };
  });
  const chain = chainFromRows("made", rows);
  assertEquals(Object.keys(droppedBy(chain)), ["calendar"]);
  const once = cleanChain(chain, { maxRelativeSpread: 3 });
  assertEquals(droppedBy(once.chain), {});
  assert(once.report.rowsOut >= rows.length / 2);
});

Deno.test("cleanChain() keeps the latest, then the narrowest of duplicates", () => {
  const rows = surface();
  const quote = rows[6];
  const later = { ...quote, eventTime: TODAY + 1000, bid: 2.2, ask: 2.5 };
  const wide = { ...quote, bid: 2.1, ask: 2.6 };
  const twice = chainFromRows("made", [wide, ...rows, later]);
  const { chain, report } = cleanChain(twice);
  const entry = report.rules.find(({ rule }) => rule === "duplicates");
  assertEquals(entry?.dropped, 2);
  assertEquals(entry?.examples.map(({ index }) => index), [0, 7]);
  assertEquals(chain.eventTime.at(-1), TODAY + 1000);
});

Deno.test("cleanChain() draws the line of the relative spread at the setting", () => {
  const rows = surface();
  const chain = chainFromRows("made", rows);
  for (const maxRelativeSpread of [0.02, 0.1, 0.5]) {
    const wide = rows.filter(({ bid = 0, ask = 0 }) =>
      (ask - bid) / (0.5 * (ask + bid)) > maxRelativeSpread
    ).length;
    const { report } = cleanChain(chain, { maxRelativeSpread });
    const entry = report.rules.find(({ rule }) =>
      rule === "relative-spread"
    );
    assertEquals(entry?.dropped, wide);
  }
});

Deno.test("cleanChain() passes over quotes whose volume is not known", () => {
  const rows = surface().map((row) => ({ ...row, volume: NaN }));
  assertEquals(droppedBy(chainFromRows("made", rows), { minVolume: 5 }), {});
});

Deno.test("cleanChain() compares quotes in volatility by their prices and gives them back as they were", () => {
  const rows = surface().map((row) => ({
    ...row,
    bid: NaN,
    ask: NaN,
    price: NaN,
    impliedVol: 0.2,
  }));
  const sound = chainFromRows("made", rows);
  assertEquals(cleanChain(sound).chain, sound);
  rows[6] = { ...rows[6], impliedVol: 0.4 };
  assertEquals(droppedBy(chainFromRows("made", rows)), {
    convexity: ["call 100"],
  });
});

Deno.test("cleanChain() counts every quote once, keeps the order and runs the same again", () => {
  const field = fc.oneof(
    fc.double({ min: 0, max: 40, noNaN: true }),
    fc.constant(0),
    fc.constant(NaN),
  );
  fc.assert(fc.property(
    fc.array(fc.tuple(fc.nat(27), field, field), { maxLength: 12 }),
    (changes) => {
      const rows = surface();
      for (const [i, bid, ask] of changes) {
        rows[i] = { ...rows[i], bid, ask, price: 0.5 * (bid + ask) };
      }
      const chain = chainFromRows("made", rows);
      const before = structuredClone(chain);
      const result = cleanChain(chain);
      assertEquals(chain, before);
      assertEquals(cleanChain(chain), result);
      const { rules, rowsIn, rowsOut } = result.report;
      const dropped = rules.reduce((sum, rule) => sum + rule.dropped, 0);
      assertEquals(rowsIn - dropped, rowsOut);
      assertEquals(result.chain.strike.length, rowsOut);
      // What is clean stays as it is.
      const again = cleanChain(result.chain).report;
      assertEquals(again.rules.slice(0, 8).map((rule) => rule.dropped), [
        ...new Array(8).fill(0),
      ]);
    },
  ));
});

Deno.test("cleanChain() leaves out the rules that it is told to skip", () => {
  const chain = spoilt(at100, { bid: 0 });
  const { report } = cleanChain(chain, {
    skip: ["zero-bid"],
    maxRelativeSpread: 3,
  });
  assertEquals(report.rules.length, CLEANING_RULES.length - 1);
  assert(!report.rules.some(({ rule }) => rule === "zero-bid"));
  assertThrows(() => cleanChain(chain, { skip: ["zero"] }), RangeError);
});

Deno.test("cleanChain() refuses settings that are no amounts", () => {
  const chain = chainFromRows("made", surface());
  for (
    const options of [{ minVolume: -1 }, { maxRelativeSpread: NaN }, {
      tolerance: -1e-9,
    }]
  ) assertThrows(() => cleanChain(chain, options), RangeError);
});

Deno.test("cleanChain() keeps the published S&P 500 prices and finds the DAX table's butterflies", async () => {
  const spx = await readChain("data/raw/spx_2002-04-18.csv");
  assertEquals(cleanChain(spx).report.rowsOut, 75);
  const dax = await readChain("data/raw/dax_2002-07-05.csv");
  // Black prices of neighbouring strikes, computed apart, break convexity in
  // five of the eight expiries: once in four of them, at 3800, 4200 and 4500
  // in the last, where two quotes less are enough.
  const { report } = cleanChain(dax);
  assertEquals(
    report.rules.filter(({ dropped }) => dropped > 0)
      .map(({ rule, dropped }) => [rule, dropped]),
    [["convexity", 6]],
  );
});

testOnFile(
  CHAINS.spx,
  "cleanChain() finds few arbitrages in SPX quotes and drops SPY's zero bids",
  async () => {
    const spx = await readChain(CHAINS.spx, { underlying: "SPX" });
    const kept = cleanChain(spx).report.rowsOut;
    assert(kept >= 0.98 * spx.strike.length, String(kept));
    const all = await readChain(CHAINS.spx);
    const { report } = cleanChain(all);
    const zero = report.rules.find(({ rule }) => rule === "zero-bid");
    assert((zero?.dropped ?? 0) > 3000);
    assert(report.rowsOut > 30_000, String(report.rowsOut));
  },
);
