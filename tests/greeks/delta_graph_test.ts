import "../graph/wasm_ready.ts";
import { assert, assertEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { deltaBounds, QUOTE_FEATURES } from "lib/greeks/delta_features.ts";
import { deltaTable, featureMatrix } from "lib/greeks/delta_table.ts";
import { parityPoints } from "lib/greeks/parity_points.ts";
import { synchronousUnderlying } from "lib/greeks/carry_curve.ts";
import { trainDelta, type TrainedDelta } from "lib/greeks/train_delta.ts";
import { openSession, type Session } from "lib/graph/session/session.ts";
import { tensor } from "lib/graph/tensor.ts";
import type { ContractType } from "lib/market/history/history_store.ts";
import { GRAPH_INPUT, GRAPH_OUTPUT } from "lib/models/estimator.ts";
import { noise, smileQuotes, smileSides } from "./smile_quotes.ts";
import { strikeGrid, widestQuotes } from "./strike_grid.ts";

/** Quotes with noise enough to make an unconstrained model rise and fall. */
function noisySides() {
  const jitter = noise(makeRng(9), 0.4);
  return smileSides({ days: 4, premiumOf: jitter });
}

const SIDES = ["call", "put"] as const;

/** Small leaves and many rounds: a model that follows its noise. */
const TRAINED = new Map<ContractType, TrainedDelta>();

async function trained(type: ContractType): Promise<TrainedDelta> {
  const known = TRAINED.get(type);
  if (known !== undefined) return known;
  const sides = noisySides();
  const made = await trainDelta(
    deltaTable(sides[SIDES.indexOf(type)]),
    parityPoints(sides),
    {
      rng: makeRng(5),
      folds: 2,
      hyperparameters: { rounds: 150, leaves: 31, minLeaf: 3 },
    },
  );
  TRAINED.set(type, made);
  return made;
}

/** Answers of a graph to rows of features. */
async function answers(
  session: Session,
  rows: readonly (readonly number[])[],
): Promise<Float32Array> {
  const { [GRAPH_OUTPUT]: out } = await session.run({
    [GRAPH_INPUT]: tensor(Float32Array.from(rows.flat()), [
      rows.length,
      rows[0].length,
    ]),
  });
  return out.data as Float32Array;
}

for (const type of SIDES) {
  Deno.test(`a ${type}'s delta never rises with the strike, to the last bit, and keeps its bounds`, async () => {
    const session = await openSession((await trained(type)).onnx);
    const [low, high] = deltaBounds(type);
    let falls = 0;
    for (const { dte, mark, spot } of widestQuotes()) {
      const strikes = strikeGrid(spot);
      const deltas = await answers(
        session,
        strikes.map((strike) => [dte, 1, mark, strike, spot]),
      );
      deltas.forEach((delta, i) => {
        const where = `${dte} days, mark ${mark}, spot ${spot}, strike ${
          strikes[i]
        }`;
        assert(delta >= low && delta <= high, `${where}: ${delta}`);
        if (i === 0) return;
        assert(
          delta <= deltas[i - 1],
          `${where}: ${delta} after ${deltas[i - 1]}`,
        );
        if (delta < deltas[i - 1]) ++falls;
      });
    }
    await session.release();
    assert(falls > 1000, `it does fall: ${falls} times`);
  });

  Deno.test(`a ${type}'s answer does not depend on the rows about it`, async () => {
    const session = await openSession((await trained(type)).onnx);
    const rows = strikeGrid(561.7).map((
      strike,
    ) => [31, 1, 12.5, strike, 561.7]);
    const together = await answers(session, rows);
    for (const size of [1, 3, 64]) {
      for (let from = 0; from < rows.length; from += 97) {
        const part = rows.slice(from, from + size);
        assertEquals(
          [...await answers(session, part)],
          [...together.subarray(from, from + part.length)],
        );
      }
    }
    await session.release();
  });

  Deno.test(`a ${type}'s file answers raw features as its trees answer their columns`, async () => {
    const model = await trained(type);
    const sides = noisySides();
    const samples = sides[SIDES.indexOf(type)];
    const { underlying } = synchronousUnderlying(
      samples,
      parityPoints(sides),
      model.curve,
    );
    const { data, cols } = featureMatrix(samples, QUOTE_FEATURES, underlying);
    const session = await openSession(model.onnx);
    const found = await answers(
      session,
      Array.from(
        { length: samples.rows },
        (_, i) => [...data.subarray(i * cols, (i + 1) * cols)],
      ),
    );
    await session.release();
    const [low, high] = deltaBounds(type);
    // 150 trees are summed in float32: so many roundings of at most half an ulp
    // of 1. A row in another leaf would be off by far more.
    const rounding = 150 * 2 ** -24;
    model.model.predict(model.columns).forEach((value, i) => {
      const within = Math.min(high, Math.max(low, value));
      assert(
        Math.abs(found[i] - within) <= rounding,
        `row ${i}: ${found[i]}, not ${within}`,
      );
    });
    assertEquals(model.columns.rows, samples.rows);
  });
}

Deno.test("without its constraints the same learner does rise with the strike: the proof can fail", async () => {
  const { boosting } = await import("lib/models/boosting.ts");
  const { columns } = await trained("call");
  const { delta } = smileQuotes("call", { days: 4 });
  const free = await boosting.make({ rounds: 150, leaves: 31, minLeaf: 3 })
    .fit(columns, delta, { rng: makeRng(5) });
  const grid = strikeGrid(561.7);
  const { treeFeatures } = await import("lib/greeks/delta_graph.ts");
  const x = await treeFeatures(
    {
      data: Float64Array.from(grid.flatMap((k) => [31, 1, 12.5, k, 561.7])),
      rows: grid.length,
      cols: 5,
    },
    {
      type: "call",
      features: QUOTE_FEATURES,
      curve: (await trained("call")).curve,
    },
  );
  const deltas = free.predict(x);
  assert(deltas.some((delta, i) => i > 0 && delta > deltas[i - 1]));
});
