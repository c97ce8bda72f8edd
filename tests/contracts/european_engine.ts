/** What every European engine must do, over every law. */

import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { ConvergenceError } from "lib/core/errors.ts";
import type {
  EuropeanEngine,
  EuropeanSlice,
} from "lib/pricing/engines/engine.ts";
import { LAWS } from "lib/pricing/laws/laws.ts";

/** Registers the suite for one engine. */
export function testEuropeanEngine(engine: EuropeanEngine): void {
  for (const law of LAWS) {
    const cf = law.characteristicFunction(law.space.start());
    const slice: EuropeanSlice = {
      forward: 102,
      discount: 0.97,
      tau: 1,
      strikes: Float64Array.of(70, 90, 102, 120, 150, 70, 90, 102, 120, 150),
      isCall: Uint8Array.of(1, 1, 1, 1, 1, 0, 0, 0, 0, 0),
    };

    Deno.test(`${engine.name} prices ${law.name} within bounds, parity and order`, () => {
      const { prices, errors, evaluations } = engine.price(cf, slice, {
        tolerance: 1e-6,
      });
      assert(evaluations > 0);
      assert(errors.every((error) => error > 0 && error <= 1e-6));
      for (let i = 0; i < 5; ++i) {
        const { forward, discount } = slice;
        const strike = slice.strikes[i];
        const parity = discount * (forward - strike);
        assertAlmostEquals(prices[i] - prices[i + 5], parity, 2e-6);
        assert(prices[i] >= Math.max(parity, 0) - 1e-6);
        assert(prices[i] <= discount * forward + 1e-6);
        if (i > 0) assert(prices[i] < prices[i - 1] + 1e-6);
      }
    });

    Deno.test(`${engine.name} has derivatives of ${law.name} that differences confirm`, () => {
      const options = { tolerance: 1e-8, derivatives: true };
      const at = (forward: number, tau: number, point = cf) =>
        engine.price(point, { ...slice, forward, tau }, options);
      const { derivatives: d } = at(102, 1);
      assert(d !== undefined);
      const near = (got: Float64Array, want: (i: number) => number) => {
        for (let i = 0; i < got.length; ++i) {
          const expected = want(i);
          assertAlmostEquals(got[i], expected, 2e-5 * (1 + Math.abs(expected)));
        }
      };
      const [h, e] = [0.05, 1e-3];
      const [up, down] = [at(102 + h, 1), at(102 - h, 1)];
      const [later, sooner] = [at(102, 1 + e), at(102, 1 - e)];
      const slope = (a: Float64Array, b: Float64Array, width: number) =>
      (
        i: number,
      ) => (a[i] - b[i]) / width;
      const [u, w] = [up.derivatives!, down.derivatives!];
      const [l, s] = [later.derivatives!, sooner.derivatives!];
      near(d.forward, slope(up.prices, down.prices, 2 * h));
      near(d.forward2, slope(u.forward, w.forward, 2 * h));
      near(d.forward3, slope(u.forward2, w.forward2, 2 * h));
      near(d.tau, slope(later.prices, sooner.prices, 2 * e));
      near(d.forwardTau, slope(l.forward, s.forward, 2 * e));
      const start = law.space.start();
      law.space.names.forEach((name, j) => {
        const step = 1e-4 * Math.abs(start[name]) || 1e-4;
        const moved = (sign: number) =>
          at(
            102,
            1,
            law.characteristicFunction({
              ...start,
              [name]: start[name] + sign * step,
            }),
          ).prices;
        near(d.parameters[j], slope(moved(1), moved(-1), 2 * step));
      });
    });
  }

  Deno.test(`${engine.name} takes an empty slice`, () => {
    const cf = LAWS[0].characteristicFunction(LAWS[0].space.start());
    const { prices } = engine.price(cf, {
      forward: 100,
      discount: 1,
      tau: 1,
      strikes: new Float64Array(0),
      isCall: new Uint8Array(0),
    });
    assertEquals(prices.length, 0);
  });
}

/** Whether the engine gives this price within `bound`, or says it cannot. */
export function priceOrRefuse(run: () => number): number | ConvergenceError {
  try {
    return run();
  } catch (error) {
    if (error instanceof ConvergenceError) return error;
    throw error;
  }
}
