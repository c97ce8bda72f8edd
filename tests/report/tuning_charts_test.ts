import { assertEquals, assertStringIncludes } from "@std/assert";
import { searchHistory, searchParameters } from "lib/report/tuning_charts.ts";
import { checkWellFormed } from "./well_formed.ts";

const count = (svg: string, what: RegExp) => (svg.match(what) ?? []).length;

const CHART = {
  title: "Trials <of> lstm",
  label: "Loss",
  trials: [
    { number: 0, value: 0.7, params: { rate: 0.001, layers: 1, kind: "a" } },
    { number: 1, value: null, params: { rate: 0.1, layers: 2, kind: "b" } },
    { number: 2, value: 0.6, params: { rate: 0.01, layers: 2, kind: "b" } },
  ],
};

Deno.test("searchHistory() names the best and shows what was given up", () => {
  const svg = searchHistory(CHART);
  checkWellFormed(svg);
  assertStringIncludes(svg, "lstm (red: the best so far, trial 2; hollow");
  assertStringIncludes(svg, "Trials &lt;of&gt;");
  // Two that are complete, one hollow, the best once more in red.
  assertEquals(count(svg, /<circle/g), 4);
});

Deno.test("searchHistory() of one trial has a scale", () => {
  const svg = searchHistory({ ...CHART, trials: CHART.trials.slice(0, 1) });
  checkWellFormed(svg);
  assertEquals(count(svg, /NaN/g), 0);
  assertEquals(count(svg, /hollow/g), 0);
});

Deno.test("searchParameters() draws a chart a hyperparameter, the best in red", () => {
  const svg = searchParameters(CHART);
  checkWellFormed(svg);
  for (const name of ["rate", "layers", "kind"]) {
    assertStringIncludes(svg, name);
  }
  assertEquals(count(svg, /<circle/g), 3 * 3);
  assertEquals(count(svg, /NaN/g), 0);
});

Deno.test("searchParameters() leaves out trials in which a hyperparameter was not there", () => {
  const [first, , last] = CHART.trials;
  const svg = searchParameters({
    ...CHART,
    trials: [first, { ...last, params: { rate: 0.01 } }],
  });
  checkWellFormed(svg);
  // Two of the rate and the best there; one each of the others.
  assertEquals(count(svg, /<circle/g), 3 + 1 + 1);
});
