import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { DataQualityError } from "lib/core/errors.ts";
import { makeBars } from "lib/market/bars/bars.ts";
import {
  adjustedByFactors,
  parseFactorFile,
  parseMapFile,
  symbolOn,
  withFactors,
} from "lib/market/bars/factor_file.ts";

const day = (d: number) => Date.UTC(2024, 0, d);

const BARS = makeBars("XYZ", {
  time: [day(2), day(3), day(4), day(5)],
  open: [100, 99, 49, 49],
  high: [101, 101, 51, 51],
  low: [98, 98, 48, 48],
  close: [100, 100, 50, 50],
  volume: [10, 10, 20, 20],
});

/** A dividend of 1 on the 3rd, a split of 2 and a dividend of .4 on the 4th. */
const ROWS = parseFactorFile(
  [
    "20231201,0.98208,0.5,1",
    "20240102,0.98208,0.5,100",
    "20240103,0.992,0.5,100",
    "20501231,1,1,0",
  ].join("\n"),
  "xyz.csv",
);

Deno.test("Dividends and splits are found where factors change", () => {
  const { dividend, split } = withFactors(BARS, ROWS);
  // 100 (1 − .98208/.992) = 1; then 100 (1 − .992) = .8 on old shares.
  assertEquals([...dividend], [0, 1, 0.4, 0]);
  assertEquals([...split], [1, 1, 2, 1]);
});

Deno.test("Adjusted prices have no jump at a split or dividend", () => {
  const adjusted = adjustedByFactors(BARS, ROWS);
  assertAlmostEquals(adjusted.close[0], 100 * 0.98208 * 0.5, 1e-12);
  assertAlmostEquals(adjusted.close[1], 100 * 0.992 * 0.5, 1e-12);
  assertEquals([...adjusted.close.slice(2)], [50, 50]);
  assertEquals([...adjusted.volume], [20, 20, 20, 20]);
  assertEquals([...adjusted.split], [1, 1, 1, 1]);
  // The holder's return of the 3rd and 4th: (100 + 1)/100, then (2·50 + .8)/100.
  const held = (adjusted.close[2] / adjusted.close[0]) / (1.01 * 1.008);
  assertAlmostEquals(held, 1, 2e-4);
});

Deno.test("A ticker is the one of its time", () => {
  const rows = parseMapFile(
    "19990310,qqq,Q\n20041130,qqq,Q\n20110322,qqqq,Q\n20501231,qqq,Q\n",
    "qqq.csv",
  );
  const on = (year: number) => symbolOn(rows, Date.UTC(year, 5, 1));
  assertEquals([2003, 2008, 2015, 2060].map(on), [
    "QQQ",
    "QQQQ",
    "QQQ",
    undefined,
  ]);
});

Deno.test("A broken factor file is named by its row", () => {
  const bad = (text: string, message: string) =>
    assertThrows(() => parseFactorFile(text, "f"), DataQualityError, message);
  bad("20240101,1,1,1\n2024-01-02,1,1,1", "row 2");
  bad("20240101,0,1,1", "must be > 0");
  bad("20240102,1,1,1\n20240101,1,1,1", "in order of date");
  bad("", "no rows");
});
