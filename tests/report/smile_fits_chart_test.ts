import { assert, assertEquals, assertThrows } from "@std/assert";
import { type DayFit, smileFitsChart } from "lib/report/smile_fits_chart.ts";

const DAY_MS = 86_400_000;

const fit = (day: number, more: Partial<DayFit> = {}): DayFit => ({
  time: day * DAY_MS,
  rmseImpliedVol: 0.01,
  rich: 2,
  cheap: 3,
  ...more,
});

Deno.test("Each day has a place, whatever the time between days", () => {
  const svg = smileFitsChart([fit(0), fit(1), fit(90)]);
  assertEquals(svg.match(/1970-04-01/g)?.length, 2);
  assert(!svg.includes("NaN"));
});

Deno.test("A day without an error has no dot and still its counts", () => {
  const dots = (fits: readonly DayFit[]) =>
    smileFitsChart(fits).match(/<circle/g)?.length ?? 0;
  assertEquals(dots([fit(0), fit(1)]), 2);
  assertEquals(dots([fit(0), fit(1, { rmseImpliedVol: null })]), 1);
  assert(smileFitsChart([fit(0, { rmseImpliedVol: null })]).includes("<rect"));
});

Deno.test("A day on which nothing was found can be drawn", () => {
  assert(!smileFitsChart([fit(0, { rich: 0, cheap: 0 })]).includes("NaN"));
});

Deno.test("No fits are no chart", () => {
  assertThrows(() => smileFitsChart([]), RangeError, "one at least");
});
