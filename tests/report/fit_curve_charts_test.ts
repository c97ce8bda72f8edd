import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  learningCurveChart,
  validationCurveChart,
} from "lib/report/fit_curve_charts.ts";
import { checkWellFormed } from "./well_formed.ts";

const labels = { title: "Calls", error: "Mean absolute error" };
const count = (svg: string, what: RegExp) => (svg.match(what) ?? []).length;

Deno.test("learningCurveChart() draws a dot a fold and side, where a share is on average", () => {
  const svg = learningCurveChart(
    labels,
    [0.5, 1].flatMap((share) =>
      [0, 1, 2].map((fold) => ({
        share,
        at: 1000 * share + fold,
        shown: 0.001,
        heldOut: 0.002,
      }))
    ),
  );
  checkWellFormed(svg);
  assertEquals(count(svg, /<circle/g), 12);
  const places = new Set(
    [...svg.matchAll(/<circle [^>]*cx="([^"]*)"/g)].map((match) => match[1]),
  );
  assertEquals(places.size, 2);
  for (const text of ["1,001", "501", "rows held out"]) {
    assertStringIncludes(svg, text);
  }
});

Deno.test("validationCurveChart() draws numbers and words in the order given", () => {
  const points = <V>(values: V[]) =>
    values.map((at) => ({ at, shown: 0.001, heldOut: 0.002 }));
  const numbers = validationCurveChart(
    { ...labels, parameter: "leaves", log: true },
    points([7, 31, 127]),
  );
  const words = validationCurveChart(
    { ...labels, parameter: "loss" },
    points(["squared", "absolute"]),
  );
  for (const svg of [numbers, words]) checkWellFormed(svg);
  assertStringIncludes(numbers, ">127<");
  assert(words.indexOf(">squared<") < words.indexOf(">absolute<"));
});
