import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { DataQualityError } from "lib/core/errors.ts";
import {
  checkSamePeriods,
  checkVaries,
  readReturns,
  type ReturnsFile,
} from "scripts/read_returns.ts";

async function read(text: string): Promise<ReturnsFile> {
  const file = await Deno.makeTempFile({ suffix: ".csv" });
  try {
    await Deno.writeTextFile(file, text);
    return await readReturns(file);
  } finally {
    await Deno.remove(file);
  }
}

Deno.test("readReturns() reads series by name, and leaves a first column of dates out", async () => {
  const cases: [string, string[], string[] | undefined][] = [
    ["a,b\n1,2\n3,4\n", ["a", "b"], undefined],
    ["date,a,b\n2020-01-01,1,2\n2020-01-02,3,4\n\n", ["a", "b"], [
      "2020-01-01",
      "2020-01-02",
    ]],
    [",a,b\n0,1,2\n1,3,4", ["a", "b"], ["0", "1"]],
    ["Date,a,b\r\n20200101,1,2\r\n20200102,3,4\r\n", ["a", "b"], [
      "20200101",
      "20200102",
    ]],
    ["when,a,b\n1/31/2020,1,2\n2/1/2020,3,4", ["a", "b"], [
      "1/31/2020",
      "2/1/2020",
    ]],
    ['\uFEFF"a, x",b\n1,2\n3,4', ["a, x", "b"], undefined],
    ["0,1\n1,2\n3,4", ["0", "1"], undefined],
  ];
  for (const [text, names, dates] of cases) {
    const found = await read(text);
    assertEquals(found.names, names, text);
    assertEquals(found.dates, dates, text);
    assertEquals([...found.returns.data], [1, 2, 3, 4], text);
    assertEquals([found.returns.rows, found.returns.cols], [2, 2]);
  }
});

Deno.test("readReturns() of one column takes it for the series, dates or not", async () => {
  const { names, returns } = await read("date\n1\n2");
  assertEquals([names, [...returns.data]], [["date"], [1, 2]]);
});

Deno.test("readReturns() names the place of what it cannot read", async () => {
  const cases = [
    [
      "a,b\n1,2\n3,x",
      'row 3, column "b": A return must be a finite number: it is "x"',
    ],
    ["a\n1\n\n2", 'row 3, column "a": The return is missing'],
    ["a\n1\nInfinity", "row 3"],
    ["a,a\n1,2", 'column "a": Two series have this name'],
    ["0.1,0.2\n1,2", "row 1: The file must start with a header"],
    ["2020-01-01,0.5\n2020-01-02,1", "must start with a header"],
    [
      "a,b\n1,2,3",
      "row 2: The row must have 2 fields, as the header does: it has 3",
    ],
    ["a\n", "at least one row"],
    [
      "date,a\n2020-01-02,1\n2020-01-02,2",
      'row 3, column "date": Dates must go',
    ],
  ];
  for (const [text, message] of cases) {
    await assertRejects(() => read(text), DataQualityError, message);
  }
});

Deno.test("checkSamePeriods() names the first row that differs", async () => {
  const first = await read("date,a\n2020-01-01,1\n2020-01-02,2");
  const later = await read("date,a\n2020-01-01,1\n2020-01-03,2");
  const longer = await read("b\n1\n2\n3");
  assertThrows(
    () => checkSamePeriods(first, later),
    DataQualityError,
    "row 3: The date must be that of",
  );
  assertThrows(
    () => checkSamePeriods(first, longer),
    DataQualityError,
    "row 4",
  );
  checkSamePeriods(first, await read("b\n1\n2"));
});

Deno.test("checkVaries() names a constant series and its rows", async () => {
  const still = await read("a,b\n1,2\n3,2\n4,2");
  assertThrows(
    () => checkVaries(still),
    DataQualityError,
    'column "b": Returns must vary: those of rows 2 to 4 are all 2',
  );
});
