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
  MOST_QUOTES,
  type QuoteColumns,
  readQuotes,
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
  const modelName = check.word(body["model_name"], "model_name", MODEL_NAMES);
  const strikes = numbers(check, body["strikes"], "strikes", STRIKES);
  const maturities = numbers(
    check,
    body["maturities"],
    "maturities",
    MATURITIES,
  );
  const prices = check.list(
    body["option_prices"],
    "option_prices",
    MOST_QUOTES,
  );
  const wanted = strikes.length * maturities.length;
  if (prices.length !== wanted) {
    check.wrong(
      "option_prices",
      `a list of ${wanted}, one a strike and maturity`,
      prices,
    );
  }
  check.done();
  const quotes = prices.map((price, i) => ({
    strike: strikes[Math.floor(i / maturities.length)],
    maturity: maturities[i % maturities.length],
    type: "call",
    price,
  }));
  return {
    law: lawName(modelName),
    modelName,
    quotes: readQuotes({
      spot: body["spot_price"] ?? SPOT,
      rate: body["risk_free_rate"] ?? RATE,
      dividend: 0,
      quotes,
    }),
  };
}

function numbers(
  check: Check,
  value: unknown,
  path: string,
  otherwise: Float64Array,
): Float64Array {
  if (value === undefined || value === null) return otherwise;
  const list = check.list(value, path, MOST_QUOTES);
  return Float64Array.from(
    list,
    (x, i) => check.positive(x, `${path}[${i}]`),
  );
}
