import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import {
  type ChainPlace,
  interpolateChain,
  smoothChains,
  strikeCount,
  strikeRange,
} from "lib/greeks/chain_curve.ts";
import { deltaBounds } from "lib/greeks/delta_features.ts";
import type { DeltaPredictions } from "lib/greeks/delta_model.ts";
import type { ContractType } from "lib/market/history/history_store.ts";

function chain(strikes: readonly number[], dte = 30): ChainPlace[] {
  return strikes.map((strike) => ({ dte, strike, underlying_price: 100 }));
}

function exactly(...delta: number[]): DeltaPredictions {
  const values = Float64Array.from(delta);
  return { delta: values, low: values, high: values };
}

/** Whether values never rise. */
function falls(values: ArrayLike<number>): boolean {
  return Array.from(values).every((x, i) => i === 0 || x <= values[i - 1]);
}

const TYPE = fc.constantFrom<ContractType>("call", "put");

/** Chains with ties, in any order, and predictions of any shape within bounds. */
const CASE = fc.record({
  type: TYPE,
  rows: fc.array(
    fc.record({
      strike: fc.oneof(
        fc.integer({ min: 80, max: 120 }),
        fc.double({ min: 80, max: 120, noNaN: true }),
      ),
      dte: fc.constantFrom(7, 30),
      three: fc.tuple(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
      ),
    }),
    { minLength: 1, maxLength: 40 },
  ),
  steepness: fc.double({ min: 0.01, max: 2, noNaN: true }),
}).map(({ type, rows, steepness }) => {
  const [least] = deltaBounds(type);
  const sorted = rows.map(({ three }) =>
    Float64Array.from(three, (x) => x + least).sort()
  );
  const column = (k: number) => Float64Array.from(sorted, (s) => s[k]);
  return {
    type,
    steepness,
    rows: rows.map(({ strike, dte }) => ({
      strike,
      dte,
      underlying_price: 100,
    })),
    predictions: { low: column(0), delta: column(1), high: column(2) },
  };
});

Deno.test("smoothChains() gives every chain deltas that fall as the strike rises, intervals likewise", () => {
  fc.assert(
    fc.property(CASE, ({ type, rows, predictions }) => {
      const [least, greatest] = deltaBounds(type);
      const { delta, low, high } = smoothChains(rows, predictions);
      for (const dte of [7, 30]) {
        const order = [...rows.keys()].filter((i) => rows[i].dte === dte)
          .sort((a, b) => rows[a].strike - rows[b].strike);
        for (const values of [delta, low, high]) {
          assert(falls(order.map((i) => values[i])));
        }
        for (const i of order) {
          assert(least <= low[i] && low[i] <= delta[i]);
          assert(delta[i] <= high[i] && high[i] <= greatest);
          const same = order.filter((j) => rows[j].strike === rows[i].strike);
          assert(same.every((j) => delta[j] === delta[i]));
        }
      }
    }),
    { numRuns: 500, seed: 3 },
  );
});

Deno.test("smoothChains() leaves a chain that falls already as it is, to the bit", () => {
  const delta = Float64Array.of(0.3, 0.9, 0.3, 0.05);
  const low = delta.map((d) => d - 0.02);
  const high = delta.map((d) => d + 0.02);
  const rows = chain([100, 80, 99.5, 120]);
  assertEquals(smoothChains(rows, { delta, low, high }), { delta, low, high });
});

Deno.test("smoothChains() is the nearest falling sequence: rows of a strike weigh as many", () => {
  // Strike 100 has two rows with mean .5; with .8 at 110 it pools to .6.
  const { delta } = smoothChains(
    chain([100, 110, 100, 90]),
    exactly(0.4, 0.8, 0.6, 0.9),
  );
  [0.6, 0.6, 0.6, 0.9].forEach((d, i) =>
    assertAlmostEquals(delta[i], d, 1e-15)
  );
});

Deno.test("smoothChains() does not mix expiries, nor underlying prices", () => {
  const rows = [
    ...chain([90, 100], 7),
    ...chain([90, 100], 30),
    { dte: 30, strike: 95, underlying_price: 101 },
  ];
  const values = exactly(0.9, 0.2, 0.7, 0.4, 0.1);
  assertEquals(smoothChains(rows, values).delta, values.delta);
});

Deno.test("interpolateChain() falls everywhere, within bounds and its interval, at any steepness", () => {
  fc.assert(
    fc.property(CASE, ({ type, rows, predictions, steepness }) => {
      const one = rows.map((row) => ({ ...row, dte: 30 }));
      const strikes = strikeRange(70, 130, 0.37);
      const [least, greatest] = deltaBounds(type);
      const { delta, low, high } = interpolateChain(one, predictions, strikes, {
        type,
        steepness,
      });
      for (const values of [delta, low, high]) assert(falls(values));
      for (let i = 0; i < delta.length; ++i) {
        assert(least <= low[i] && low[i] <= delta[i]);
        assert(delta[i] <= high[i] && high[i] <= greatest);
      }
    }),
    { numRuns: 200, seed: 5 },
  );
});

Deno.test("interpolateChain() goes through the quoted strikes and, flat at them, halfway between at the middle", () => {
  const rows = chain([90, 100, 110]);
  const values = exactly(0.9, 0.5, 0.2);
  const strikes = Float64Array.of(90, 95, 100, 105, 110);
  const curve = interpolateChain(rows, values, strikes, {
    type: "call",
    steepness: 1e-12,
  });
  [0.9, 0.7, 0.5, 0.35, 0.2].forEach((d, i) =>
    assertAlmostEquals(curve.delta[i], d, 1e-9)
  );
});

Deno.test("Beyond the quoted strikes delta stays and the interval opens to its bound", () => {
  const rows = chain([95, 105]);
  const values = {
    delta: Float64Array.of(-0.3, -0.7),
    low: Float64Array.of(-0.4, -0.8),
    high: Float64Array.of(-0.2, -0.6),
  };
  const strikes = Float64Array.of(90, 95, 105, 110);
  const curve = interpolateChain(rows, values, strikes, { type: "put" });
  assertEquals([...curve.delta], [-0.3, -0.3, -0.7, -0.7]);
  assertEquals([...curve.low], [-0.4, -0.4, -0.8, -1]);
  assertEquals([...curve.high], [0, -0.2, -0.6, -0.6]);
});

Deno.test("interpolateChain() refuses rows of two chains and predictions that are too few", () => {
  const rows = [...chain([90]), ...chain([100], 7)];
  const at = Float64Array.of(95);
  assertThrows(
    () => interpolateChain(rows, exactly(0.6, 0.5), at, { type: "call" }),
    RangeError,
    "there are 2",
  );
  assertThrows(
    () => smoothChains(rows, exactly(0.6)),
    TypeError,
    "there are 1",
  );
});

Deno.test("strikeRange() ends at or before its maximum, with round strikes", () => {
  assertEquals([...strikeRange(90, 100, 5)], [90, 95, 100]);
  assertEquals([...strikeRange(90, 104.9, 5)], [90, 95, 100]);
  assertEquals([...strikeRange(100, 100, 5)], [100]);
  assertEquals([...strikeRange(100, 100.3, 0.1)], [100, 100.1, 100.2, 100.3]);
  assertEquals(strikeCount(1, 1e7, 1e-3), 9999999001);
});
