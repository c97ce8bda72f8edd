import { takeSamples } from "lib/market/history/take_samples.ts";
import "../graph/wasm_ready.ts";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { baselineDelta } from "lib/greeks/baseline_delta.ts";
import { carryCurve } from "lib/greeks/carry_curve.ts";
import type { DeltaUniverse } from "lib/greeks/delta_artifact.ts";
import type { DeltaFeatures } from "lib/greeks/delta_features.ts";
import type { DeltaModel } from "lib/greeks/delta_model.ts";
import { askModel, evaluateDelta } from "lib/greeks/evaluate_delta.ts";
import { loadDeltaModel } from "lib/greeks/load_delta.ts";
import { parityPoints } from "lib/greeks/parity_points.ts";
import { madeDelta } from "./registered_delta.ts";
import { noise, type SmileHistory, smileSides } from "./smile_quotes.ts";

const UNIVERSE: DeltaUniverse = {
  roots: ["XYZ"],
  maxDte: 66,
  minMoneyness: 0.9,
  maxMoneyness: 1.1,
};

/** A model that answers with half of the moneyness, give or take a tenth. */
function halfMoneyness(asked: DeltaFeatures[] = []): DeltaModel {
  return {
    identity: { name: "calls", version: "1.0.0", runId: "made" },
    contractType: "call",
    features: [
      "dte",
      "moneyness",
      "mark",
      "strike",
      "underlying_price",
      "vvix",
    ],
    level: 0.8,
    predict: (rows) => {
      asked.push(...rows);
      const delta = Float64Array.from(rows, ({ moneyness }) => moneyness / 2);
      return Promise.resolve({
        delta,
        low: delta.map((d) => d - 0.1),
        high: delta.map((d) => d + 0.1),
      });
    },
    release: () => Promise.resolve(),
  };
}

Deno.test("an evaluation is what its definitions say, row by row", async () => {
  const sides = smileSides({ days: 2, indices: true, recorded: () => 1.006 });
  const [calls] = sides;
  const points = parityPoints(sides);
  const asked: DeltaFeatures[] = [];
  const found = await evaluateDelta(halfMoneyness(asked), calls, {
    points,
    universe: UNIVERSE,
  });
  let [n, absolute, square, held, base, inBin] = [0, 0, 0, 0, 0, 0];
  const first = calls.validTime[0];
  calls.delta.forEach((delta, i) => {
    const day = (calls.validTime[i] - first) / 86_400_000;
    const spot = 560 + 9 * Math.sin(2.1 * day);
    const moneyness = spot / calls.strike[i];
    if (moneyness < 0.9 || moneyness > 1.1) return;
    assertAlmostEquals(asked[n].underlying_price, spot, 1e-6);
    assertAlmostEquals(asked[n].moneyness, moneyness, 1e-8);
    assertEquals(asked[n].vvix, 85 + day);
    assert(!("skew" in asked[n]), "only what the model knows");
    ++n;
    const error = Math.abs(moneyness / 2 - delta);
    absolute += error;
    square += error ** 2;
    if (error <= 0.1) ++held;
    if (delta >= 0.3 && delta < 0.4) ++inBin;
    base += Math.abs(
      delta - baselineDelta({
        type: "call",
        underlying: spot,
        strike: calls.strike[i],
        mark: calls.mark[i],
        dte: calls.dte[i],
        curve: carryCurve(points),
      }),
    );
  });
  assertEquals([found.rows, found.outside], [n, calls.rows - n]);
  assertAlmostEquals(found.mae, absolute / n, 1e-9);
  assertAlmostEquals(found.rmse, Math.sqrt(square / n), 1e-9);
  assertAlmostEquals(found.coverage, held / n, 1e-12);
  assertAlmostEquals(found.baselineMae!, base / n, 1e-9);
  assert(found.baselineMae! < 1e-8, "the truth is Black and Scholes'");
  assertEquals(found.level, 0.8);
  assertEquals(
    found.byBin.find(({ low }) => Math.abs(low - 0.3) < 1e-9)?.rows,
    inBin,
  );
  assertEquals(found.byGroup.length, 8);
});

Deno.test("without parity the recorded price is asked with", async () => {
  const [all] = smileSides({ days: 1, recorded: () => 1.006 });
  const calls = takeSamples(
    all,
    Array.from(all.moneyness.keys()).filter((i) => all.moneyness[i] < 1.04),
  );
  const { asked, synchronised, rows } = await askModel(halfMoneyness(), calls);
  assertEquals(synchronised, 0);
  assertEquals(rows.length, calls.rows);
  assertEquals(
    asked.map((quote) => quote.underlying_price),
    [...calls.underlyingPrice],
  );
});

Deno.test("no quote of the model's sort is an error that names the model", async () => {
  const [calls] = smileSides({ days: 1 });
  await assertRejects(
    () =>
      evaluateDelta(halfMoneyness(), calls, {
        universe: { ...UNIVERSE, maxDte: 1 },
      }),
    RangeError,
    `Cannot evaluate calls as there must be quotes of the sort that it was trained on: ${calls.rows} are outside`,
  );
});

Deno.test("nine in ten deltas of days to come are in their intervals, on either side", async () => {
  // Days are alike in law and independent: 14 to learn from, 30 to come.
  const history = (seed: number, days: number): SmileHistory => {
    const rng = makeRng(seed);
    const levels = Array.from(
      { length: days },
      () => 0.12 + 0.2 * rng.uniform(),
    );
    const spots = Array.from({ length: days }, () => 540 + 40 * rng.uniform());
    return {
      days,
      levelOf: (day) => levels[day],
      spotOf: (day) => spots[day],
      recorded: (day) => 1 + 0.01 * Math.cos(7 * day),
      premiumOf: noise(rng.child("quotes"), 0.08),
      relatives: Array.from({ length: 17 }, (_, i) => 0.84 + 0.02 * i),
    };
  };
  for (const side of [0, 1]) {
    const order = side === 0 ? [0, 1] : [1, 0];
    const past = smileSides(history(11, 14));
    const { artifact } = await madeDelta(order.map((s) => past[s]));
    const { files, ...said } = artifact;
    const model = await loadDeltaModel({
      path: "made",
      metadata: { ...said, version: "1.0.0", files: {} },
      files: new Map(Object.entries(files)),
    });
    const future = smileSides(history(23, 30));
    const { coverage, mae, baselineMae } = await evaluateDelta(
      model,
      future[side],
      { points: parityPoints(future) },
    );
    await model.release();
    // Thirty days that each hold 70 to 100 % of their rows: about 1.5 % of
    // standard error; four of them.
    assert(Math.abs(coverage - 0.9) < 0.06, `coverage ${coverage}`);
    assert(mae < 0.02, `MAE ${mae} beside ${baselineMae}`);
  }
});
