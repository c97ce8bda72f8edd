import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertLess,
  assertThrows,
} from "@std/assert";
import { calibrate } from "lib/calibration/calibrate.ts";
import { calibrationQuotes } from "lib/calibration/quotes.ts";
import { chainFromRows } from "lib/market/option_chain.ts";
import { readChain } from "lib/market/read_chain.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import { syntheticQuotes } from "./synthetic_quotes.ts";

/** A truth for each law, away from its start. */
const TRUTHS: Record<string, Record<string, number>> = {
  "black-scholes": { sigma: 0.27 },
  merton: { sigma: 0.16, lambda: 0.9, muJ: -0.15, sigmaJ: 0.12 },
  kou: { sigma: 0.14, lambda: 2.2, p: 0.35, eta1: 20, eta2: 11 },
  "variance-gamma": { sigma: 0.18, nu: 0.4, theta: -0.25 },
  nig: { alpha: 14, beta: -6, delta: 0.45 },
  cgmy: { c: 0.35, g: 5, m: 12, y: 0.6 },
  meixner: { a: 0.25, b: -1.3, d: 0.8 },
  heston: { v0: 0.04, kappa: 2.3, theta: 0.06, xi: 0.6, rho: -0.65 },
  bates: {
    v0: 0.03,
    kappa: 2.5,
    theta: 0.05,
    xi: 0.5,
    rho: -0.6,
    lambda: 0.6,
    muJ: -0.12,
    sigmaJ: 0.1,
  },
};

for (const [law, truth] of Object.entries(TRUTHS)) {
  for (const space of ["price", "implied-vol"] as const) {
    Deno.test(`calibrate() finds ${law} again in ${space} space`, () => {
      const quotes = syntheticQuotes(law, truth);
      const report = calibrate(quotes, lawByName(law), { space });
      for (const [name, value] of Object.entries(truth)) {
        const actual = report.params[name];
        // Prices are exact to about 1e-13; the conditioning takes the rest.
        assertAlmostEquals(actual / value, 1, 1e-8, `${name}: ${actual}`);
      }
      assertLess(report.rmsePrice, 1e-9);
    });
  }
}

/** RMSE of unweighted price errors; Schoutens (2003), table 7.1, for three. */
const SPX_TARGETS: Record<string, number> = {
  "variance-gamma": 3.63,
  nig: 3.17,
  meixner: 3.32,
  cgmy: 2.72,
  merton: 2.28,
  kou: 2.22,
};

for (const [law, target] of Object.entries(SPX_TARGETS)) {
  Deno.test(`calibrate() fits the S&P 500 calls of 2002 by ${law} to ${target}`, async () => {
    const quotes = calibrationQuotes(
      await readChain("data/raw/spx_2002-04-18.csv"),
    );
    assertEquals(quotes.size, 75);
    const report = calibrate(quotes, lawByName(law));
    assertLess(report.rmsePrice, target);
  });
}

Deno.test("calibrate() says that Merton's and Kou's best fits sit on bounds", async () => {
  const quotes = calibrationQuotes(
    await readChain("data/raw/spx_2002-04-18.csv"),
  );
  for (const law of ["merton", "kou"]) {
    const { warnings } = calibrate(quotes, lawByName(law), { starts: 2 });
    assert(warnings.some((text) => text.includes("sits on its bound")), law);
  }
});

Deno.test("calibrate() finds the DAX surface's least squares under Heston", async () => {
  const quotes = calibrationQuotes(
    await readChain("data/raw/dax_2002-07-05.csv"),
  );
  const report = calibrate(quotes, lawByName("heston"), {
    space: "implied-vol",
  });
  assertEquals(report.quotes, 104);
  assert(report.rmseImpliedVol !== null);
  const squares = 104 * (100 * report.rmseImpliedVol) ** 2;
  // QuantLib's engine gives 177.24835 at the same parameters.
  assertAlmostEquals(squares, 177.24835, 1e-4);
  assert(report.starts.every(({ agrees }) => agrees));
});

Deno.test("calibrate() gives standard errors that simulated noise confirms", () => {
  const law = lawByName("variance-gamma");
  const exact = syntheticQuotes(law.name, TRUTHS["variance-gamma"]);
  // A fixed alternating error: the estimate must move by its order.
  const price = exact.price.map((p, i) => p + (i % 2 === 0 ? 0.01 : -0.01));
  const report = calibrate({ ...exact, price }, law);
  assertAlmostEquals(report.rmsePrice, 0.01, 5e-4);
  for (const [name, value] of Object.entries(TRUTHS["variance-gamma"])) {
    const error = report.standardErrors[name];
    assert(error !== null && error > 0);
    assertLess(Math.abs(report.params[name] - value), 4 * error);
    assertLess(error, 0.05 * Math.abs(value));
  }
  assert(report.correlation !== null);
  assertEquals(report.correlation[1][1], 1);
});

Deno.test("calibrate() gives the same answer for the same seed", () => {
  const quotes = syntheticQuotes("nig", TRUTHS["nig"]);
  const once = () => calibrate(quotes, lawByName("nig"));
  assertEquals(once(), once());
});

Deno.test("calibrate() stops when its signal is aborted", () => {
  const quotes = syntheticQuotes("heston", TRUTHS["heston"]);
  const signal = AbortSignal.abort(new Error("enough"));
  assertThrows(
    () => calibrate(quotes, lawByName("heston"), { signal }),
    Error,
    "enough",
  );
});

Deno.test("calibrate() warns when quotes are fewer than parameters", () => {
  const row = { tau: 0.5, spot: 100, rate: 0, dividend: 0, isCall: true };
  const quotes = calibrationQuotes(
    chainFromRows("three", [
      { ...row, strike: 95, price: 8.2 },
      { ...row, strike: 100, price: 5.4 },
      { ...row, strike: 110, price: 2 },
    ]),
  );
  const report = calibrate(quotes, lawByName("bates"), { starts: 1 });
  assertEquals(report.standardErrors["kappa"], null);
  assertEquals(report.correlation, null);
  assert(report.warnings.some((text) => text.includes("3 quotes cannot")));
});

Deno.test("calibrate() takes prices below intrinsic, and says so", () => {
  const row = { tau: 0.5, spot: 100, rate: 0, dividend: 0, isCall: true };
  const strikes = [80, 90, 100, 110, 120];
  const prices = [19, 11.2, 5.6, 2.3, 0.8];
  const quotes = calibrationQuotes(
    chainFromRows(
      "spoilt",
      strikes.map((strike, i) => ({ ...row, strike, price: prices[i] })),
    ),
  );
  for (const space of ["price", "implied-vol"] as const) {
    const { warnings, params } = calibrate(
      quotes,
      lawByName("black-scholes"),
      { space },
    );
    assert(params["sigma"] > 0.1 && params["sigma"] < 0.4);
    assert(warnings.some((text) => text.includes("no-arbitrage bounds")));
  }
});

Deno.test("calibrationQuotes() names the missing spot and its remedy", () => {
  const chain = chainFromRows("no spot", [
    { tau: 0.5, strike: 95, price: 8, isCall: true, spot: NaN },
  ]);
  assertThrows(() => calibrationQuotes(chain), Error, "--spot");
});

Deno.test("spread weights need a spread", () => {
  const quotes = syntheticQuotes("nig", TRUTHS["nig"]);
  assertThrows(
    () => calibrate(quotes, lawByName("nig"), { weights: "spread" }),
    RangeError,
    "ask > bid",
  );
});
