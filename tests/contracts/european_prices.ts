/** Every European engine against 30-digit prices and the published tables. */

import { assert, assertAlmostEquals } from "@std/assert";
import { ConvergenceError } from "lib/core/errors.ts";
import type {
  EuropeanEngine,
  EuropeanSlice,
  SliceResult,
} from "lib/pricing/engines/engine.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import {
  EUROPEAN_MPMATH,
  type EuropeanReference,
} from "../reference/european_mpmath.ts";
import {
  FANG_OOSTERLEE,
  LEWIS_HESTON,
  QUANTLIB_VARIANCE_GAMMA,
} from "../reference/published_prices.ts";

/** What an engine promises beyond the contract. */
export interface EngineClaims {
  /** Laws whose φ may decay too slowly for it, at maturities up to this. */
  readonly mayRefuse: Readonly<Record<string, number>>;
  /** Absolute tolerance asked for on a spot of 100. */
  readonly tolerance: number;
}

type Terms = Pick<
  EuropeanReference,
  "strike" | "rate" | "dividend" | "maturity" | "type"
>;

/** One contract as a slice. */
export function sliceAt(spot: number, terms: Terms): EuropeanSlice {
  const { strike, rate, dividend, maturity, type } = terms;
  return {
    forward: spot * Math.exp((rate - dividend) * maturity),
    discount: Math.exp(-rate * maturity),
    tau: maturity,
    strikes: Float64Array.of(strike),
    isCall: Uint8Array.of(type === "call" ? 1 : 0),
  };
}

/** Registers the reference prices for one engine. */
export function testEuropeanPrices(
  engine: EuropeanEngine,
  claims: EngineClaims,
): void {
  const { mayRefuse, tolerance } = claims;
  const laws = [...new Set(EUROPEAN_MPMATH.map(({ law }) => law))];
  for (const law of laws) {
    Deno.test(`${engine.name} meets 30-digit ${law} prices within the error it states`, () => {
      let met = 0;
      for (const row of EUROPEAN_MPMATH.filter((r) => r.law === law)) {
        const cf = lawByName(law).characteristicFunction(row.params);
        let result: SliceResult;
        try {
          result = engine.price(cf, sliceAt(100, row), { tolerance });
        } catch (error) {
          assert(error instanceof ConvergenceError, String(error));
          assert(row.maturity <= (mayRefuse[law] ?? 0), error.message);
          continue;
        }
        const miss = Math.abs(result.prices[0] - row.price);
        const label = `${JSON.stringify(row)}: off by ${miss}`;
        // CGMY with y = 1.98 has exponents of 1e4, whose rounding reaches the
        // price: four digits of 16 are gone before any engine sees them.
        const rounding = row.params["y"] > 1.9 ? 3e-10 : 1e-11;
        assert(miss <= Math.max(2 * result.errors[0], rounding), label);
        assert(miss <= 2 * tolerance + rounding, label);
        ++met;
      }
      assert(met >= 5, `only ${met} rows were priced`);
    });
  }

  for (const row of FANG_OOSTERLEE) {
    Deno.test(`${engine.name} reproduces Fang and Oosterlee, ${row.name}`, () => {
      const cf = lawByName(row.law).characteristicFunction(row.params);
      const slice = sliceAt(100, { ...row, dividend: 0, type: "call" });
      // The last printed decimal, and what the engine is asked for.
      const printed = 0.6 * 10 ** -row.decimals;
      const { prices } = engine.price(cf, slice, { tolerance });
      assertAlmostEquals(prices[0], row.price, printed + tolerance);
    });
  }

  Deno.test(`${engine.name} meets Alan Lewis's Heston prices`, () => {
    const cf = lawByName("heston").characteristicFunction(LEWIS_HESTON.params);
    const base = { rate: 0.01, dividend: 0.02, maturity: 1 };
    for (const { strike, put, call } of LEWIS_HESTON.rows) {
      for (const [type, price] of [["put", put], ["call", call]] as const) {
        const slice = sliceAt(100, { ...base, strike, type });
        const [actual] = engine.price(cf, slice, { tolerance: 1e-10 }).prices;
        // All printed digits, to the rounding of a price of 30.
        assertAlmostEquals(actual, price, 1e-12);
      }
    }
  });

  Deno.test(`${engine.name} meets QuantLib's variance gamma table`, () => {
    for (const { params, rate, dividend, calls } of QUANTLIB_VARIANCE_GAMMA) {
      const cf = lawByName("variance-gamma").characteristicFunction(params);
      for (const [strike, price] of calls) {
        const terms = { strike, rate, dividend, maturity: 1 };
        const slice = sliceAt(6000, { ...terms, type: "call" });
        const [actual] = engine.price(cf, slice, { tolerance: 1e-5 }).prices;
        // Four decimals are printed; at nu = 0.01 the table itself is off by
        // 6.5e-4, as two engines agree to 1e-8 there.
        assertAlmostEquals(actual, price, params.nu < 0.02 ? 1e-3 : 6e-5);
      }
    }
  });
}
