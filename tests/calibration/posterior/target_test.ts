import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import {
  type NoiseModel,
  prepareNoise,
  usualNoise,
} from "lib/calibration/posterior/noise.ts";
import { PosteriorTarget } from "lib/calibration/posterior/target.ts";
import { makeRng } from "lib/core/rng.ts";
import { lawByName, LAWS } from "lib/pricing/laws/laws.ts";
import { noisyQuotes } from "./quotes.ts";

const TRUTH = { sigma: 0.2, nu: 0.3, theta: -0.15 };
const quotes = noisyQuotes("variance-gamma", TRUTH);
const quoted = noisyQuotes("variance-gamma", TRUTH, { width: 0.006 });

for (const law of LAWS) {
  Deno.test(`the gradient of the ${law.name} posterior is that of its density`, () => {
    const target = new PosteriorTarget(
      law,
      quoted,
      prepareNoise(quoted, { kind: "both" }),
    );
    const rng = makeRng(8);
    const start = [...law.space.toVector(law.space.start()), 0.004];
    const y = target.toUnconstrained(start).map((v) => v + 0.1 * rng.normal());
    const gradient = new Float64Array(target.size);
    target.evaluateInto(y, gradient);
    for (let j = 0; j < target.size; ++j) {
      const at = (h: number) => {
        const moved = y.slice();
        moved[j] += h;
        return target.evaluateInto(moved);
      };
      const h = 1e-4;
      // Richardson: the error is of order h⁴.
      const wide = (at(2 * h) - at(-2 * h)) / (4 * h);
      const slope = (4 * (at(h) - at(-h)) / (2 * h) - wide) / 3;
      const allowed = 1e-4 * Math.max(1, Math.abs(slope));
      assertAlmostEquals(gradient[j], slope, allowed, target.names[j]);
    }
  });
}

Deno.test("the density is likelihood × prior × Jacobian", () => {
  const law = lawByName("black-scholes");
  const one = noisyQuotes("black-scholes", { sigma: 0.2 });
  const target = new PosteriorTarget(
    law,
    one,
    prepareNoise(one, { kind: "fixed", sd: 0.01 }),
    { sigma: { kind: "normal", mean: 0.25, sd: 0.1 } },
  );
  const byHand = (sigma: number) => {
    const [{ search: [lower, upper] }] = target.space.parameters;
    const x = Math.log(sigma / lower) / Math.log(upper / lower);
    const jacobian = sigma * Math.log(upper / lower) * x * (1 - x);
    return one.impliedVol.reduce(
      (sum, vol) => sum - 0.5 * ((vol - sigma) / 0.01) ** 2,
      -0.5 * ((sigma - 0.25) / 0.1) ** 2 + Math.log(jacobian),
    );
  };
  const found = (sigma: number) =>
    target.evaluateInto(target.toUnconstrained([sigma]));
  assertAlmostEquals(
    found(0.22) - found(0.19),
    byHand(0.22) - byHand(0.19),
    // COS prices are good to 1e-8 of the forward.
    1e-3,
  );
});

Deno.test("a point where the law does not exist has no density", () => {
  const law = lawByName("variance-gamma");
  const target = new PosteriorTarget(
    law,
    quotes,
    prepareNoise(quotes, { kind: "sampled" }),
  );
  // θν + σ²ν/2 ≥ 1
  const y = target.toUnconstrained([1.5, 3, 1, 0.01]);
  assertEquals(target.evaluateInto(y, new Float64Array(4)), -Infinity);
});

Deno.test("priors are cut to the search box, and strangers and disjoint ones refused", () => {
  const law = lawByName("variance-gamma");
  const noise = prepareNoise(quotes, { kind: "sampled" });
  const { space } = new PosteriorTarget(law, quotes, noise, {
    nu: { kind: "uniform", lower: 0.1, upper: 9 },
  });
  assertEquals(space.parameters[1].search, [0.1, 5]);
  assertThrows(
    () =>
      new PosteriorTarget(law, quotes, noise, {
        kappa: { kind: "normal", mean: 0, sd: 1 },
      }),
    RangeError,
    "sigma, nu, theta",
  );
  assertThrows(
    () =>
      new PosteriorTarget(law, quotes, noise, {
        nu: { kind: "uniform", lower: 6, upper: 9 },
      }),
    RangeError,
    "[0.001, 5]",
  );
});

Deno.test("spread noise is half the spread over vega", () => {
  assertEquals(usualNoise(quoted), { kind: "spread" });
  const { variance } = prepareNoise(quoted, { kind: "spread" });
  // Bid and ask stand 0.003 of volatility from the middle.
  for (const v of variance) assertAlmostEquals(Math.sqrt(v), 0.003, 3e-5);
});

Deno.test("quotes without a spread take the median, and all without are refused", () => {
  assertEquals(usualNoise(quotes), { kind: "sampled" });
  const some = { ...quoted, spread: quoted.spread.slice() };
  some.spread[3] = NaN;
  const { variance } = prepareNoise(some, { kind: "spread" });
  const sorted = variance.toSorted();
  assert(sorted.includes(variance[3]));
  assertAlmostEquals(Math.sqrt(variance[3]), 0.003, 3e-5);
  assertThrows(
    () => prepareNoise(quotes, { kind: "spread" }),
    RangeError,
    '"sampled"',
  );
});

Deno.test("noise of no size is refused", () => {
  const bad: NoiseModel[] = [
    { kind: "fixed", sd: 0 },
    { kind: "fixed", sd: NaN },
    { kind: "sampled", scale: -1 },
  ];
  for (const model of bad) {
    assertThrows(
      () => prepareNoise(quotes, model),
      RangeError,
      "finite number > 0",
    );
  }
});

Deno.test("quotes without volatilities have no posterior", () => {
  const none = { ...quotes, impliedVol: quotes.impliedVol.map(() => NaN) };
  assertThrows(
    () =>
      new PosteriorTarget(
        lawByName("nig"),
        none,
        prepareNoise(quotes, { kind: "sampled" }),
      ),
    TypeError,
    "at least one quote",
  );
});
