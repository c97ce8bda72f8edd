import "../../graph/wasm_ready.ts";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { modelRegistry } from "lib/models/forecast/families.ts";
import { fitModel } from "lib/models/forecast/fit_model.ts";
import { readModelConfig } from "lib/models/forecast/model_config.ts";
import { foldShares } from "lib/models/forecast/window_view.ts";
import { levelWise } from "lib/models/boosting/level_wise.ts";
import { styledBoosting } from "lib/models/boosting/styled_boosting.ts";
import {
  accuracy,
  assertProbabilities,
  fitFamily,
  r2,
  tableWindows,
  withTarget,
} from "./table_models.ts";

const seeds = [1, 2, 3] as const;

for (const name of ["xgboost", "lightgbm", "catboost"]) {
  Deno.test(`${name} learns a number with an interaction from the last bar`, async () => {
    const [train, held, test] = seeds.map((seed) =>
      tableWindows(1500, "number", { seed })
    );
    const model = await fitFamily(name, [train, held]);
    const { predictions } = await model.predict(test);
    // The noise leaves at most 1 − ¼/2.25 = 0.89.
    assert(r2(predictions, test.labels()) > 0.75);
    const importance = model.importance();
    assertAlmostEquals(importance.reduce((a, b) => a + b), 1, 1e-9);
    assert(importance[3] < 0.1, `noise has ${importance[3]}`);
    const { history } = model.facts;
    assertEquals(history[0].epoch, 1);
    assert(history.at(-1)!.validation < history[0].validation / 2);
    await model.release();
  });

  Deno.test(`${name} gives probabilities of two and of three classes`, async () => {
    for (const classes of [2, 3] as const) {
      const [train, held, test] = seeds.map((seed) =>
        tableWindows(1500, "class", { seed, classes })
      );
      const model = await fitFamily(name, [train, held]);
      const { probabilities, predictions } = await model.predict(test);
      assertProbabilities(probabilities!, classes);
      const share = accuracy(predictions, test.labels());
      assert(share > (classes === 2 ? 0.8 : 0.65), `${share} are right`);
      await model.release();
    }
  });

  Deno.test(`${name} sees all bars of a window with view flat`, async () => {
    const [train, held, test] = seeds.map((seed) => {
      const windows = tableWindows(1500, "number", { seed });
      const { values, ends } = windows;
      // The label is about the bar two before the last.
      const y = Float32Array.from(ends, (end) => values[(end - 3) * 4]);
      return withTarget(windows, { kind: "number", values: y });
    });
    const scores = [];
    for (const view of ["last", "flat"]) {
      const model = await fitFamily(name, [train, held], {
        params: { view, rounds: 100 },
      });
      const { predictions } = await model.predict(test);
      scores.push(r2(predictions, test.labels()));
      if (view === "flat") assert(model.importance()[0] > 0.9);
      await model.release();
    }
    assert(scores[0] < 0.05 && scores[1] > 0.9, String(scores));
  });
}

Deno.test("the graph of a family on tables gives what its estimator predicts", async () => {
  const [train, held] = [1, 2].map((seed) =>
    tableWindows(600, "class", { seed })
  );
  const model = await fitFamily("xgboost", [train, held], {
    params: { rounds: 40 },
  });
  const alone = await styledBoosting(levelWise, { rounds: 40 }, {
    isClass: true,
    earlyStopping: 5,
    minDelta: 0,
  }).fit(train.lastRows(), Float64Array.from(train.labels()), {
    rng: makeRng(42).child("class 1"),
    validation: {
      x: held.lastRows(),
      y: Float64Array.from(held.labels()),
    },
  });
  const expected = alone.predict(held.lastRows());
  const { probabilities } = await model.predict(held);
  expected.forEach((p, i) => {
    assertAlmostEquals(probabilities![2 * i + 1], p, 1e-6);
    assertAlmostEquals(probabilities![2 * i], 1 - p, 1e-6);
  });
  await model.release();
});

Deno.test("a class that no window shows gets probability 0", async () => {
  const [train, held] = [1, 2].map((seed) => {
    const windows = tableWindows(400, "class", { seed });
    return withTarget(windows, {
      kind: "class",
      classes: 3,
      values: windows.labels().map((c) => 2 * c),
    });
  });
  const model = await fitFamily("lightgbm", [train, held], {
    params: { rounds: 10 },
  });
  const { probabilities } = await model.predict(held);
  assertProbabilities(probabilities!, 3);
  for (let i = 1; i < probabilities!.length; i += 3) {
    assertEquals(probabilities![i], 0);
  }
  await model.release();
});

Deno.test("labels that are all of one class are refused", async () => {
  const [train, held] = [1, 2].map((seed) => {
    const windows = tableWindows(100, "class", { seed });
    return withTarget(windows, {
      kind: "class",
      classes: 2,
      values: new Float32Array(100),
    });
  });
  await assertRejects(
    () => fitFamily("logistic", [train, held]),
    RangeError,
    "class",
  );
});

Deno.test("shares of a flat window's columns are folded to the panel's", () => {
  assertEquals(
    [...foldShares(Float64Array.of(0.1, 0.2, 0.3, 0.4), 2)],
    [0.4, 0.6000000000000001],
  );
});

Deno.test("early stopping keeps the rounds of least validation loss; without it all are kept and told", async () => {
  const [train, held] = [1, 2].map((seed) =>
    tableWindows(300, "number", { seed })
  );
  for (const name of ["xgboost", "lightgbm", "catboost"]) {
    const sizes = [];
    for (const earlyStopping of [true, false]) {
      const model = await fitFamily(name, [train, held], {
        earlyStopping,
        patience: 3,
        params: { rounds: 400, learningRate: 0.3 },
      });
      const { history } = model.facts;
      history.forEach(({ training, validation }) => {
        assert(Number.isFinite(training) && Number.isFinite(validation));
      });
      const losses = history.map(({ validation }) => validation);
      const best = losses.indexOf(Math.min(...losses)) + 1;
      if (earlyStopping) assertEquals(history.length, best + 3);
      else assertEquals(history.length, 400);
      sizes.push(model.graph.length);
      await model.release();
    }
    assert(sizes[0] < sizes[1] / 2, `${name}: ${sizes}`);
  }
});

Deno.test("a gain of less than minDelta is none", async () => {
  const [train, held] = [1, 2].map((seed) =>
    tableWindows(300, "number", { seed })
  );
  const model = await fitFamily("xgboost", [train, held], {
    patience: 2,
    minDelta: 10,
  });
  assertEquals(model.facts.history.length, 2);
  await model.release();
});

Deno.test("what onEpoch throws ends the training", async () => {
  const [train, validation] = [1, 2].map((seed) =>
    tableWindows(300, "number", { seed })
  );
  for (const family of ["xgboost", "catboost"]) {
    const epochs: number[] = [];
    await assertRejects(
      () =>
        fitModel(readModelConfig({ family }), train, {
          rng: makeRng(1),
          validation,
          registry: modelRegistry(),
          onEpoch: ({ epoch }) => {
            epochs.push(epoch);
            if (epoch === 4) throw new Error("enough");
          },
        }),
      Error,
      "enough",
    );
    assertEquals(epochs, [1, 2, 3, 4]);
  }
});
