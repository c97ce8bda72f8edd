import {
  assert,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { attributionChart, costChart } from "lib/report/cost_charts.ts";
import { stackSvg } from "lib/report/stack_svg.ts";
import { checkWellFormed } from "./well_formed.ts";

const DAY = 86_400_000;
const days = (n: number) => Array.from({ length: n }, (_, i) => i * DAY);

Deno.test("costChart() orders the multiples and reddens what loses", () => {
  const svg = costChart([
    { multiple: 2, growth: 0.93, sharpe: -0.1 },
    { multiple: 0.5, growth: 1.2, sharpe: 0.6 },
    { multiple: 1, growth: 1.1, sharpe: 0.4 },
  ]);
  assertEquals(checkWellFormed(svg), "svg");
  const names = [...svg.matchAll(/>([\d.]+×)</g)].map((match) => match[1]);
  assertEquals(names, ["0.5×", "1×", "2×", "0.5×", "1×", "2×"]);
  assertEquals(svg.match(/<rect [^>]*fill="#c0392b"/g)?.length, 2);
  for (const text of ["0.930", "−0.100", "1.200"]) {
    assertStringIncludes(svg, `>${text}<`);
  }
  assertThrows(() => costChart([]), RangeError, "one at least");
});

Deno.test("attributionChart() adds the sources up to all together", () => {
  const svg = attributionChart({
    time: days(3),
    sources: [
      { name: "<delta>", values: [100, -50, 25] },
      { name: "costs", values: [-1.5, -1.5, -1.5] },
    ],
  });
  assertEquals(checkWellFormed(svg), "svg");
  assert(!svg.includes("<delta>"));
  for (const text of ["75.00", "−4.50", "70.50"]) {
    assertStringIncludes(svg, `>${text}<`);
  }
  assertEquals(svg.match(/<circle/g)?.length, 3);
});

Deno.test("attributionChart() joins periods once they are many and loses none", () => {
  const svg = attributionChart({
    time: days(1000),
    sources: [{ name: "delta", values: new Float64Array(1000).fill(1) }],
  });
  assertStringIncludes(svg, "12 periods each");
  assertStringIncludes(svg, ">1,000.00<");
  assertEquals(svg.match(/<circle/g)?.length, Math.ceil(1000 / 12));
});

Deno.test("attributionChart() refuses a source of another length", () => {
  assertThrows(
    () =>
      attributionChart({
        time: days(3),
        sources: [{ name: "vega", values: [1] }],
      }),
    TypeError,
    '"vega"',
  );
});

Deno.test("stackSvg() refuses what does not say its size", () => {
  assertThrows(() => stackSvg(["<svg><g/></svg>"]), SyntaxError, "width");
});
