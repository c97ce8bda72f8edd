import {
  assert,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { type TearSheet, tearSheet } from "lib/report/tear_sheet.ts";

const DAY = 86_400_000;
const HOSTILE = '<img src="x">';
const bare: TearSheet = {
  title: "Trend",
  verdict: ["Luck cannot be ruled out."],
  metrics: [{
    name: "CAGR",
    strategy: 0.0525,
    kind: "percent",
    definition: "(last / first)^(1 / years) − 1",
  }],
  repairs: [],
};
const time = Array.from(
  { length: 40 },
  (_, i) => Date.UTC(2001, 0, 1) + i * DAY,
);
const values = time.map((_, i) => 100 + i + 9 * Math.sin(i));
const curves = [{ name: "trend", values }, {
  name: "index",
  values: values.toReversed(),
}];
const full: TearSheet = {
  ...bare,
  names: { strategy: "Trend", benchmark: "S&P 500" },
  metrics: [
    { ...bare.metrics[0], benchmark: 0.03 },
    { name: "Trades", strategy: 1234, kind: "count", definition: "Closed" },
  ],
  equity: { time, curves },
  drawdowns: [
    { peak: time[0], trough: time[3], recovery: time[9], depth: 0.2 },
    { peak: time[20], trough: time[30], recovery: null, depth: 0.1 },
  ],
  rolling: { time, window: "5 days", sharpe: curves, volatility: curves },
  activity: { time, exposure: curves, traded: values },
  months: [
    { year: 2001, month: 1, value: 0.1 },
    { year: 2001, month: 2, value: 0.1 },
    { year: 2002, month: 1, value: -0.01 },
  ],
  benchmarkMonths: [{ year: 2001, month: 1, value: 0.01 }],
  returns: [0.01, -0.02, 0.005],
  returnLines: [{ label: "VaR 95 %", at: -0.02 }],
  trades: [5, -3, 8],
  costs: [
    { multiple: 2, growth: 0.9, sharpe: -0.1, paid: 400 },
    { multiple: 0.5, growth: 1.3, sharpe: 0.8, paid: 100 },
    { multiple: 1, growth: 1.1, sharpe: 0.4, paid: 200 },
  ],
  attribution: { time, sources: curves },
  luck: { draws: [0.1, 0.5, 0.9], observed: 0.5, threshold: 0.4, trials: 45 },
  overfitting: [-1, 0, 1],
  grid: {
    x: { name: "fast", values: [1, 2] },
    y: { name: "slow", values: [3] },
    sharpe: [0.1, 0.2],
  },
  trials: { trials: [1, 10], expected: [0, 1], observed: 0.5, run: 5 },
  repairs: [{ rule: "duplicate session dropped", count: 2 }],
};

/** Texts of the cells of each row of the table with that heading. */
function tableOf(page: string, heading: string): string[][] {
  const table = page.split("<table>").find((part) =>
    part.includes(`>${heading}</th>`)
  );
  assert(table !== undefined, heading);
  const body = table.slice(table.indexOf("<tbody>"), table.indexOf("</table>"));
  return body.split("<tr>").slice(1).map((row) =>
    [...row.matchAll(/<td[^>]*>([^<]*)<\/td>/g)].map((cell) => cell[1])
  );
}

Deno.test("tearSheet() says the verdict before any figure", () => {
  const page = tearSheet(full);
  const verdict = page.indexOf("Luck cannot be ruled out.");
  assert(verdict > 0 && verdict < page.indexOf("<table>"));
  assertThrows(
    () => tearSheet({ ...bare, verdict: [] }),
    RangeError,
    "verdict",
  );
});

Deno.test("tearSheet() sets the benchmark's figures beside the strategy's", () => {
  assertEquals(tableOf(tearSheet(full), "Figure"), [
    ["CAGR", "5.25 %", "3.00 %"],
    ["Trades", "1,234", "–"],
  ]);
  assertEquals(tableOf(tearSheet(bare), "Figure"), [["CAGR", "5.25 %"]]);
});

Deno.test("tearSheet() lists the worst falls, those not over too", () => {
  assertEquals(tableOf(tearSheet(full), "Depth"), [
    ["1", "−20.00 %", "2001-01-01", "2001-01-04", "2001-01-10", "3", "9"],
    ["2", "−10.00 %", "2001-01-21", "2001-01-31", "not yet", "10", "–"],
  ]);
});

Deno.test("tearSheet() lists costs by multiple and years by difference", () => {
  const page = tearSheet(full);
  assertEquals(tableOf(page, "Costs"), [
    ["0.5×", "1.300", "0.800", "100.00"],
    ["1×", "1.100", "0.400", "200.00"],
    ["2×", "0.900", "−0.100", "400.00"],
  ]);
  assertEquals(tableOf(page, "Year"), [
    ["2001", "21.00 %", "1.00 %", "20.00 %"],
    ["2002", "−1.00 %", "–", "–"],
  ]);
});

Deno.test("tearSheet() counts repairs, and says so where there were none", () => {
  assertEquals(tableOf(tearSheet(full), "Repair"), [
    ["duplicate session dropped", "2"],
  ]);
  assertStringIncludes(tearSheet(full), "before it was used: 2.");
  assertStringIncludes(tearSheet(bare), "Nothing in the data was repaired.");
});

Deno.test("tearSheet() defines every figure it shows, and the names it is given", () => {
  const definitions = [{ name: "Depth", definition: "Trough over peak − 1" }];
  const page = tearSheet({ ...full, definitions });
  assertEquals(tableOf(page, "Definition"), [
    ["CAGR", "(last / first)^(1 / years) − 1"],
    ["Trades", "Closed"],
    ["Depth", "Trough over peak − 1"],
  ]);
});

Deno.test("tearSheet() draws what there is, and heads nothing without content", () => {
  const figures = (page: string) => page.match(/<figure>/g)?.length ?? 0;
  const headings = (page: string) =>
    [...page.matchAll(/<h2>([^<]*)</g)].map((match) => match[1]);
  assertEquals(figures(tearSheet(full)), 13);
  assertEquals(headings(tearSheet(full)), [
    "Verdict",
    "Figures",
    "Worst falls",
    "Returns",
    "Costs",
    "Where the profit came from",
    "Skill or luck",
    "Data",
    "Definitions",
  ]);
  assertEquals(figures(tearSheet(bare)), 0);
  assertEquals(headings(tearSheet(bare)), [
    "Verdict",
    "Figures",
    "Data",
    "Definitions",
  ]);
  assertEquals(figures(tearSheet({ ...bare, trades: [1, 2] })), 1);
  assertEquals(figures(tearSheet({ ...bare, trades: [] })), 0);
});

Deno.test("tearSheet() is the same bytes twice, asks nothing of the network, escapes texts", () => {
  const page = tearSheet(full);
  assertEquals(tearSheet(full), page);
  assert(!/<(script|link|iframe|object|embed)\b|@import/.test(page));
  const bad = tearSheet({
    ...full,
    title: HOSTILE,
    verdict: [HOSTILE],
    names: { strategy: HOSTILE, benchmark: HOSTILE },
    metrics: [{ ...full.metrics[0], name: HOSTILE, definition: HOSTILE }],
    repairs: [{ rule: HOSTILE, count: 1 }],
    equity: { time, curves: [{ name: HOSTILE, values }] },
    definitions: [{ name: HOSTILE, definition: HOSTILE }],
  });
  assert(!bad.includes("<img"));
});
