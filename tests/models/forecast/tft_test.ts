import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { buildTft, tft, type TftParams } from "lib/models/forecast/tft.ts";
import { selectVariables } from "lib/models/forecast/tft/variable_selection.ts";
import { TFT } from "../../reference/pytorch_forecast_networks.ts";
import { laggedWindows } from "./lagged_windows.ts";
import { assertLearns, fitLagged } from "./learns.ts";
import { patternedAnswer } from "./patterned_network.ts";

const PARAMS: TftParams = { width: 8, heads: 2, dropout: 0.3 };
const SHAPE = [2, 6, 3];

Deno.test("the temporal fusion transformer is PyTorch's", async () => {
  const answer = await patternedAnswer(
    (x) => buildTft(x, { head: 3 }, PARAMS),
    SHAPE,
  );
  TFT.head.forEach((y, i) => assertAlmostEquals(answer[i], y, 1e-5));
});

Deno.test("selection weights of the columns are PyTorch's", async () => {
  const answer = await patternedAnswer(
    (x) => selectVariables(x, PARAMS.width, "selection", 0.3).shares,
    SHAPE,
  );
  TFT.shares.forEach((y, i) => assertAlmostEquals(answer[i], y, 1e-5));
});

Deno.test("tft gives quantiles whose middle is the prediction and between which most labels are", async () => {
  const model = await fitLagged(tft, "number");
  try {
    const test = laggedWindows(500, 3, "number");
    const { predictions, quantiles, levels } = await model.predict(test);
    assertEquals(levels, [0.1, 0.5, 0.9]);
    let inside = 0;
    test.labels().forEach((y, i) => {
      const [low, middle, high] = quantiles!.subarray(3 * i, 3 * i + 3);
      assertEquals(predictions[i], middle);
      if (low <= y && y <= high) ++inside;
    });
    // 0.8 is meant; standard error of the share is 0.018.
    assert(inside / 500 > 0.6 && inside / 500 <= 1, `${inside / 500}`);
  } finally {
    await model.release();
  }
});

Deno.test("tft says by its own selection which column is worth more", async () => {
  const model = await fitLagged(tft, "class");
  await model.release();
  const [signal, noise] = model.importance();
  assertAlmostEquals(signal + noise, 1, 1e-9);
  assert(signal > noise, `${signal}`);
  // By permutation it would be all but 1: the label is about the signal alone.
  assert(signal < 0.95, `${signal}`);
});

// Sixteen steps an epoch are few for a network this deep.
assertLearns(tft, { number: 0.3, class: 0.1, path: 0.4 }, { epochs: 40 });
