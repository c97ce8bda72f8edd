import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { impliedVolOf } from "lib/calibration/quotes.ts";
import {
  logMoneynessOf,
  maturityOf,
  pooledQuotes,
  quotesAtVols,
  quotesWhere,
} from "lib/calibration/validation/quote_subsets.ts";
import { syntheticQuotes } from "../synthetic_quotes.ts";

const QUOTES = syntheticQuotes("nig", { alpha: 14, beta: -6, delta: 0.45 });

Deno.test("quotesWhere() keeps every column and slice of the quotes it keeps", () => {
  const odd = quotesWhere(QUOTES, (i) => i % 2 === 1);
  assertEquals(odd.size, 30);
  for (let i = 0; i < odd.size; ++i) {
    const from = 2 * i + 1;
    const slice = odd.slices[odd.sliceOf[i]];
    assertEquals(slice.tau, QUOTES.slices[QUOTES.sliceOf[from]].tau);
    assertEquals(
      [odd.strike[i], odd.isCall[i], odd.price[i], odd.impliedVol[i]],
      [
        QUOTES.strike[from],
        QUOTES.isCall[from],
        QUOTES.price[from],
        QUOTES.impliedVol[from],
      ],
    );
    // Pricing engines read the strikes of the slices, in the same order.
    const first = odd.sliceOf.indexOf(odd.sliceOf[i]);
    assertEquals(slice.strikes[i - first], odd.strike[i]);
    assertEquals(slice.isCall[i - first], odd.isCall[i]);
  }
  // An expiry without quotes is gone.
  const last = quotesWhere(QUOTES, (i) => QUOTES.sliceOf[i] === 4);
  assertEquals([last.slices.length, last.size], [1, 12]);
});

Deno.test("pooledQuotes() puts days after each other, each with its own forwards", () => {
  const other = syntheticQuotes("black-scholes", { sigma: 0.3 });
  const both = pooledQuotes([QUOTES, other]);
  assertEquals(both.size, 120);
  assertEquals(both.slices.length, 10);
  assertEquals(both.sliceOf[60], 5);
  assertAlmostEquals(both.impliedVol[119], 0.3, 1e-6);
  assertEquals(
    both.slices.reduce((n, { strikes }) => n + strikes.length, 0),
    120,
  );
  assertEquals(pooledQuotes([QUOTES]), QUOTES);
  assertThrows(() => pooledQuotes([]), RangeError, "at least one set");
});

Deno.test("quotesAtVols() prices the contracts so that they have those volatilities", () => {
  const vols = QUOTES.impliedVol.map((v, i) => v * (1 + i / 100));
  const changed = quotesAtVols(QUOTES, vols);
  for (let i = 0; i < changed.size; ++i) {
    const slice = changed.slices[changed.sliceOf[i]];
    const back = impliedVolOf(slice, changed, i, changed.price[i]);
    assert(back.ok);
    assertAlmostEquals(back.sigma / vols[i], 1, 1e-9);
    assert(changed.vega[i] > 0);
  }
  const same = quotesAtVols(QUOTES, QUOTES.impliedVol);
  same.price.forEach((p, i) => assertAlmostEquals(p, QUOTES.price[i], 1e-10));
});

Deno.test("logMoneynessOf() and maturityOf() speak of each quote's own expiry", () => {
  const k = logMoneynessOf(QUOTES);
  const tau = maturityOf(QUOTES);
  assertAlmostEquals(k[59], Math.log(140 / (100 * Math.exp(0.04))), 1e-12);
  assertEquals([tau[0], tau[59]], [0.1, 2]);
});
