/** Bodies as fast-check draws them: right ones, and right ones spoiled. */

import fc from "fast-check";
import { blackPrice } from "lib/pricing/black.ts";

/** Anything that JSON can say, with the numbers that are awkward. */
export const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  { depthSize: "small", withCrossShrink: true },
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -0,
    -1,
    1e-300,
    1e300,
    5e-324,
    2 ** 53,
    0.5,
    "",
    "NaN",
    "call",
    [],
    {},
    [[]],
    { __proto__: null, constructor: 1 },
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string(),
);

/**
 * A value with one place replaced, dropped or doubled.
 *
 * @param value JSON.
 * @param places Where to go at each level, as numbers that are wrapped.
 * @param other What stands there then; undefined drops the place.
 */
export function spoil(
  value: unknown,
  places: readonly number[],
  other: unknown,
): unknown {
  const [place, ...rest] = places;
  const keys = typeof value === "object" && value !== null
    ? Object.keys(value)
    : [];
  if (place === undefined || keys.length === 0) return other;
  const key = keys[place % keys.length];
  const inner = spoil((value as Record<string, unknown>)[key], rest, other);
  if (Array.isArray(value)) {
    const copy: unknown[] = [...value];
    if (inner === undefined) copy.splice(Number(key), 1);
    else copy[Number(key)] = inner;
    return copy;
  }
  const { [key]: _, ...others } = value as Record<string, unknown>;
  return inner === undefined ? others : { ...others, [key]: inner };
}

/** Values of `right`, most of them spoiled in one or two places. */
export function mostlySpoiled(
  right: fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const place = fc.tuple(
    fc.array(fc.nat(40), { minLength: 1, maxLength: 4 }),
    fc.option(anyJson, { nil: undefined }),
  );
  return fc.tuple(right, fc.array(place, { maxLength: 2 })).map((
    [value, places],
  ) =>
    places.reduce<unknown>(
      (spoiled, [path, other]) => spoil(spoiled, path, other) ?? null,
      value,
    )
  );
}

const positive = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
const rate = fc.double({ min: -0.1, max: 0.2, noNaN: true });
const vol = fc.double({ min: 0.01, max: 3, noNaN: true });
const type = fc.constantFrom("call", "put");

/** Quotes that any surface may have. */
const volQuote = fc.record({
  strike: fc.double({ min: 85, max: 115, noNaN: true }),
  maturity: fc.double({ min: 0.2, max: 1.8, noNaN: true }),
  type,
  impliedVol: vol,
});

/** Quotes of all kinds, many with arbitrage. */
const quote = fc.oneof(
  volQuote,
  fc.record({ strike: positive, maturity: positive, type, price: positive }),
  fc.record({
    strike: positive,
    maturity: positive,
    type,
    bid: vol,
    ask: positive,
  }),
);

/** Bodies of `/calibrate`. */
export const calibrateBody: fc.Arbitrary<Record<string, unknown>> = fc.record({
  law: fc.constantFrom("vg", "variance-gamma", "heston", "CGMY", "kou"),
  method: fc.constant("net"),
  spot: fc.oneof({ weight: 9, arbitrary: fc.constant(100) }, positive),
  rate,
  dividend: rate,
  quotes: fc.oneof(
    {
      weight: 3,
      arbitrary: fc.array(volQuote, { minLength: 1, maxLength: 12 }),
    },
    fc.array(quote, { minLength: 1, maxLength: 12 }),
  ),
}, { requiredKeys: ["law", "spot", "quotes"] });

/** Bodies of `/calibrate` in the older shape: two strikes by two maturities. */
export const olderBody: fc.Arbitrary<Record<string, unknown>> = fc.record({
  model_name: fc.constantFrom("VarianceGamma", "CGMY"),
  sigma: vol,
  risk_free_rate: rate,
}).map(({ model_name, sigma, risk_free_rate }) => {
  const [strikes, maturities] = [[90, 110], [0.5, 1]];
  const option_prices = strikes.flatMap((strike) =>
    maturities.map((tau) =>
      blackPrice({
        forward: 100 * Math.exp(risk_free_rate * tau),
        strike,
        tau,
        sigma,
        discount: Math.exp(-risk_free_rate * tau),
        isCall: true,
      })
    )
  );
  return {
    model_name,
    option_prices,
    strikes,
    maturities,
    spot_price: 100,
    risk_free_rate,
  };
});

const contract = {
  spot: positive,
  strike: positive,
  rate,
  dividend: rate,
  maturity: fc.double({ min: 0.01, max: 5, noNaN: true }),
  type,
};

