import { assert, assertLess, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { type SviParameters, sviTotalVariance } from "lib/pricing/svi.ts";
import { fitSvi } from "lib/pricing/svi_fit.ts";

const NAMES = ["a", "b", "rho", "m", "sigma"] as const;
const STRIKES = Float64Array.from({ length: 25 }, (_, i) => -0.8 + 0.06 * i);

function variances(slice: SviParameters): Float64Array {
  return STRIKES.map((k) => sviTotalVariance(slice, k));
}

Deno.test("fitSvi() recovers noise-free slices to 1e-8, Vogt's among them", () => {
  const rng = makeRng(5);
  const slices: SviParameters[] = [
    { a: -0.041, b: 0.1331, rho: 0.306, m: 0.3586, sigma: 0.4153 },
  ];
  for (let i = 0; i < 200; ++i) {
    const b = 0.02 + 0.3 * rng.uniform();
    const rho = -0.9 + 1.4 * rng.uniform();
    const m = -0.2 + 0.4 * rng.uniform();
    const sigma = 0.03 + 0.4 * rng.uniform();
    const bottom = 0.001 + 0.05 * rng.uniform();
    const a = bottom - b * sigma * Math.sqrt(1 - rho * rho);
    slices.push({ a, b, rho, m, sigma });
  }
  for (const slice of slices) {
    const { parameters } = fitSvi(STRIKES, variances(slice));
    for (const name of NAMES) {
      const miss = Math.abs(parameters[name] - slice[name]);
      assertLess(miss, 1e-8, `${name} of ${JSON.stringify(slice)}`);
    }
  }
});

Deno.test("no slice nearby fits noisy quotes better than fitSvi()'s", () => {
  const rng = makeRng(9);
  const truth = { a: 0.01, b: 0.1, rho: -0.4, m: 0.05, sigma: 0.2 };
  const noisy = variances(truth).map((w) => w * (1 + 0.01 * rng.normal()));
  const weights = STRIKES.map((k) => Math.exp(-k * k));
  const { parameters, rmse } = fitSvi(STRIKES, noisy, { weights });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const rmseOf = (slice: SviParameters) =>
    Math.sqrt(
      STRIKES.reduce((sum, k, i) =>
        sum + weights[i] * (sviTotalVariance(slice, k) - noisy[i]) ** 2, 0) /
        total,
    );
  assert(Math.abs(rmseOf(parameters) - rmse) < 1e-12);
  assert(rmse <= rmseOf(truth));
  for (const name of NAMES) {
    for (const side of [-1e-3, 1e-3]) {
      const moved = { ...parameters, [name]: parameters[name] + side };
      assert(rmseOf(moved) > rmse, name);
    }
  }
});

Deno.test("fitSvi() keeps total variance from falling under zero", () => {
  // Quotes of a straight line through zero want a negative variance.
  const w = STRIKES.map((k) => Math.max(0.0001, 0.1 * k));
  const { a, b, rho, sigma } = fitSvi(STRIKES, w).parameters;
  assert(a + b * sigma * Math.sqrt(1 - rho * rho) > -1e-15);
});

Deno.test("quotes that cannot be fitted are refused", () => {
  const four = Float64Array.of(-1, 0, 1, 1, 2);
  const w = Float64Array.of(1, 1, 1, 1, 1);
  assertThrows(() => fitSvi(four, w), RangeError, "five strikes or more");
  assertThrows(
    () => fitSvi(STRIKES, w),
    TypeError,
    "current lengths are 25, 5",
  );
  const bad = variances({ a: 0.1, b: 0.1, rho: 0, m: 0, sigma: 0.1 });
  bad[3] = NaN;
  assertThrows(() => fitSvi(STRIKES, bad), RangeError, "quote 3");
});
