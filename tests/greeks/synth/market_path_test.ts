import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { marketPath, YEAR_MS } from "lib/greeks/synth/market_path.ts";
import { makeSynthSettings } from "lib/greeks/synth/synth_settings.ts";

const DAYS = 43;
const PATHS = 1500;

/** First and last close of many paths whose parameters do not stray. */
function ends(law: string) {
  const settings = makeSynthSettings({
    law,
    days: DAYS,
    spot: 1e5,
    wander: 0,
    params: { v0: 0.06 },
  });
  const { params, rate, dividend } = settings;
  const samples = Array.from({ length: PATHS }, (_, seed) => {
    const path = [...marketPath(settings, makeRng(seed))];
    const last = path[path.length - 1];
    return {
      logReturn: Math.log(last.spot / path[0].spot),
      variance: last.params.v0,
      years: (last.time - path[0].time) / YEAR_MS,
    };
  });
  return { params, carry: rate - dividend, samples };
}

/** Mean and its standard error. */
function meanOf(values: number[]): { mean: number; error: number } {
  const mean = values.reduce((a, b) => a + b) / values.length;
  const squares = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares) / values.length };
}

for (const law of ["heston", "bates"]) {
  Deno.test(`Under ${law} the variance reverts at the real-world speed and the price drifts with its premium`, () => {
    const { params, carry, samples } = ends(law);
    const { years } = samples[0];
    const { v0, muJ = 0, sigmaJ = 0, lambda = 0 } = params;
    const kappa = params.kappa + 1;
    const theta = params.kappa * params.theta / kappa;
    const decay = Math.exp(-kappa * years);

    const v = meanOf(samples.map(({ variance }) => variance));
    const expected = theta + (v0 - theta) * decay;
    assert(Math.abs(v.mean - expected) < 4 * v.error, `${v.mean} ${expected}`);

    // E ln(S/S₀) = (r − q)T + (η − ½)·E∫v + λT(μ − E[e^J − 1]), η = 1.5.
    const total = theta * years + (v0 - theta) * (1 - decay) / kappa;
    const jump = muJ - Math.expm1(muJ + sigmaJ ** 2 / 2);
    const drift = carry * years + total + lambda * years * jump;
    const r = meanOf(samples.map(({ logReturn }) => logReturn));
    assert(Math.abs(r.mean - drift) < 4 * r.error, `${r.mean} ${drift}`);
    // To see a premium's absence, the error must be small beside it.
    assert(2 * r.error < total);

    const moved = samples.map(({ logReturn }) => (logReturn - r.mean) ** 2);
    const spread = meanOf(moved);
    const jumps = lambda * years * (muJ ** 2 + sigmaJ ** 2);
    // E∫v and the jumps', but for the variance of the drift, a few hundredths.
    assertAlmostEquals(spread.mean / (total + jumps), 1, 0.25);
  });
}

Deno.test("Price and variance move against each other", () => {
  const settings = makeSynthSettings({ days: 250, seed: 3 });
  const path = [...marketPath(settings, makeRng(3))];
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 1; i < path.length; ++i) {
    const x = Math.log(path[i].spot / path[i - 1].spot);
    const y = path[i].params.v0 - path[i - 1].params.v0;
    xy += x * y;
    xx += x * x;
    yy += y * y;
  }
  assert(xy / Math.sqrt(xx * yy) < -0.5);
});

Deno.test("Parameters stray by their stationary law, and not at 0", () => {
  const logs: number[] = [];
  for (let seed = 0; seed < 400; ++seed) {
    const settings = makeSynthSettings({ days: 20, wander: 0.2 });
    const path = [...marketPath(settings, makeRng(seed))];
    logs.push(Math.log(path[19].params.xi / settings.params.xi));
  }
  const { mean } = meanOf(logs);
  const sd = Math.sqrt(meanOf(logs.map((x) => x * x)).mean);
  assertAlmostEquals(mean, 0, 4 * 0.2 / 20);
  assertAlmostEquals(sd, 0.2, 4 * 0.2 / Math.sqrt(800));

  const still = makeSynthSettings({ days: 20, wander: 0 });
  for (const { params } of marketPath(still, makeRng(1))) {
    assertEquals(params.xi, still.params.xi);
    assertEquals(params.rho, still.params.rho);
  }
});

Deno.test("A path starts on the first trading day from its start", () => {
  const settings = makeSynthSettings({ start: "2025-07-04", days: 2 });
  const [first, second] = [...marketPath(settings, makeRng(1))];
  assertEquals(first.date, Date.UTC(2025, 6, 7));
  assertEquals(first.spot, 500);
  assertEquals(second.time, Date.UTC(2025, 6, 8, 20));
});
