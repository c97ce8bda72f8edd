import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { impliedForwards, withForwards } from "lib/market/forward.ts";
import { chainFromRows, type ChainRow } from "lib/market/option_chain.ts";
import { readChain } from "lib/market/read_chain.ts";
import { blackPrice } from "lib/pricing/black.ts";
import { CHAINS, testOnFile } from "./shared_data.ts";

const SPOT = 100;

/** Both sides of a smile at a rate of 4 % and a yield of 1 %. */
function smile(
  tau: number,
  { strikes = 41, noise = 0, seed = 1, rate = 0.04, dividend = 0.01 } = {},
): ChainRow[] {
  const rng = makeRng(seed);
  const forward = SPOT * Math.exp((rate - dividend) * tau);
  const discount = Math.exp(-rate * tau);
  return Array.from({ length: strikes }, (_, i) => 80 + i).flatMap((strike) =>
    [true, false].map((isCall) => {
      const price = noise * rng.normal() +
        blackPrice({ forward, strike, tau, sigma: 0.2, discount, isCall });
      const bid = price - 0.05;
      return { tau, spot: SPOT, strike, isCall, bid, ask: price + 0.05 };
    })
  ).filter(({ bid }) => bid > 0);
}

Deno.test("impliedForwards() finds forward and discount of exact quotes", () => {
  const [point] = impliedForwards(chainFromRows("made", smile(0.5)));
  assertAlmostEquals(point.forward, 100 * Math.exp(0.015), 1e-9);
  assertAlmostEquals(point.rate, 0.04, 1e-9);
  assertAlmostEquals(point.dividend, 0.01, 1e-9);
  assertEquals([point.method, point.pairs, point.note], ["parity", 40, ""]);
});

Deno.test("impliedForwards() is not moved by stale quotes among noisy ones", () => {
  const rows = smile(1, { noise: 0.02 });
  // Every seventh quote is two currency units too high.
  const spoilt = rows.map((row, i) =>
    i % 7 === 0
      ? { ...row, bid: (row.bid ?? 0) + 2, ask: (row.ask ?? 0) + 2 }
      : row
  );
  const [point] = impliedForwards(chainFromRows("made", spoilt));
  assertEquals(point.method, "parity");
  // Noise of 0.03 a pair over 28 clean pairs of 23 strikes' spread: standard
  // errors 0.006 of the forward's level and 0.0007 of the slope; four of each.
  assertAlmostEquals(point.forward, 100 * Math.exp(0.03), 0.025);
  assertAlmostEquals(point.rate, 0.04, 0.003);
});

Deno.test("impliedForwards() takes a week's rate from the other expiries of the day", () => {
  const rows = [
    ...smile(7 / 365, { noise: 0.05, seed: 3 }),
    ...smile(0.5, { noise: 0.01, seed: 4 }),
    ...smile(1, { noise: 0.01, seed: 5 }),
  ];
  const [week, half] = impliedForwards(chainFromRows("made", rows));
  assertEquals([week.method, half.method], ["parity-forward", "parity"]);
  assert(week.note.includes("pooled rate of 3 expiries"), week.note);
  assertAlmostEquals(week.rate, 0.04, 0.004);
  assertAlmostEquals(week.forward, 100 * Math.exp(0.03 * 7 / 365), 0.05);
});

Deno.test("impliedForwards() says so when it has to take the rate as 0", () => {
  const rows = smile(3 / 365, { noise: 0.05 });
  const [point] = impliedForwards(chainFromRows("made", rows));
  assertEquals([point.method, point.rate], ["parity-forward", -0]);
  assert(point.note.includes("rate taken as 0"), point.note);
});

Deno.test("impliedForwards() uses given rates, or a given rate with the pairs' forward", () => {
  const rows = smile(0.5);
  const given = rows.map((row) => ({ ...row, rate: 0.03, dividend: 0 }));
  const [point] = impliedForwards(chainFromRows("made", given));
  assertEquals(point.method, "given");
  assertAlmostEquals(point.forward, 100 * Math.exp(0.015), 1e-12);
  const [parity] = impliedForwards(chainFromRows("made", given), {
    prefer: "parity",
  });
  assertEquals(parity.method, "parity-forward");
  const rateOnly = rows.map((row) => ({ ...row, rate: 0.04 }));
  const [half] = impliedForwards(chainFromRows("made", rateOnly));
  assertEquals(half.method, "parity-forward");
  assertAlmostEquals(half.forward, 100 * Math.exp(0.015), 1e-9);
});

Deno.test("impliedForwards() falls back on the spot where nothing is quoted both ways", () => {
  const calls = smile(0.5).filter(({ isCall }) => isCall);
  const [point] = impliedForwards(chainFromRows("made", calls));
  assertEquals([point.method, point.forward, point.discount], ["spot", 100, 1]);
  assertEquals(
    point.note,
    "no put-call pairs; rate and dividend taken as 0",
  );
});

Deno.test("withForwards() makes every spot grow to its smile's forward", () => {
  const chain = chainFromRows("made", [...smile(0.5), ...smile(1)]);
  const points = impliedForwards(chain);
  const filled = withForwards(chain, points);
  for (const { slice, forward } of points) {
    for (const i of slice.indices) {
      const grown = filled.spot[i] *
        Math.exp((filled.rate[i] - filled.dividend[i]) * filled.tau[i]);
      assertAlmostEquals(grown, forward, 1e-10);
    }
  }
  assertEquals(chain.rate[0], NaN);
});

testOnFile(
  CHAINS.spx,
  "impliedForwards() finds a smooth curve of rates in the SPX quotes of 1 October 2025",
  async () => {
    const chain = await readChain(CHAINS.spx, { underlying: "SPX" });
    const points = impliedForwards(chain).filter(({ slice }) =>
      slice.underlying === "SPX"
    );
    for (const { rate, dividend, residual, method } of points) {
      assertEquals(method, "parity");
      // Treasury bills paid 3.6 to 4.0 % then, the index about 1.2 % (as
      // futures traders earn it, less); funding adds up to 40 bp.
      assert(rate > 0.035 && rate < 0.043, String(rate));
      assert(dividend > 0.006 && dividend < 0.013, String(dividend));
      // Spreads there are 5 to 20: residuals a small part of them.
      assert(residual < 0.5, String(residual));
    }
    const forwards = points.map(({ forward }) => forward);
    assertEquals(forwards, [...forwards].sort((a, b) => a - b));
  },
);
