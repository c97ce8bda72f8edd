import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { evaluatePredictions } from "lib/validation/evaluate.ts";
import { DELTAS } from "../reference/scikit_learn_validation.ts";

const { actual, predicted } = DELTAS;

Deno.test("evaluatePredictions() says the same of all rows and of one bin of them all", () => {
  const baseline = actual.map((v) => v + 0.01);
  const report = evaluatePredictions(actual, predicted, {
    edges: [0, 1],
    groups: actual.map(() => "2025-01-17"),
    baseline,
  });
  assertAlmostEquals(report.mae, DELTAS.scores.mae, 1e-15);
  assertAlmostEquals(report.baselineMae!, 0.01, 1e-15);
  const { byBin: [{ low, high, ...bin }], byGroup: [{ group, ...own }] } =
    report;
  assertEquals([low, high, group], [0, 1, "2025-01-17"]);
  const { byBin: _bins, byGroup: _groups, errorQuantiles: _q, ...whole } =
    report;
  assertEquals(bin, whole);
  assertEquals(own, whole);
});

Deno.test("evaluatePredictions() puts each bin's baseline beside it", () => {
  const { byBin } = evaluatePredictions([0.2, 0.8, 0.9], [0.2, 0.8, 0.9], {
    edges: [0, 0.25, 0.5, 1],
    baseline: [0.25, 0.8, 1],
  });
  assertEquals(byBin.map(({ low, rows }) => [low, rows]), [[0, 1], [0.5, 2]]);
  assertAlmostEquals(byBin[0].baselineMae!, 0.05, 1e-15);
  assertAlmostEquals(byBin[1].baselineMae!, 0.05, 1e-15);
});

Deno.test("evaluatePredictions() has no baseline where none is given, and goes through JSON", () => {
  const report = evaluatePredictions(actual, predicted);
  assertEquals("baselineMae" in report, false);
  assertEquals(JSON.parse(JSON.stringify(report)), { ...report });
  assertThrows(
    () => evaluatePredictions(actual, predicted, { baseline: [1] }),
    TypeError,
    "there are 1",
  );
});
