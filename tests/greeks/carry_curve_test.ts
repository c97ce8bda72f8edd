import { takeSamples } from "lib/market/history/take_samples.ts";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { carryCurve, synchronousUnderlying } from "lib/greeks/carry_curve.ts";
import { parityPoints } from "lib/greeks/parity_points.ts";
import type { OptionSamples } from "lib/market/history/fetch_option_samples.ts";
import { median } from "lib/market/robust_line.ts";
import {
  noise,
  type SmileHistory,
  smileQuotes,
  smileSides,
} from "./smile_quotes.ts";

const SPOTS = (day: number) => 560 + 9 * Math.sin(2.1 * day);

/** Prices found for the calls of a history, and the curve. */
function found(history: SmileHistory) {
  const points = parityPoints(smileSides(history));
  const curve = carryCurve(points);
  const calls = smileQuotes("call", history);
  return {
    curve,
    points,
    ...synchronousUnderlying(calls, points, curve),
    calls,
  };
}

/** Largest relative difference of prices from the true ones. */
function worst(underlying: Float64Array, { validTime }: OptionSamples): number {
  const first = validTime[0];
  return Math.max(
    ...underlying.map((price, i) =>
      Math.abs(price / SPOTS((validTime[i] - first) / 86_400_000) - 1)
    ),
  );
}

Deno.test("rates and carry are found from quotes alone", () => {
  const { curve } = found({ rate: 0.045, dividend: 0.015 });
  assertAlmostEquals(curve.rate, 0.045, 1e-9);
  assertAlmostEquals(curve.carry, 0.03, 1e-9);
});

Deno.test("a carry may be negative", () => {
  const { curve } = found({ rate: 0.01, dividend: 0.06 });
  assertAlmostEquals(curve.rate, 0.01, 1e-9);
  assertAlmostEquals(curve.carry, -0.05, 1e-9);
});

Deno.test("an underlying price that is 0.8 % stale is put right", () => {
  for (
    const recorded of [() => 1.008, (day: number) => day % 2 ? 0.992 : 1.008]
  ) {
    const { underlying, synchronised, calls } = found({ recorded });
    assertEquals(synchronised, calls.rows);
    assert(Math.abs(calls.underlyingPrice[0] / SPOTS(0) - 1) > 0.0079);
    assert(worst(underlying, calls) < 1e-9, `${worst(underlying, calls)}`);
  }
});

Deno.test("American premiums and noise of quotes move it by less than three hundredths of a percent", () => {
  const jitter = noise(makeRng(3), 0.05);
  const { underlying, calls, curve } = found({
    recorded: () => 1.008,
    // A put in the money is worth more for being exercised early.
    premiumOf: (isCall, strike, spot) =>
      jitter() + (isCall ? 0 : 0.02 * Math.max(0, strike - spot)),
  });
  assert(worst(underlying, calls) < 3e-4, `${worst(underlying, calls)}`);
  assert(Math.abs(curve.carry - 0.03) < 0.01, `${curve.carry}`);
});

Deno.test("one side alone has no parity: without options deep in the money recorded prices are kept", () => {
  const all = smileQuotes("call", { recorded: () => 1.008 });
  const near = Array.from(all.moneyness.keys()).filter((i) =>
    all.moneyness[i] < 1.04
  );
  const calls = takeSamples(all, near);
  const points = parityPoints([calls]);
  assertEquals(points, []);
  const curve = carryCurve(points);
  assertEquals(curve, { rate: 0, carry: 0 });
  const { underlying, synchronised } = synchronousUnderlying(
    calls,
    points,
    curve,
  );
  assertEquals(synchronised, 0);
  assertEquals(underlying, calls.underlyingPrice);
  assert(underlying !== calls.underlyingPrice, "a copy");
});

Deno.test("one side alone says where it is by its options deep in the money", () => {
  const truth = smileQuotes("call", { recorded: () => 1 });
  const stale = smileQuotes("call", { recorded: () => 1.008 });
  const curve = { rate: 0, carry: 0 };
  const { underlying, synchronised } = synchronousUnderlying(stale, [], curve);
  assert(synchronised > 0, "none found");
  underlying.forEach((price, i) => {
    const off = Math.abs(price / truth.underlyingPrice[i] - 1);
    assert(off < 0.004, `row ${i}: off by ${off}`);
  });
});

