import { assertEquals, assertRejects } from "@std/assert";
import { barsFromCsv, readBars } from "lib/market/bars/read_bars.ts";
import { parseFactorFile } from "lib/market/bars/factor_file.ts";
import { DataQualityError } from "lib/core/errors.ts";
import { testOnFile } from "../shared_data.ts";

/** Bars of one symbol: date, open, high, low, close, dividend, split. */
function csv(...rows: string[]): string[] {
  const head = "date,open,high,low,close,dividend,split\n";
  return [head, rows.join("\n"), "\n"];
}

const DAY2 = "2024-01-02,10,11,9,10,0,1";
const DAY3 = "2024-01-03,10,11,9,10.5,0,1";
const DAY4 = "2024-01-04,10.5,11,9,10,0,1";

/** Each rule: rows that break it, where, and what a repair makes of the closes. */
const CASES: [string, string[], number, string, number[]][] = [
  ["order", [DAY3, DAY2, DAY4], 3, "2024-01-02 stands below", [10, 10.5, 10]],
  [
    "duplicate",
    [DAY2, DAY3, "2024-01-03,10,11,9,9,0,1", DAY4],
    4,
    "another bar of 2024-01-03",
    [10, 10.5, 10],
  ],
  ["price", [DAY2, "2024-01-03,0,11,9,9,0,1"], 3, "open is 0", [10]],
  ["price", [DAY2, "2024-01-03,10,11,-9,9,0,1"], 3, "low is -9", [10]],
  ["price", [DAY2, "2024-01-03,10,11,9,,0,1"], 3, "close is NaN", [10]],
  [
    "range",
    [DAY2, "2024-01-03,10,11,9,12,0,1"],
    3,
    "must lie in 9 to 11",
    [10, 12],
  ],
  [
    "split_unknown",
    [DAY2, "2024-01-03,5,5.5,4.5,5,0,1"],
    3,
    "looks like a split of 2",
    [10, 5],
  ],
  [
    "split_unseen",
    [DAY2, "2024-01-03,10,11,9,10.5,0,2"],
    3,
    "a split of 2 goes with",
    [10, 10.5],
  ],
  [
    "missing",
    [DAY2, "2024-01-13,10,11,9,10,0,1"],
    3,
    "no bar for 11 days",
    [10, 10],
  ],
];

for (const [rule, rows, row, problem, closes] of CASES) {
  Deno.test(`A broken rule is named, or mended and counted: ${rule}, ${problem}`, async () => {
    const options = { symbol: "XYZ" };
    const error = await assertRejects(
      () => barsFromCsv(csv(...rows), "x.csv", options),
      DataQualityError,
      problem,
    );
    assertEquals([error.row, error.value], [row, rule]);
    const file = await barsFromCsv(csv(...rows), "x.csv", {
      ...options,
      repair: true,
    });
    assertEquals(
      file.repairs,
      [
        { symbol: "XYZ", rule, count: 1, firstRow: row },
      ] as typeof file.repairs,
    );
    assertEquals([...file.bars[0].close], closes);
  });
}

Deno.test("A split that is missing is entered, one that is not seen is taken out", async () => {
  const splits = async (row: string) => {
    const text = csv(DAY2, row);
    const { bars } = await barsFromCsv(text, "x", { repair: true });
    return [...bars[0].split];
  };
  assertEquals(await splits("2024-01-03,5,5.5,4.5,5,0,1"), [1, 2]);
  assertEquals(await splits("2024-01-03,50,55,45,50,0,1"), [1, 0.2]);
  assertEquals(await splits("2024-01-03,10,11,9,10.5,0,2"), [1, 1]);
  // A spin-off paid as a dividend is no split.
  assertEquals(await splits("2024-01-03,5,5.5,4.5,5,5.1,1"), [1, 1]);
});

Deno.test("A session that most other symbols have is missed where it is absent", async () => {
  const lines = ["A", "B", "C"].flatMap((symbol) =>
    ["02", "03", "04"].filter((day) => symbol !== "B" || day !== "03")
      .map((day) => `${symbol},2024-01-${day},10,11,9,10`)
  );
  const text = ["symbol,date,open,high,low,close\n", lines.join("\n")];
  const error = await assertRejects(
    () => barsFromCsv(text, "x.csv"),
    DataQualityError,
    "no bar of 2024-01-03, which is a session",
  );
  assertEquals(error.row, 6);
  const { repairs } = await barsFromCsv(text, "x.csv", { repair: true });
  assertEquals(repairs.map(({ symbol, rule }) => [symbol, rule]), [
    ["B", "missing"],
  ]);
});

Deno.test("A file that is no table of bars is refused with the fix", async () => {
  const read = (text: string, symbols?: string[]) =>
    barsFromCsv([text], "x.csv", symbols === undefined ? {} : { symbols });
  await assertRejects(() => read(""), DataQualityError, "empty");
  await assertRejects(() => read("date,open\n"), DataQualityError, "high");
  await assertRejects(
    () => read("date,open,high,low,close\n"),
    DataQualityError,
    "no rows",
  );
  await assertRejects(
    () => read("date,open,high,low,close\nx,1,1,1,1\n"),
    DataQualityError,
    'Cannot read "x" as a date',
  );
  await assertRejects(
    () =>
      read("symbol,date,open,high,low,close\nA,2024-01-02,1,1,1,1\n", ["B"]),
    DataQualityError,
    "is a bar of B",
  );
  await assertRejects(
    () => readBars("/nowhere.csv"),
    DataQualityError,
    "no such",
  );
});

testOnFile(
  "../shared/data/equities/us_daily_60_tickers_1999_2021.csv.gz",
  "Sixty tickers of twenty years keep every rule, a crash of AAPL by half included",
  async () => {
    const path = "../shared/data/equities/us_daily_60_tickers_1999_2021.csv.gz";
    const symbols = ["AAPL", "ABT", "MSFT"];
    const { bars, rows, repairs } = await readBars(path, { symbols });
    assertEquals([rows, repairs.length], [316_962, 0]);
    const [aapl, abt] = bars;
    const splits = Array.from(aapl.split).filter((ratio) => ratio !== 1);
    assertEquals(splits, [2, 2, 7, 4]);
    // AbbVie left Abbott as a dividend of 34.6497.
    assertEquals(abt.dividend[abt.time.indexOf(Date.UTC(2013, 0, 2))], 34.6497);
  },
);

testOnFile(
  "../shared/data/equities/aapl.csv",
  "Raw AAPL needs its factor file, and with it keeps every rule",
  async () => {
    const path = "../shared/data/equities/aapl.csv";
    const error = await assertRejects(() => readBars(path), DataQualityError);
    assertEquals(error.value, "split_unknown");
    const text = await Deno.readTextFile(path.replace(".csv", ".factor.csv"));
    const factors = parseFactorFile(text, "aapl.factor.csv");
    const { bars } = await readBars(path, { factors });
    const at = bars[0].time.indexOf(Date.UTC(2014, 5, 9));
    assertEquals([bars[0].split[at], bars[0].close[at - 1]], [7, 645.57]);
    // .82 on 5 November 2020, after the split; 3.05 before it on 8 May 2014.
    const dividendOn = (time: number) =>
      bars[0].dividend[bars[0].time.indexOf(time)];
    assertEquals(dividendOn(Date.UTC(2020, 10, 6)), 0.205);
    assertEquals(Math.round(dividendOn(Date.UTC(2014, 4, 8)) * 100), 329);
  },
);
