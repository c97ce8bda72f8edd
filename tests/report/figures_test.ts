import { assertEquals } from "@std/assert";
import { dayOf, figureOf, fixedFigure } from "lib/report/figures.ts";

Deno.test("fixedFigure() sets thousands apart and writes no minus before nothing", () => {
  const cases: [number, number, string][] = [
    [1234567.891, 2, "1,234,567.89"],
    [999, 0, "999"],
    [1000, 0, "1,000"],
    [-0.001, 2, "0.00"],
    [-0.006, 2, "−0.01"],
    [1e22, 2, "1.000e+22"],
    [-Infinity, 1, "–"],
  ];
  for (const [value, decimals, text] of cases) {
    assertEquals(fixedFigure(value, decimals), text);
  }
});

Deno.test("figureOf() writes a figure by what it is, and a dash for none", () => {
  assertEquals(figureOf(-0.1234, "percent"), "−12.34 %");
  assertEquals(figureOf(0.00125, "bps"), "12.5 bps");
  assertEquals(figureOf(1.5, "ratio"), "1.500");
  assertEquals(figureOf(1234, "count"), "1,234");
  assertEquals(figureOf(2.25, "count"), "2.3");
  assertEquals(figureOf(0.5, "money"), "0.50");
  assertEquals(figureOf(null, "money"), "–");
  assertEquals(figureOf(NaN, "percent"), "–");
});

Deno.test("dayOf() is the day in UTC", () => {
  assertEquals(dayOf(Date.UTC(2020, 1, 29, 23, 59)), "2020-02-29");
});