Deno.test("parity that is more than 5 % from the recorded price is not believed", () => {
  for (const factor of [0.94, 1.06]) {
    const { underlying, synchronised, calls } = found({
      recorded: () => factor,
    });
    assertEquals(synchronised, 0);
    assertEquals(underlying, calls.underlyingPrice);
  }
  const { synchronised, calls } = found({ recorded: () => 1.045 });
  assertEquals(synchronised, calls.rows);
});

Deno.test("each expiry has its own price where a dividend lies between", () => {
  // Puts beyond 20 days are worth 1.4 more, as if 1.4 were paid out by then.
  const dividends = { rate: 0, dividend: 0, dtes: [3, 10, 31, 66], days: 1 };
  const [calls, puts] = smileSides(dividends);
  const paid = {
    ...puts,
    mark: puts.mark.map((mark, i) => mark + (puts.dte[i] > 20 ? 1.4 : 0)),
  };
  const points = parityPoints([calls, paid]);
  const { underlying } = synchronousUnderlying(calls, points, {
    rate: 0,
    carry: 0,
  });
  calls.dte.forEach((dte, i) =>
    assertAlmostEquals(underlying[i], SPOTS(0) - (dte > 20 ? 1.4 : 0), 0.02)
  );
});

Deno.test("an expiry without pairs has the price of the shortest expiries", () => {
  const history = { recorded: () => 1.008, days: 1 };
  const [calls, puts] = smileSides(history);
  const near = smileQuotes("put", { ...history, dtes: [3, 10] });
  assert(near.rows < puts.rows);
  const points = parityPoints([calls, near]);
  assertEquals(points.length, 2);
  const { underlying, synchronised } = synchronousUnderlying(calls, points, {
    rate: 0.045,
    carry: 0.03,
  });
  assertEquals(synchronised, calls.rows);
  assert(worst(underlying, calls) < 1e-6, `${worst(underlying, calls)}`);
});

Deno.test("the curve is a median over snapshots: a few mad days do not move it", () => {
  const sane = parityPoints(smileSides({ days: 7 }));
  const mad = parityPoints(smileSides({ days: 2, rate: 0.2, dividend: -0.1 }))
    .map((point) => ({ ...point, snapshot: `mad ${point.snapshot}` }));
  const curve = carryCurve([...sane, ...mad]);
  assertAlmostEquals(curve.rate, 0.045, 1e-9);
  assertAlmostEquals(curve.carry, 0.03, 1e-9);
});

Deno.test("rates that nobody pays are a sign of bad quotes and left out", () => {
  const point = (tau: number, rate: number, forward: number) => ({
    snapshot: "a",
    tau,
    rate,
    forward,
  });
  const curve = carryCurve([
    point(0.1, 0.4, 100),
    point(0.2, 0.04, 130),
    point(0.3, NaN, 190),
  ]);
  assertEquals(curve, { rate: 0.04, carry: 0 });
});

Deno.test("expiries closer than ten days tell no carry, and those within ten days no rate", () => {
  const curve = carryCurve([3, 6, 9].map((days) => ({
    snapshot: "a",
    tau: days / 365,
    rate: 0.1,
    forward: 100 * (1 + days / 1000),
  })));
  assertEquals(curve, { rate: 0, carry: 0 });
});

Deno.test("the curve of growing forwards is their slope, by the formula", () => {
  const carry = 0.037;
  const points = [12, 40, 75, 200].map((days) => ({
    snapshot: "a",
    tau: days / 365,
    rate: 0.05,
    forward: 250 * Math.exp(carry * days / 365),
  }));
  assertAlmostEquals(carryCurve(points).carry, carry, 1e-12);
  // One forward off by 2 % spoils the slopes that it is part of, not the median.
  const off = points.map((p, i) =>
    i === 1 ? { ...p, forward: p.forward * 1.02 } : p
  );
  const slopes = off.flatMap((a) =>
    off.filter((b) => b.tau > a.tau).map((b) =>
      Math.log(b.forward / a.forward) / (b.tau - a.tau)
    )
  );
  assertAlmostEquals(carryCurve(off).carry, median(slopes), 1e-12);
});
