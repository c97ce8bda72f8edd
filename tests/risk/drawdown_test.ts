import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import {
  drawdowns,
  drawdownsOfReturns,
  drawdownSpells,
  summarizeDrawdowns,
} from "lib/risk/drawdown.ts";
import {
  cppiExposure,
  drawdownExposure,
  drawdownTaper,
} from "lib/risk/drawdown_control.ts";
import { volatilityTarget } from "lib/risk/volatility_target.ts";
import { BACON, BACON_DRAWDOWN } from "../reference/performance_analytics.ts";

Deno.test("pain and ulcer index are PerformanceAnalytics' on Bacon's returns", () => {
  const { painIndex, ulcerIndex } = summarizeDrawdowns(
    drawdownsOfReturns(BACON),
  );
  assertAlmostEquals(painIndex, BACON_DRAWDOWN.painIndex, 5e-6);
  const growth = BACON.reduce((value, r) => value * (1 + r), 1);
  // 24 months: the annual return is the square root of the growth.
  const martin = (Math.sqrt(growth) - 1) / ulcerIndex;
  assertAlmostEquals(martin, BACON_DRAWDOWN.martinRatio, 5e-5);
});

Deno.test("the deepest drawdown is the worst of all pairs of times", () => {
  const rng = makeRng(15);
  for (let trial = 0; trial < 40; ++trial) {
    let value = 100;
    const values = Array.from(
      { length: 60 },
      () => value *= Math.exp(0.03 * rng.normal()),
    );
    let worst = 0;
    for (let i = 0; i < 60; ++i) {
      for (let j = i; j < 60; ++j) {
        worst = Math.max(worst, (values[i] - values[j]) / values[i]);
      }
    }
    const depths = drawdowns(values);
    assertEquals(summarizeDrawdowns(depths).max, worst);
    const scaled = drawdowns(values.map((v) => 8 * v));
    assertEquals(scaled, depths);
  }
});

Deno.test("spells run from peak to recovery, and the last may not have one", () => {
  const spells = drawdownSpells(drawdowns([10, 9, 8, 10, 11, 10, 10.5]));
  assertEquals(
    spells.map((
      { peak, trough, recovery, duration },
    ) => [peak, trough, recovery, duration]),
    [
      [0, 2, 3, 3],
      [4, 5, undefined, 2],
    ],
  );
  const fromStart = drawdownSpells(drawdownsOfReturns([-0.1, 0.2]));
  assertEquals([fromStart[0].peak, fromStart[0].recovery], [-1, 1]);
  assertEquals(drawdownSpells([0, 0]), []);
});

Deno.test("drawdownExposure() never passes its drawdown while no period loses 1/m", () => {
  const rng = makeRng(16);
  const options = { multiplier: 4, maxDrawdown: 0.15, maxExposure: 3 };
  for (let trial = 0; trial < 20; ++trial) {
    let [value, peak, worst] = [1, 1, 0];
    for (let t = 0; t < 500; ++t) {
      const exposure = drawdownExposure(value, peak, options);
      const move = Math.max(-0.249, 0.06 * rng.normal());
      value *= 1 + exposure * move;
      peak = Math.max(peak, value);
      worst = Math.max(worst, 1 - value / peak);
    }
    assert(worst <= 0.15 && worst > 0.1, `${worst}`);
  }
});

Deno.test("exposures are nothing at the floor, capped above, and between in between", () => {
  const options = { multiplier: 3, maxExposure: 1 };
  assertEquals(cppiExposure(80, 80, options), 0);
  assertEquals(cppiExposure(70, 80, options), 0);
  assertEquals(cppiExposure(200, 80, options), 1);
  assertAlmostEquals(cppiExposure(100, 80, options), 0.6, 1e-15);
  const taper = { from: 0.1, to: 0.2 };
  assertEquals([0, 0.1, 0.2, 0.5].map((d) => drawdownTaper(d, taper)), [
    1,
    1,
    0,
    0,
  ]);
  assertAlmostEquals(drawdownTaper(0.15, taper), 0.5, 1e-12);
});

Deno.test("volatilityTarget() holds its volatility and does not look ahead", () => {
  const rng = makeRng(17);
  const n = 20_000;
  const returns = Float64Array.from(
    { length: n },
    (_, t) => (Math.floor(t / 500) % 2 === 0 ? 0.005 : 0.02) * rng.normal(),
  );
  const options = { target: 0.1, maxLeverage: 5 };
  const leverage = volatilityTarget(returns, options);
  let squares = 0;
  for (let t = 0; t < n; ++t) squares += (leverage[t] * returns[t]) ** 2;
  // The forecast's own noise makes it overshoot by a little.
  const realised = Math.sqrt(252 * squares / n);
  assert(realised > 0.1 && realised < 0.115, `${realised}`);
  const changed = returns.slice();
  changed.fill(9, 700);
  const other = volatilityTarget(changed, options);
  assertEquals(other.slice(0, 701), leverage.slice(0, 701));
  assert(other[701] < leverage[701]);
  assertEquals(leverage.slice(0, 20), new Float64Array(20));
  // A constant 0 has no volatility: the cap holds.
  const still = volatilityTarget(new Float64Array(30), options);
  assertEquals(still[30], 5);
});

Deno.test("values that cannot be are refused with their place", () => {
  assertThrows(
    () => drawdowns([1, 0]),
    RangeError,
    "values[1] must be above 0",
  );
  assertThrows(() => drawdowns([]), TypeError, "at least 1");
  assertThrows(() => drawdownsOfReturns([0.1, -1]), RangeError, "returns[1]");
  assertThrows(
    () => drawdownExposure(2, 1, { multiplier: 1, maxDrawdown: 0.1 }),
    RangeError,
    "peak",
  );
  assertThrows(
    () => cppiExposure(NaN, 1, { multiplier: 1 }),
    RangeError,
    "value",
  );
  assertThrows(
    () => drawdownTaper(0.1, { from: 0.2, to: 0.1 }),
    RangeError,
    "from must be below",
  );
  assertThrows(
    () => volatilityTarget([NaN], { target: 0.1 }),
    RangeError,
    "returns[0]",
  );
  assertThrows(() => volatilityTarget([], { target: 0 }), RangeError, "target");
});
