import { assertEquals, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { mean } from "lib/models/baseline.ts";
import { crossValidate } from "lib/validation/cross_validate.ts";
import { splitRowsOf } from "lib/validation/learning_table.ts";
import { regressionScores } from "lib/validation/metrics/regression.ts";
import { purgedKFold } from "lib/validation/splitters/purged_k_fold.ts";

const y = Float64Array.of(0, 1, 2, 3, 4, 5);
const spans = { start: [0, 1, 2, 3, 4, 5], end: [1, 2, 3, 4, 5, 6] };
const table = { x: { data: y, rows: 6, cols: 1 }, y, spans };

Deno.test("splitRowsOf() hands spans to the splitter, of chosen rows too", () => {
  assertEquals(splitRowsOf(table).spans, spans);
  assertEquals(splitRowsOf(table, [4, 1]).spans, {
    start: [4, 1],
    end: [5, 2],
  });
  assertThrows(
    () => splitRowsOf({ ...table, spans: { start: [0], end: spans.end } }),
    TypeError,
    "spans.start must have 6 values: it has 1",
  );
});

Deno.test("crossValidate() purges by the spans of its table", async () => {
  const { predicted } = await crossValidate(mean.make(), table, {
    splitter: purgedKFold({ folds: 3 }),
    score: regressionScores,
    rng: makeRng(1),
  });
  // Rows 2 | 1, 4 | 3 touch the tests 0 1 | 2 3 | 4 5; means of what is left.
  assertEquals([...predicted], [4, 4, 2.5, 2.5, 1, 1]);
});
