import { assert, assertAlmostEquals } from "@std/assert";
import { chainValues } from "lib/greeks/synth/chain_values.ts";
import { blackGreeks } from "lib/pricing/black.ts";
import { lewis } from "lib/pricing/engines/lewis.ts";
import { impliedVolFromSpot } from "lib/pricing/implied_vol.ts";
import { bates } from "lib/pricing/laws/bates.ts";

const [spot, rate, dividend] = [500, 0.04, 0.013];
const cf = bates.characteristicFunction({
  v0: 0.02,
  kappa: 5,
  theta: 0.025,
  xi: 0.65,
  rho: -0.78,
  lambda: 0.4,
  muJ: -0.12,
  sigmaJ: 0.1,
});

/** Calls at a spot. */
function expiryAt(tau: number, strikes: Float64Array, at = spot) {
  return {
    forward: at * Math.exp((rate - dividend) * tau),
    discount: Math.exp(-rate * tau),
    tau,
    dividend,
    strikes,
  };
}

/** Strikes around the money, `n` each side, a third of a deviation apart. */
function strikesFor(tau: number, n: number): Float64Array {
  const step = Math.sqrt(cf.cumulants(tau).c2) / 3;
  return Float64Array.from(
    { length: 2 * n + 1 },
    (_, i) => Math.round(spot * Math.exp((i - n) * step)),
  );
}

Deno.test("Time values are those of the Lewis contour", () => {
  for (const tau of [1 / 365, 30 / 365, 0.5]) {
    const expiry = expiryAt(tau, strikesFor(tau, 8));
    const { timeValue } = chainValues(cf, expiry, "black-scholes");
    const isCall = Uint8Array.from(
      expiry.strikes,
      (k) => k >= expiry.forward ? 1 : 0,
    );
    const { prices } = lewis.price(cf, { ...expiry, isCall }, {
      tolerance: 1e-10,
    });
    prices.forEach((price, i) =>
      assertAlmostEquals(timeValue[i], price, 2e-9 * expiry.forward)
    );
  }
});

Deno.test("A vendor's delta is Black-Scholes' at the implied volatility", () => {
  for (const tau of [1 / 365, 30 / 365, 0.5]) {
    const expiry = expiryAt(tau, strikesFor(tau, 8));
    const { timeValue, callDelta } = chainValues(cf, expiry, "black-scholes");
    expiry.strikes.forEach((strike, i) => {
      const isCall = strike >= expiry.forward;
      const option = { spot, strike, tau, rate, dividend, isCall };
      const vol = impliedVolFromSpot({ ...option, price: timeValue[i] });
      assert(vol.ok);
      const { delta } = blackGreeks({ ...option, sigma: vol.sigma });
      const call = isCall ? delta : delta + Math.exp(-dividend * tau);
      assertAlmostEquals(callDelta[i], call, 1e-8);
    });
  }
});

Deno.test("The law's delta is the slope of its price in the spot", () => {
  for (const tau of [1 / 365, 30 / 365, 0.5]) {
    const strikes = strikesFor(tau, 6);
    const { callDelta } = chainValues(cf, expiryAt(tau, strikes), "law");
    const isCall = new Uint8Array(strikes.length).fill(1);
    const price = (at: number) =>
      lewis.price(cf, { ...expiryAt(tau, strikes, at), isCall }, {
        tolerance: 1e-11,
      }).prices;
    const h = 0.01;
    const [up, down] = [price(spot + h), price(spot - h)];
    // Central differences leave h²/6 of the third derivative, at most 4e-2.
    strikes.forEach((_, i) =>
      assertAlmostEquals(callDelta[i], (up[i] - down[i]) / (2 * h), 1e-5)
    );
  }
});

Deno.test("Under a skewed law the two deltas differ as the smile slopes", () => {
  const tau = 30 / 365;
  const strikes = Float64Array.of(480, 500, 510);
  const vendor = chainValues(cf, expiryAt(tau, strikes), "black-scholes");
  const law = chainValues(cf, expiryAt(tau, strikes), "law");
  // dV/dS = Δ_BS − vega·(K/S)·σ′(K), and σ′ < 0 here.
  for (let i = 0; i < 3; ++i) {
    assert(law.callDelta[i] > vendor.callDelta[i] + 0.01);
  }
});

Deno.test("What the engine cannot tell from nothing has neither value nor delta", () => {
  const strikes = Float64Array.of(200, 1500);
  const { timeValue, callDelta } = chainValues(
    cf,
    expiryAt(1 / 365, strikes),
    "black-scholes",
  );
  assertAlmostEquals(timeValue[1], 0, 1e-12);
  assertAlmostEquals(callDelta[0], Math.exp(-dividend / 365), 1e-6);
  assertAlmostEquals(callDelta[1], 0, 1e-12);
});
