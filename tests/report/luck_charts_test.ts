import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  overfittingChart,
  sharpeLuckChart,
  trialsChart,
} from "lib/report/luck_charts.ts";
import { parameterGrid } from "lib/report/parameter_grid_chart.ts";
import { elementsOf, markOf, verticesOf } from "./svg_parts.ts";
import { checkWellFormed } from "./well_formed.ts";

Deno.test("sharpeLuckChart() says which share of draws beats the luck of the trials", () => {
  const luck = { draws: [0.1, 0.5, 0.6, 0.9, 1.2], observed: 0.7 };
  const svg = sharpeLuckChart({ ...luck, threshold: 0.5, trials: 1 });
  assertEquals(checkWellFormed(svg), "svg");
  assertStringIncludes(svg, "60.0 % beat the luck of 1 trial<");
  assertStringIncludes(svg, "observed 0.70");
  assertStringIncludes(svg, "luck alone 0.50");
});

Deno.test("overfittingChart() counts a logit of 0 as overfitted, in words and in red", () => {
  const svg = overfittingChart([0, 0, 1, 2]);
  assertStringIncludes(svg, "overfitting 50.0 %");
  assertEquals(svg.match(/<rect [^>]*fill="#d98880"/g)?.length, 1);
});

const grid = {
  x: { name: "Fast", values: [5, 10, 20] },
  y: { name: "<Slow>", values: [50, 100] },
  sharpe: [0.1, 0.2, 0.3, NaN, 0.5, -0.6],
  chosen: { x: 1, y: 1 },
};

Deno.test("parameterGrid() writes each ratio, greys what was not run, frames what was chosen", () => {
  const svg = parameterGrid(grid);
  assertEquals(checkWellFormed(svg), "svg");
  assert(!svg.includes("<Slow>"));
  for (const text of [">0.10<", ">0.50<", ">−0.60<"]) {
    assertStringIncludes(svg, text);
  }
  assertStringIncludes(svg, "framed: chosen; grey: not run");
  assertEquals(svg.match(/fill="#ddd"/g)?.length, 1);
  // The frame stands where the cell of 0.5 does: in the middle, on top.
  const cells = elementsOf(markOf(svg, "cell"), "rect");
  assertEquals(cells.length, 8); // six, and a frame of two strokes
  const [cell, frame] = [cells[4], cells[7]];
  for (const side of ["x", "y"]) {
    assertAlmostEquals(Number(cell[side]), Number(frame[side]), 1);
  }
});

Deno.test("parameterGrid() leaves figures out of cells too small for them", () => {
  const values = Array.from({ length: 60 }, (_, i) => i);
  const svg = parameterGrid({
    x: { name: "a", values },
    y: { name: "b", values },
    sharpe: new Float64Array(3600).fill(0.25),
  });
  assert(!svg.includes(">0.25<"));
});

Deno.test("parameterGrid() wants a ratio for each pair", () => {
  assertThrows(
    () => parameterGrid({ ...grid, sharpe: [1, 2] }),
    TypeError,
    "3 × 2: current value is 2",
  );
});

Deno.test("trialsChart() puts the ratio observed where it stands on the curve", () => {
  const trials = [1, 10, 100, 1000];
  const expected = [0, 0.4, 0.6, 0.8];
  const svg = trialsChart({ trials, expected, observed: 0.6, run: 100 });
  assertEquals(checkWellFormed(svg), "svg");
  assertStringIncludes(svg, "observed 0.60 after 100 trials");
  const [dot] = elementsOf(svg, "circle");
  const [line] = elementsOf(markOf(svg, "line"), "path");
  const [x, y] = verticesOf(line.d)[2];
  assertAlmostEquals(Number(dot.cx), x, 1e-2);
  assertAlmostEquals(Number(dot.cy), y, 1e-2);
  assertThrows(
    () => trialsChart({ trials, expected: [1], observed: 1, run: 1 }),
    TypeError,
    "1 for 4",
  );
});
