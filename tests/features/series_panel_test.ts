import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import pl from "nodejs-polars";
import { DataQualityError } from "lib/core/errors.ts";
import { readSeriesTable, seriesPanel } from "lib/features/series_panel.ts";

const TEXT = `date,load,oil
2016-07-01 00:00:00,5.8,-30.5
2016-07-01 01:00:00,6.1,27
`;

async function withFile(
  text: string | Uint8Array,
  suffix: string,
  use: (path: string) => Promise<void>,
) {
  const path = await Deno.makeTempFile({ suffix });
  try {
    if (typeof text === "string") await Deno.writeTextFile(path, text);
    else await Deno.writeFile(path, text);
    await use(path);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("readSeriesTable() reads CSV and Parquet alike", async () => {
  const expected = {
    names: ["load", "oil"],
    time: Float64Array.of(Date.UTC(2016, 6, 1), Date.UTC(2016, 6, 1, 1)),
    columns: [Float64Array.of(5.8, 6.1), Float64Array.of(-30.5, 27)],
  };
  const parquet = pl.readCSV(TEXT).writeParquet() as unknown as Uint8Array;
  for (
    const [content, suffix] of [[TEXT, ".csv"], [parquet, ".parquet"]] as const
  ) {
    await withFile(content, suffix, async (path) => {
      assertEquals(await readSeriesTable(path), { ...expected, source: path });
      const { names } = await readSeriesTable(path, { columns: ["oil"] });
      assertEquals(names, ["oil"]);
    });
  }
});

Deno.test("readSeriesTable() names row and column of what it cannot read", async () => {
  const cases: [string, string][] = [
    [TEXT.replace("27", ""), 'row 3, column "oil": The value is blank'],
    [TEXT.replace("27", "n/a"), 'row 3, column "oil": Cannot read "n/a"'],
    [
      TEXT.replace("date", "dat"),
      'column "date": The column is missing. The nearest column is "dat"',
    ],
    [TEXT.replace("2016-07-01 01", "2016-17-01 01"), 'row 3, column "date"'],
    ["date\n2016-07-01\n", "a time and no other column"],
  ];
  for (const [text, message] of cases) {
    await withFile(text, ".csv", async (path) => {
      await assertRejects(
        () => readSeriesTable(path),
        DataQualityError,
        message,
      );
    });
  }
  await withFile(TEXT, ".csv", async (path) => {
    await assertRejects(
      () => readSeriesTable(path, { columns: ["oils"] }),
      DataQualityError,
      'The nearest column is "oil"',
    );
  });
});

Deno.test("seriesPanel() takes finite values at times that increase", () => {
  const table = {
    source: "by hand",
    names: ["a"],
    time: Float64Array.of(0, 1, 2),
    columns: [Float64Array.of(1, NaN, 3)],
  };
  assertThrows(
    () => seriesPanel(table),
    DataQualityError,
    'by hand, row 3, column "a": Cannot use NaN as a value',
  );
  assertThrows(
    () => seriesPanel({ ...table, time: Float64Array.of(0, 0, 1) }),
    DataQualityError,
    "Two bars of a have the same time",
  );
  assertThrows(
    () => seriesPanel({ ...table, columns: [] }),
    TypeError,
    "series a must have 3 values: it has 0",
  );
});
