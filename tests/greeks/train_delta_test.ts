import "../graph/wasm_ready.ts";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { baselineDelta } from "lib/greeks/baseline_delta.ts";
import { carryCurve, synchronousUnderlying } from "lib/greeks/carry_curve.ts";
import { type DeltaTable, deltaTable } from "lib/greeks/delta_table.ts";
import { type ParityPoint, parityPoints } from "lib/greeks/parity_points.ts";
import {
  crossValidateDelta,
  deltaBoosting,
  deltaEstimator,
  trainDelta,
  type TrainDeltaOptions,
} from "lib/greeks/train_delta.ts";
import type { OptionSamples } from "lib/market/history/fetch_option_samples.ts";
import { takeSamples } from "lib/market/history/take_samples.ts";
import { smileQuotes, smileSides } from "./smile_quotes.ts";

const QUICK = { rounds: 15, learningRate: 0.2, minLeaf: 10 };
const [CALLS, PUTS] = smileSides({ recorded: () => 1.004 });
const POINTS = parityPoints([CALLS, PUTS]);

function options(more: Partial<TrainDeltaOptions> = {}): TrainDeltaOptions {
  return { rng: makeRng(4), folds: 3, hyperparameters: QUICK, ...more };
}

/** Rows of a day, and the others. */
function rowsOf({ days }: DeltaTable, day: string) {
  const rows = Array.from(days.keys());
  return {
    own: rows.filter((row) => days[row] === day),
    others: rows.filter((row) => days[row] !== day),
  };
}

const at = (values: Float64Array, rows: readonly number[]) =>
  rows.map((row) => values[row]);

Deno.test("a day is on one side of a fold, and every fold leaves days out", async () => {
  const table = deltaTable(CALLS);
  const { foldOf } = await crossValidateDelta(table, POINTS, options());
  const folds = new Map<string, Set<number>>();
  table.days.forEach((day, row) =>
    folds.set(day, (folds.get(day) ?? new Set()).add(foldOf[row]))
  );
  assertEquals(folds.size, 6);
  for (const [day, own] of folds) assertEquals(own.size, 1, day);
  const used = [...folds.values()].map((own) => [...own][0]).sort();
  assertEquals(used, [0, 0, 1, 1, 2, 2]);
});

Deno.test("quotes of a day at different times stay together", async () => {
  const moved: OptionSamples = {
    ...CALLS,
    validTime: CALLS.validTime.map((time, i) => time - (i % 2) * 3_600_000),
  };
  const table = deltaTable(moved);
  const { foldOf } = await crossValidateDelta(table, [], options());
  for (const day of new Set(table.days)) {
    const { own } = rowsOf(table, day);
    assertEquals(new Set(own.map((row) => foldOf[row])).size, 1, day);
  }
});

for (const balance of ["none", "largest"] as const) {
  Deno.test(`what is predicted of a day does not depend on its own deltas (balance ${balance})`, async () => {
    const table = deltaTable(CALLS);
    const before = await crossValidateDelta(
      table,
      POINTS,
      options({ balance }),
    );
    for (const day of [...new Set(table.days)].slice(0, 2)) {
      const { own, others } = rowsOf(table, day);
      const delta = CALLS.delta.slice();
      own.forEach((row, i) => delta[row] = i % 2);
      const altered = deltaTable({ ...CALLS, delta });
      const after = await crossValidateDelta(
        altered,
        POINTS,
        options({ balance }),
      );
      assertEquals(at(after.predicted, own), at(before.predicted, own));
      assertEquals(after.baseline, before.baseline);
      // The others' models did learn from that day.
      assert(
        others.some((row) => after.predicted[row] !== before.predicted[row]),
      );
    }
  });
}

Deno.test("the rates by which a day is read are those of other days", async () => {
  const table = deltaTable(CALLS);
  const [day] = table.days;
  const { own, others } = rowsOf(table, day);
  const snapshots = new Set(POINTS.map(({ snapshot }) => snapshot));
  const [first] = snapshots;
  // Rates only: forwards are of the snapshot's own quotes, and may be used.
  const altered: ParityPoint[] = POINTS.map((point) =>
    point.snapshot === first
      ? { ...point, rate: 0.2 }
      : { ...point, rate: 0.04 + point.tau / 100 }
  );
  const plain = altered.map((point) =>
    point.snapshot === first ? { ...point, rate: 0.01 } : point
  );
  const one = await crossValidateDelta(table, plain, options());
  const two = await crossValidateDelta(table, altered, options());
  assertEquals(at(two.predicted, own), at(one.predicted, own));
  assertEquals(at(two.baseline, own), at(one.baseline, own));
  assert(others.some((row) => two.baseline[row] !== one.baseline[row]));
});

