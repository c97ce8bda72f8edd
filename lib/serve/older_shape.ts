/**
 * The older shape of `/calibrate`: a flat list of call prices on a grid of
 * strikes and maturities, strike-major.
 *
 * @module
 */

import { equallySpaced } from "lib/calibration/neural/surface_grid.ts";
import { lawName } from "lib/pricing/laws/law_name.ts";
import { Check, type JsonObject } from "lib/serve/check.ts";
import {
  checkBounds,
  MOST_QUOTES,
  type QuoteColumns,
} from "lib/serve/request_quotes.ts";

/** Models that the older shape knows. */
const MODEL_NAMES = ["VarianceGamma", "CGMY"] as const;
const STRIKES = equallySpaced(80, 120, 20);
const MATURITIES = equallySpaced(0.1, 2, 10);
const SPOT = 100;
const RATE = 0.05;

/** Whether a body is of the older shape. */
export function isOlderShape(body: JsonObject): boolean {
  return "option_prices" in body || "model_name" in body;
}

/**
 * Reads a body of the older shape.
 *
 * @param body `{option_prices, model_name, strikes?, maturities?, spot_price?,
 * risk_free_rate?}`; the price at strike `i` and maturity `j` is at
 * `i · maturities + j`.
 * @throws {Problem} 422, naming the paths of what is wrong.
 */
export function readOlderShape(
  body: JsonObject,
): { law: string; modelName: string; quotes: QuoteColumns } {
  const check = new Check();
  const given = <T>(name: string, otherwise: T) => body[name] ?? otherwise;
  const modelName = check.word(body["model_name"], "model_name", MODEL_NAMES);
  const spot = check.positive(given("spot_price", SPOT), "spot_price");
  const rate = check.number(given("risk_free_rate", RATE), "risk_free_rate");
  const strikes = numbers(check, given("strikes", STRIKES), "strikes");
  const maturities = numbers(
    check,
    given("maturities", MATURITIES),
    "maturities",
  );
  const prices = check.list(
    body["option_prices"],
    "option_prices",
    MOST_QUOTES,
  );
  const n = strikes.length * maturities.length;
  if (prices.length !== n) {
    check.wrong(
      "option_prices",
      `a list of ${n}, one a strike and maturity`,
      prices,
    );
  }
  const value = Float64Array.from(prices, (price, i) => {
    const isPrice = typeof price === "number" && price >= 0 && price < Infinity;
    const path = `option_prices[${i}]`;
    return isPrice ? price : check.wrong(path, "a number ≥ 0", price);
  });
  check.done();
  const column = (of: (i: number) => number) =>
    Float64Array.from(value, (_, i) => of(i));
  const quotes: QuoteColumns = {
    spot,
    rate,
    dividend: 0,
    strike: column((i) => strikes[Math.floor(i / maturities.length)]),
    maturity: column((i) => maturities[i % maturities.length]),
    isCall: new Uint8Array(n).fill(1),
    value,
    isVol: new Uint8Array(n),
    spread: new Float64Array(n).fill(NaN),
  };
  checkBounds(check, quotes, (i) => `option_prices[${i}]`);
  check.done();
  return { law: lawName(modelName), modelName, quotes };
}

/** A list of positive numbers. */
function numbers(check: Check, value: unknown, path: string): Float64Array {
  if (value instanceof Float64Array) return value;
  const list = check.list(value, path, MOST_QUOTES);
  return Float64Array.from(
    list,
    (x, i) => check.positive(x, `${path}[${i}]`),
  );
}
