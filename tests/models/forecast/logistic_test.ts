import "../../graph/wasm_ready.ts";
import { assert, assertAlmostEquals, assertRejects } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { logistic } from "lib/models/logistic.ts";
import {
  accuracy,
  assertProbabilities,
  fitFamily,
  tableWindows,
} from "./table_models.ts";

const [train, held, test] = [1, 2, 3].map((seed) =>
  tableWindows(800, "class", { seed })
);

Deno.test("logistic takes the penalty of least log loss on the validation windows", async () => {
  const model = await fitFamily("logistic", [train, held]);
  const { c } = model.facts.notes;
  const losses = [];
  for (const tried of [1e-4, 1e-3, 1e-2, 0.1, 1, 10]) {
    const fitted = await logistic.make({ c: tried, standardize: true })
      .fit(train.lastRows(), Float64Array.from(train.labels()), {
        rng: makeRng(1),
      });
    const p = fitted.predict(held.lastRows());
    const loss = held.labels().reduce(
      (sum, y, i) => sum - Math.log(y === 1 ? p[i] : 1 - p[i]),
      0,
    );
    losses.push({ tried, loss, fitted });
  }
  const best = losses.reduce((a, b) => b.loss < a.loss ? b : a);
  assert(c === best.tried, `${c}, not ${best.tried}`);
  const { probabilities, predictions } = await model.predict(test);
  best.fitted.predict(test.lastRows()).forEach((p, i) =>
    assertAlmostEquals(probabilities![2 * i + 1], p, 1e-6)
  );
  assert(accuracy(predictions, test.labels()) > 0.7);
  await model.release();
});

Deno.test("logistic gives three classes one against the rest", async () => {
  const windows = [1, 2].map((seed) =>
    tableWindows(800, "class", { seed, classes: 3 })
  );
  const model = await fitFamily("logistic", [windows[0], windows[1]], {
    params: { c: 1 },
  });
  const { probabilities, predictions } = await model.predict(windows[1]);
  assertProbabilities(probabilities!, 3);
  assert(accuracy(predictions, windows[1].labels()) > 0.5);
  await model.release();
});

Deno.test("logistic refuses a target that is a number", async () => {
  const numbers = tableWindows(100, "number");
  await assertRejects(
    () => fitFamily("logistic", [numbers, numbers]),
    RangeError,
    "must be given a target of kind class",
  );
});
