import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { arbitrageReport, type CallSlice } from "lib/pricing/arbitrage.ts";
import { blackPrice } from "lib/pricing/black.ts";
import { type SviParameters, sviTotalVariance } from "lib/pricing/svi.ts";

function slice(
  tau: number,
  strikes: readonly number[],
  volOf: (k: number) => number,
): CallSlice {
  const forward = 100 * Math.exp(0.02 * tau);
  const discount = Math.exp(-0.03 * tau);
  const calls = strikes.map((strike) =>
    blackPrice({
      forward,
      strike,
      tau,
      sigma: volOf(Math.log(strike / forward)),
      discount,
      isCall: true,
    })
  );
  return {
    tau,
    forward,
    discount,
    strikes: Float64Array.from(strikes),
    calls: Float64Array.from(calls),
  };
}

const STRIKES = [70, 80, 90, 95, 100, 105, 110, 120, 140];

Deno.test("a Black surface of one volatility is free of arbitrage", () => {
  const surface = [0.1, 0.5, 1, 2].map((tau) =>
    slice(tau, STRIKES.map((k, i) => k + (tau * i) / 3), () => 0.2)
  );
  const report = arbitrageReport(surface);
  assertEquals(report.free, true);
  assertEquals([report.violations.length, report.prices, report.worst], [
    0,
    36,
    0,
  ]);
});

Deno.test("each broken rule is found where it was broken, with its size", () => {
  const broken = (change: (calls: Float64Array) => void) => {
    const whole = slice(1, STRIKES, () => 0.2);
    change(whole.calls);
    return arbitrageReport([whole]).violations;
  };
  const rules = (found: ReturnType<typeof broken>) =>
    found.map(({ rule, strike }) => `${rule} ${strike}`);
  assertEquals(rules(broken((c) => c[4] += 4)), [
    "monotonicity 100",
    "convexity 100",
    "slope 105",
  ]);
  const lifted = broken((c) => c[8] = c[7] + 0.5);
  assertEquals(rules(lifted), ["monotonicity 140"]);
  assertAlmostEquals(lifted[0].size, 0.5, 1e-9);
  assertEquals(rules(broken((c) => c[0] = 25)).at(0), "lower_bound 70");
  assertEquals(rules(broken((c) => c[0] = 100)), [
    "upper_bound 70",
    "slope 80",
  ]);
});

Deno.test("a later expiry that is cheaper is a calendar violation", () => {
  const early = slice(0.5, STRIKES, () => 0.3);
  const late = slice(1, STRIKES.map((k) => k + 2.5), () => 0.2);
  const report = arbitrageReport([late, early]);
  assertEquals(report.counts.calendar > 0, true);
  const others = report.violations.filter(({ rule }) => rule !== "calendar");
  assertEquals(others, []);
  // The slice that is named is the later one, first in the list given.
  assertEquals(report.violations.every((v) => v.slice === 0), true);
});

Deno.test("Vogt's slice is caught in prices, at the strikes where g is negative", () => {
  const vogt: SviParameters = {
    a: -0.041,
    b: 0.1331,
    rho: 0.306,
    m: 0.3586,
    sigma: 0.4153,
  };
  const strikes = Array.from({ length: 40 }, (_, i) => 60 + 6 * i);
  const smile = slice(1, strikes, (k) => Math.sqrt(sviTotalVariance(vogt, k)));
  const { violations } = arbitrageReport([smile]);
  const places = violations
    .filter(({ rule }) => rule === "convexity")
    .map(({ strike }) => Math.log(strike / smile.forward));
  assertEquals(places.length > 10, true);
  assertEquals(places.every((k) => k > 0.6 && k < 1.3), true);
});

Deno.test("rising total variance is never reported, whatever the strikes", () => {
  const grid = fc.uniqueArray(fc.double({ min: 50, max: 200, noNaN: true }), {
    minLength: 3,
    maxLength: 12,
    comparator: (x, y) => Math.abs(x - y) < 0.01,
  });
  fc.assert(
    fc.property(grid, grid, fc.double({ min: 0.05, max: 0.8, noNaN: true }), (
      one,
      two,
      vol,
    ) => {
      const sorted = [one, two].map((strikes) => strikes.sort((x, y) => x - y));
      const report = arbitrageReport([
        slice(0.5, sorted[0], () => vol),
        slice(0.8, sorted[1], () => vol),
      ]);
      return report.free;
    }),
  );
});

Deno.test("the tolerance passes over what is smaller", () => {
  const whole = slice(1, STRIKES, () => 0.2);
  whole.calls[0] = 100;
  const tolerance = 1;
  assertEquals(arbitrageReport([whole], { tolerance }).free, true);
});

Deno.test("a surface that cannot be checked is refused", () => {
  const good = slice(1, STRIKES, () => 0.2);
  const with_ = (change: Partial<CallSlice>) => () =>
    arbitrageReport([{ ...good, ...change }]);
  assertThrows(with_({ calls: new Float64Array(2) }), TypeError, "9 and 2");
  assertThrows(with_({ tau: 0 }), RangeError, "tau must be finite");
  assertThrows(
    with_({ strikes: good.strikes.toReversed() }),
    RangeError,
    "rise",
  );
});
