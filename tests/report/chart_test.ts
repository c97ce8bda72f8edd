import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  residualHeatmap,
  smilesChart,
  surfaceHeatmap,
  timingBars,
} from "lib/report/calibration_charts.ts";
import { escapeMarkup } from "lib/report/chart.ts";
import { intervalChart } from "lib/report/interval_chart.ts";
import { parametersChart } from "lib/report/parameters_chart.ts";
import { checkWellFormed } from "./well_formed.ts";

const HOSTILE = '<script>"x" & y</script>';

const points = [
  { strike: 90, expiry: HOSTILE, value: 0.01 },
  { strike: 100, expiry: HOSTILE, value: -0.02 },
  { strike: 90, expiry: "60 days", value: 0.005 },
  { strike: 100, expiry: "60 days", value: 0.002 },
];

const CHARTS: Record<string, string> = {
  residualHeatmap: residualHeatmap({ title: HOSTILE, points }),
  surfaceHeatmap: surfaceHeatmap({ title: HOSTILE, points }),
  smilesChart: smilesChart({
    expiries: [{
      label: HOSTILE,
      tau: 0.1,
      quotes: [{ strike: 90, impliedVol: 0.2 }, {
        strike: 100,
        impliedVol: 0.19,
      }],
      fits: [{ law: HOSTILE, strike: [90, 100], impliedVol: [0.21, 0.18] }],
    }],
  }),
  intervalChart: intervalChart({
    title: HOSTILE,
    x: HOSTILE,
    y: "Delta",
    at: [90, 100],
    value: [0.8, 0.5],
    low: [0.7, 0.4],
    high: [0.9, 0.6],
    observed: [{ at: 95, value: 0.65 }, { at: 99, value: 0.1, inside: false }],
  }),
  timingBars: timingBars([{ name: HOSTILE, ms: 12 }]),
  parametersChart: parametersChart([
    { law: HOSTILE, parameter: "alpha", value: 2, standardError: 0.1 },
  ]),
};

for (const [name, svg] of Object.entries(CHARTS)) {
  Deno.test(`${name}() is one well-formed SVG element that stands alone`, () => {
    assertEquals(checkWellFormed(svg), "svg");
    assertStringIncludes(svg, 'xmlns="http://www.w3.org/2000/svg"');
  });

  Deno.test(`${name}() escapes the texts it is given`, () => {
    assert(!svg.includes("<script"));
    assertStringIncludes(svg, "&lt;script&gt;");
  });

  Deno.test(`${name}() draws no number that is not one`, () => {
    assert(!/="[^"]*\b(NaN|undefined|Infinity)\b/.test(svg));
  });
}

Deno.test("residualHeatmap() puts dots at their strikes, however uneven", () => {
  const at = (strike: number) => ({ strike, expiry: "a", value: 0.01 });
  const svg = residualHeatmap({ title: "t", points: [100, 110, 150].map(at) });
  const [a, b, c] = [...svg.matchAll(/<circle[^>]*\bcx="([\d.]+)"/g)].map((m) =>
    Number(m[1])
  );
  assert(Math.abs((c - a) / (b - a) - 5) < 1e-3);
});

Deno.test("parametersChart() marks what the quotes do not tell", () => {
  const draw = (standardError: number) =>
    parametersChart([{ law: "a", parameter: "b", value: 2, standardError }]);
  assert(!draw(0.1).includes('stroke="#c0392b"'));
  for (const standardError of [3, NaN, Infinity]) {
    assertStringIncludes(draw(standardError), 'stroke="#c0392b"');
  }
});

Deno.test("escapeMarkup() escapes the ampersand before the rest", () => {
  assertEquals(escapeMarkup('&lt; < > "'), "&amp;lt; &lt; &gt; &quot;");
});

Deno.test("intervalChart() draws what lies outside of its interval in red", () => {
  const chart = {
    title: "t",
    x: "Strike",
    y: "Delta",
    at: [90, 100],
    value: [0.8, 0.5],
    low: [0.7, 0.4],
    high: [0.9, 0.6],
  };
  const reds = (inside: boolean) =>
    intervalChart({ ...chart, observed: [{ at: 95, value: 0.1, inside }] })
      .match(/fill="#c0392b"/g)?.length ?? 0;
  assertEquals([reds(true), reds(false)], [0, 1]);
});