/** Bodies of `/price`. */
export const priceBody: fc.Arbitrary<unknown[]> = fc.array(
  fc.record({
    ...contract,
    law: fc.constantFrom("black-scholes", "heston", "variance-gamma"),
    params: fc.constantFrom<unknown>(
      { sigma: 0.2 },
      { sigma: 0.2, nu: 0.3, theta: -0.1 },
      { v0: 0.04, kappa: 1, theta: 0.04, xi: 0.5, rho: -0.5 },
    ),
    greeks: fc.boolean(),
  }, { requiredKeys: ["law", "params", "spot", "strike", "maturity", "type"] }),
  { minLength: 1, maxLength: 3 },
);

/** Bodies of `/implied-vol`. */
export const volBody: fc.Arbitrary<unknown[]> = fc.array(
  fc.record({ ...contract, price: positive }),
  { minLength: 1, maxLength: 3 },
);

/** A quote to predict the delta of: strike and underlying near each other. */
function deltaQuote(side: "call" | "put") {
  return fc.record({
    dte: fc.integer({ min: 0, max: 400 }),
    moneyness: fc.double({ min: 0.7, max: 1.4, noNaN: true }),
    mark: positive,
    underlying_price: positive,
    vix9d: fc.double({ min: 5, max: 90, noNaN: true }),
    vvix: fc.double({ min: 60, max: 200, noNaN: true }),
    skew: fc.double({ min: 90, max: 170, noNaN: true }),
  }, {
    requiredKeys: [
      "dte",
      "moneyness",
      "mark",
      "underlying_price",
      "vix9d",
      "vvix",
    ],
  }).map(({ moneyness, underlying_price, ...rest }) => ({
    ...rest,
    moneyness,
    underlying_price,
    strike: side === "call"
      ? underlying_price / moneyness
      : underlying_price * moneyness,
  }));
}

const side = fc.constantFrom("call" as const, "put" as const);
const version = fc.constantFrom("1.0.0", "v1.0.0", "latest", "champion", null);

/** Bodies of `/predict`. */
export const predictBody: fc.Arbitrary<Record<string, unknown>> = side.chain(
  (contract_type) =>
    fc.record({
      contract_type: fc.constant(contract_type),
      features: deltaQuote(contract_type),
      version,
    }, { requiredKeys: ["contract_type", "features"] }),
);

/** Bodies of `/predict/batch`; half of them of one chain. */
export const batchBody: fc.Arbitrary<Record<string, unknown>> = fc.tuple(
  side,
  fc.constantFrom("features", "rows"),
  fc.boolean(),
).chain(([contract_type, list, isChain]) =>
  fc.record({
    contract_type: fc.constant(contract_type),
    [list]: fc.array(deltaQuote(contract_type), { minLength: 1, maxLength: 8 })
      .map((rows) => isChain ? asChain(contract_type, rows) : rows),
    version,
    smooth: fc.constantFrom(true, false, null),
    interpolate: fc.boolean(),
    interpolation_options: fc.option(fc.record({
      strike_min: fc.double({ min: 1, max: 500, noNaN: true }),
      strike_max: fc.double({ min: 500, max: 1000, noNaN: true }),
      strike_step: fc.double({ min: 0.5, max: 50, noNaN: true }),
    }, { requiredKeys: [] })),
    steepness_factor: fc.double({ min: 0.01, max: 2, noNaN: true }),
  }, { requiredKeys: ["contract_type", list] })
);

/** Quotes moved to the expiry and underlying of the first. */
function asChain(
  contract_type: "call" | "put",
  rows: readonly { readonly moneyness: number }[],
): unknown {
  return rows.map((row) => ({
    ...row,
    dte: 30,
    underlying_price: 700,
    strike: contract_type === "call"
      ? 700 / row.moneyness
      : 700 * row.moneyness,
  }));
}

/** Bodies of `/v2/models/{name}/infer`, for a graph that takes `width`. */
export function inferBody(
  name: string,
  width: number,
): fc.Arbitrary<Record<string, unknown>> {
  return fc.record({
    id: fc.string(),
    inputs: fc.array(
      fc.record({
        name: fc.constant(name),
        shape: fc.constant([1, width]),
        datatype: fc.constant("FP32"),
        data: fc.array(vol, { minLength: width, maxLength: width }),
      }),
      { minLength: 1, maxLength: 1 },
    ),
  }, { requiredKeys: ["inputs"] });
}

/** Bytes, some of them nearly JSON. */
export const rawBytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.string({ unit: "binary", maxLength: 100 }).map((text) =>
    new TextEncoder().encode(text)
  ),
  fc.json().map((text) => new TextEncoder().encode(text)),
  fc.tuple(fc.json(), fc.nat(60)).map(([text, cut]) =>
    new TextEncoder().encode(text).subarray(0, cut)
  ),
);