Deno.test("the baseline of a fold is Black and Scholes' by the rates of its training days", async () => {
  const table = deltaTable(CALLS);
  const { baseline, foldOf } = await crossValidateDelta(
    table,
    POINTS,
    options(),
  );
  for (const fold of [0, 1, 2]) {
    const train = new Set<string>();
    foldOf.forEach((f, row) => {
      if (f !== fold) {
        train.add(`${CALLS.rootSymbol[row]}@${CALLS.validTime[row]}`);
      }
    });
    const curve = carryCurve(POINTS.filter((p) => train.has(p.snapshot)));
    const { underlying } = synchronousUnderlying(CALLS, POINTS, curve);
    foldOf.forEach((f, i) => {
      if (f !== fold || i % 7 > 0) return;
      const expected = baselineDelta({
        type: "call",
        underlying: underlying[i],
        strike: CALLS.strike[i],
        mark: CALLS.mark[i],
        dte: CALLS.dte[i],
        curve,
      });
      assertEquals(baseline[i], expected);
    });
  }
});

Deno.test("a seed gives the same bytes, on two threads too; another seed gives others", async () => {
  const random = { ...QUICK, subsample: 0.7, featureShare: 0.8 };
  const train = (seed: number, threads: number) =>
    trainDelta(deltaTable(PUTS), POINTS, {
      rng: makeRng(seed),
      folds: 2,
      hyperparameters: random,
      balance: "mean",
      threads,
    });
  const one = await train(1, 1);
  for (const again of [await train(1, 1), await train(1, 2)]) {
    assertEquals(again.onnx, one.onnx);
    assertEquals(again.outOfFold, one.outOfFold);
    assertEquals(again.band, one.band);
  }
  const other = await train(2, 1);
  assert(other.onnx.some((byte, i) => byte !== one.onnx[i]));
});

Deno.test("deltas of smiles are learnt to a hundredth on days not seen, with stale underlying prices", async () => {
  for (const samples of [CALLS, PUTS]) {
    const { outOfFold, synchronised, band } = await trainDelta(
      deltaTable(samples),
      POINTS,
      { rng: makeRng(2), folds: 3 },
    );
    const errors = outOfFold.predicted.map((p, i) =>
      Math.abs(p - samples.delta[i])
    );
    const mae = errors.reduce((sum, e) => sum + e, 0) / errors.length;
    assert(mae < 0.01, `${samples.contractType[0]}: MAE ${mae}`);
    assertEquals(synchronised, samples.rows);
    assert(band.halfWidths.every((half) => half > 0 && half < 0.2));
  }
});

Deno.test("one day alone, or none, cannot be validated, and says what to do", async () => {
  const [day] = deltaTable(CALLS).days;
  const one = takeSamples(
    CALLS,
    rowsOf(deltaTable(CALLS), day).own,
  );
  await assertRejects(
    () => trainDelta(deltaTable(one), [], options()),
    RangeError,
    `two days or more: all are of ${day}. Ingest chains of other days`,
  );
});

Deno.test("two days make two folds, however many were asked for", async () => {
  const samples = smileQuotes("call", { days: 2 });
  const { foldOf } = await crossValidateDelta(
    deltaTable(samples),
    [],
    options({ folds: 5 }),
  );
  assertEquals([...new Set(foldOf)].sort(), [0, 1]);
});

Deno.test("what is set of the boosting is set, and the rest is the default", () => {
  const table = deltaTable(CALLS);
  const { params } = deltaEstimator(table, { rounds: 7 });
  const defaults = deltaBoosting(CALLS.rows);
  assertEquals(params.rounds, 7);
  assertEquals(params.leaves, defaults.leaves);
  assertEquals(params.monotone, [1, 1, 1, 0]);
  assertEquals(deltaBoosting(100).minLeaf, 20);
  assertEquals(deltaBoosting(1e6).minLeaf, 200);
});

Deno.test("training can be stopped, and says how far it is", async () => {
  const stop = new AbortController();
  const done: number[] = [];
  const reason = new Error("enough");
  await assertRejects(
    () =>
      trainDelta(
        deltaTable(CALLS),
        POINTS,
        options({
          signal: stop.signal,
          onProgress: (progress) => {
            done.push(progress.done / progress.total);
            if (progress.done / progress.total > 0.3) stop.abort(reason);
          },
        }),
      ),
    Error,
    "enough",
  );
  assert(done.every((share, i) => i === 0 || share >= done[i - 1]));
  assert(done.at(-1)! < 0.8);
});
