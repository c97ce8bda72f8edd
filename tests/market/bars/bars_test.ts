import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import pl from "nodejs-polars";
import { DataQualityError } from "lib/core/errors.ts";
import { DAY_MS, makeBars, sliceBars } from "lib/market/bars/bars.ts";
import { readBars } from "lib/market/bars/read_bars.ts";
import { splitProblem } from "lib/market/bars/split_jump.ts";
import { loadSp500Bars } from "lib/market/providers/npm_samples.ts";

const flat = (n: number, price = 10) => {
  const column = new Array<number>(n).fill(price);
  return { open: column, high: column, low: column, close: column };
};

Deno.test("makeBars() refuses what an engine could not play", () => {
  const bad = (columns: object, message: string) =>
    assertThrows(
      () => makeBars("XYZ", { time: [0, DAY_MS], ...flat(2), ...columns }),
      DataQualityError,
      message,
    );
  bad({ time: [DAY_MS, DAY_MS] }, "order of time");
  bad({ knownTime: [1, DAY_MS] }, "known after it opens");
  bad({ close: [10, 0] }, 'row 2, column "close"');
  bad({ dividend: [0, -1] }, "dividend");
  bad({ split: [0, 1] }, "split ratio");
  assertThrows(
    () => makeBars("XYZ", { time: [0, 1], ...flat(3) }),
    TypeError,
    "2 rows: open has 3",
  );
});

Deno.test("sliceBars() copies rows of every column", () => {
  const bars = makeBars("XYZ", { time: [0, 1, 2], ...flat(3) });
  const part = sliceBars(bars, 1);
  assertEquals([...part.time], [1, 2]);
  part.close[0] = 99;
  assertEquals(bars.close[1], 10);
});

Deno.test("A move that is far from every ratio is no split", () => {
  // AAPL, 29 September 2000: 53.50 to 28.19 on bad news.
  assertEquals(splitProblem(53.5, 28.19, 1), undefined);
  assertEquals(splitProblem(100, 66.7, 1), undefined);
  assertEquals(splitProblem(100, 102, 1), undefined);
  assertEquals(splitProblem(100, 66.7, 1.5), undefined);
  assertEquals(splitProblem(1, 10, 0.1), undefined);
});

Deno.test("Bars are read from Parquet as from CSV", async () => {
  const folder = await Deno.makeTempDir();
  const csv = `${folder}/bars.csv`;
  const parquet = `${folder}/bars.parquet`;
  await Deno.writeTextFile(
    csv,
    "Ticker,Date,Open,High,Low,Close,Volume\nA,2024-01-02,10,11,9,10,5\nB,2024-01-02,20,21,19,20,6\n",
  );
  pl.readCSV(csv).writeParquet(parquet);
  const [left, right] = [await readBars(csv), await readBars(parquet)];
  const plain = ({ bars }: typeof left) =>
    bars.map(({ source: _, ...rest }) => rest);
  assertEquals(plain(left), plain(right));
  assertEquals(left.bars.map(({ symbol }) => symbol), ["A", "B"]);
  await Deno.writeTextFile(`${folder}/broken.parquet`, "PAR1 but no more");
  await assertRejects(
    () => readBars(`${folder}/broken.parquet`),
    DataQualityError,
  );
  await Deno.remove(folder, { recursive: true });
});

Deno.test("The S&P 500 of the npm package keeps every rule", async () => {
  const { bars, repairs } = await loadSp500Bars();
  assertEquals(repairs, []);
  assertEquals(bars[0].time.length, 5105);
  assertEquals(bars[0].time[0], Date.UTC(2000, 0, 3));
  assertEquals(bars[0].close.at(-1), 2874.560059);
});
