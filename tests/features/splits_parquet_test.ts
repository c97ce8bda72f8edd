import { assertEquals, assertRejects } from "@std/assert";
import pl from "nodejs-polars";
import { DataQualityError, LeakageError } from "lib/core/errors.ts";
import { makeRng } from "lib/core/rng.ts";
import { barFeatures } from "lib/features/bar_features.ts";
import {
  directionLabels,
  forwardReturnLabels,
  type Labels,
  pathLabels,
} from "lib/features/labels.ts";
import { type Panel, panelOfBars } from "lib/features/panel.ts";
import {
  readSplits,
  type ReadSplitsOptions,
} from "lib/features/read_splits.ts";
import { SPLIT_FILES, writeSplits } from "lib/features/splits_parquet.ts";
import { noisePanel } from "lib/features/synthetic_panels.ts";
import { tripleBarrierLabels } from "lib/features/triple_barrier.ts";
import { type PanelWindows, windowsOf } from "lib/features/windows_of.ts";
import { randomBars } from "./random_bars.ts";

const PARTS = ["train", "validation", "test"] as const;
const MINUTES = 300_000;

async function inFolder(use: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function windowsFor(
  panel: Panel,
  labels: Labels,
  { lookBack = 0 }: { lookBack?: number } = {},
): PanelWindows {
  return windowsOf(panel, {
    features: barFeatures(panel, ["return_1", "rsi_14", "close_position"]),
    labels,
    length: 6,
    split: { purge: 6, embargo: 6, lookBack },
  });
}

Deno.test("windows come back from Parquet as they were", async () => {
  const panel = panelOfBars([
    randomBars("B", 300, 1, { gaps: 0.005 }),
    randomBars("A", 280, 2),
  ]);
  const labelled: Labels[] = [
    forwardReturnLabels(panel, { horizon: 3 }),
    directionLabels(panel, { band: 0.01 }),
    tripleBarrierLabels(panel, { horizon: 5, volatilityBars: 5 }),
    pathLabels(panel, "return_1", 4),
  ];
  await inFolder(async (folder) => {
    for (const labels of labelled) {
      for (const lookBack of [0, 6]) {
        const made = windowsFor(panel, labels, { lookBack });
        await writeSplits(folder, made);
        const read = await readSplits(folder);
        for (const part of PARTS) {
          const [a, b] = [made[part], read[part]];
          assertEquals(b.flat(), a.flat());
          assertEquals(b.labels(), a.labels());
          assertEquals(b.target.kind, a.target.kind);
          for (const field of ["time", "labelEnd", "symbolOf"] as const) {
            assertEquals(b[field], a[field]);
          }
          assertEquals(
            [b.symbols, b.features, b.length, b.horizon, b.returns],
            [a.symbols, a.features, a.length, a.horizon, a.returns],
          );
        }
        assertEquals(read.scaler, made.scaler);
      }
    }
  });
});

Deno.test("the same windows give the same bytes", async () => {
  const panel = panelOfBars(
    noisePanel({ symbols: 2, bars: 300, rng: makeRng(1) }),
  );
  const made = windowsFor(panel, forwardReturnLabels(panel));
  const bytesOf = async (folder: string) => {
    await writeSplits(folder, made, { label: "y" });
    const files = [...Object.values(SPLIT_FILES), "splits.json"];
    return await Promise.all(
      files.map((name) => Deno.readFile(`${folder}/${name}`)),
    );
  };
  await inFolder(async (folder) => {
    assertEquals(await bytesOf(`${folder}/b`), await bytesOf(`${folder}/a`));
  });
});

/** Columns of another tool's file. */
type Columns = Record<string, (i: number, symbol: string) => unknown>;

/** Splits of 30, 20 and 20 rows of two symbols, one after the other in time. */
async function writeForeign(
  folder: string,
  columns: Columns,
  { symbols = ["BTC", "ETH"] }: { symbols?: string[] } = {},
): Promise<void> {
  let first = 0;
  for (const part of PARTS) {
    const count = part === "train" ? 30 : 20;
    // Newest first, symbols taking turns: another tool's order.
    const rows = Array.from({ length: count }, (_, i) => first + count - 1 - i)
      .flatMap((i) => symbols.map((symbol) => ({ i, symbol })));
    const frame = pl.DataFrame(
      Object.entries(columns).map(([name, of]) =>
        pl.Series(name, rows.map(({ i, symbol }) => of(i, symbol)))
      ),
    );
    await Deno.writeFile(
      `${folder}/${SPLIT_FILES[part]}`,
      frame.writeParquet() as unknown as Uint8Array,
    );
    first += count + 10;
  }
}

const symbol = (_: number, name: string) => name;
const x = (i: number, name: string) => i + (name === "ETH" ? 0.5 : 0);
const iso = (i: number) => new Date(i * MINUTES).toISOString();

Deno.test("another tool's splits load as they are, whatever their times", async () => {
  const times: Columns[string][] = [
    iso,
    (i) => iso(i).slice(0, 19).replace("T", " "),
    (i) => i * MINUTES,
    (i) => new Date(i * MINUTES),
  ];
  for (const timestamp of times) {
    await inFolder(async (folder) => {
      await writeForeign(folder, {
        y: (i) => i % 2 === 0 ? 1 : -1,
        timestamp,
        x,
        whole: (i) => i % 7,
        symbol,
      });
      const { train, validation, test, scaler } = await readSplits(folder, {
        length: 5,
        now: 90 * MINUTES,
      });
      assertEquals(scaler, undefined);
      assertEquals(train.features, ["x", "whole"]);
      assertEquals([train.count, validation.count, test.count], [50, 30, 30]);
      // The window of rows 0 … 4 has the label that stands in row 5.
      const k = train.symbols[train.symbolOf[0]] === "BTC" ? 0 : 25;
      assertEquals(
        [...train.take([k]).flat().data].filter((_, at) => at % 2 === 0),
        [0, 1, 2, 3, 4],
      );
      assertEquals(
        [train.time[k], train.labelEnd[k]],
        [4, 5].map((i) => i * MINUTES),
      );
      const { target } = train;
      assertEquals(target.kind === "class" && target.classes, 2);
      assertEquals([...train.take([k, k + 1]).labels()], [0, 1]);
    });
  }
});

Deno.test("labels can be of the window that ends with their row", async () => {
  await inFolder(async (folder) => {
    await writeForeign(folder, {
      timestamp: iso,
      x,
      target: (i) => i === 7 ? null : i / 100,
    }, { symbols: ["BTC"] });
    const { train } = await readSplits(folder, { length: 5, labelOf: "with" });
    assertEquals(train.symbols, ["series"]);
    assertEquals(train.target.kind, "number");
    // Rows 4 to 29, less row 7 without a label.
    assertEquals(train.count, 25);
    assertEquals(train.time[0], 4 * MINUTES);
    assertEquals(train.labels()[0], Math.fround(0.04));
  });
});

Deno.test("a label that says when it ends is believed, and must not reach the next part", async () => {
  const columns = (late: number): Columns => ({
    symbol,
    timestamp: iso,
    x,
    label: (i) => i / 100,
    label_end: (i) => i === 29 ? iso(late) : iso(i + 1),
  });
  await inFolder(async (folder) => {
    await writeForeign(folder, columns(30));
    const { train } = await readSplits(folder, { length: 5 });
    assertEquals(train.labelEnd[0], 6 * MINUTES);
    await writeForeign(folder, columns(40));
    const error = await assertRejects(
      () => readSplits(folder, { length: 5 }),
      LeakageError,
      "train_scaled.parquet, row ",
    );
    assertEquals(error.time, 40 * MINUTES);
    assertEquals(
      error.message.includes(
        "the label ends at 1970-01-01T03:20Z, but windows of",
      ),
      true,
      error.message,
    );
  });
});

Deno.test("what is wrong with splits is named with file, row and column", async () => {
  const good: Columns = { symbol, timestamp: iso, x, label: (i) => i / 100 };
  const cases: [Columns, ReadSplitsOptions, string][] = [
    [
      { symbol, timestmp: iso, x, label: x },
      {},
      'train_scaled.parquet, row 1, column "timestamp": The column is missing. The nearest column is "timestmp"',
    ],
    [
      { symbol, timestamp: iso, x, labels: x },
      {},
      'column "label": The column is missing. The nearest column is "labels"',
    ],
    [good, { label: "labels" }, 'The nearest column is "label"'],
    [good, { features: ["xx"] }, 'column "xx": The column is missing'],
    [
      { ...good, sector: () => "tech" },
      {},
      'column "sector": The column holds String and must hold numbers',
    ],
    [
      { ...good, x: (i) => i === 3 ? null : i },
      {},
      'column "x": A feature must be a finite number: it is NaN',
    ],
    [
      { ...good, timestamp: (i) => iso(i === 3 ? 4 : i) },
      {},
      "have the same time, 1970-01-01T00:20Z; the other is row ",
    ],
    [
      good,
      { now: 28 * MINUTES },
      "of BTC lies in the future: 1970-01-01T02:25Z",
    ],
    [good, { target: "class" }, "Labels must be classes"],
    [
      good,
      { length: 25 },
      "val_scaled.parquet: The file must hold a labelled window of 25 rows: it has 40 rows, 20 at most",
    ],
    [{ ...good, label: () => null }, {}, "Every label is NaN"],
    [{ symbol, timestamp: iso, label: x }, {}, "no column of features"],
    [
      good,
      { target: { column: "z", steps: 2 } },
      'column "z": The path\'s column is not among the features x',
    ],
  ];
  for (const [columns, options, message] of cases) {
    await inFolder(async (folder) => {
      await writeForeign(folder, columns);
      await assertRejects(
        () => readSplits(folder, { length: 5, ...options }),
        DataQualityError,
        message,
      );
    });
  }
});

Deno.test("a file of splits that is missing or damaged is named", async () => {
  await inFolder(async (folder) => {
    const read = () => readSplits(folder, { length: 5 });
    await assertRejects(
      read,
      DataQualityError,
      "must hold train_scaled.parquet",
    );
    await writeForeign(folder, { timestamp: iso, x, label: x, symbol });
    const file = `${folder}/val_scaled.parquet`;
    await Deno.rename(file, `${folder}/valid_scaled.parquet`);
    await assertRejects(
      read,
      DataQualityError,
      `${file}: There is no such file. The nearest in the folder is "valid_scaled.parquet"`,
    );
    const bytes = await Deno.readFile(`${folder}/valid_scaled.parquet`);
    await Deno.writeFile(file, bytes.subarray(0, 200));
    await assertRejects(
      read,
      DataQualityError,
      `${file}: The Parquet file is cut short`,
    );
    await Deno.writeFile(file, bytes);
    await Deno.writeTextFile(`${folder}/splits.json`, "{");
    await assertRejects(
      read,
      DataQualityError,
      "splits.json: The file is damaged",
    );
  });
  await assertRejects(
    () => readSplits("/no/such/folder"),
    DataQualityError,
    "/no/such/folder: The folder of splits cannot be read",
  );
});
