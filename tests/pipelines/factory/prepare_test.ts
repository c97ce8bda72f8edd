import "../../graph/wasm_ready.ts";
import {
  assert,
  assertEquals,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { DataQualityError } from "lib/core/errors.ts";
import { barFeatures } from "lib/features/bar_features.ts";
import { directionLabels } from "lib/features/labels.ts";
import { panelOfBars } from "lib/features/panel.ts";
import { writeSplits } from "lib/features/splits_parquet.ts";
import { windowsOf } from "lib/features/windows_of.ts";
import type { Windows } from "lib/models/windows/windows.ts";
import { evaluateModel } from "pipelines/factory/evaluate_model.ts";
import { evaluationOptions } from "pipelines/factory/experiment_cell.ts";
import { fitCell } from "pipelines/factory/fit_cell.ts";
import { loadBars } from "pipelines/factory/load_bars.ts";
import {
  prepare,
  type Prepared,
  splitOptions,
} from "pipelines/factory/prepare.ts";
import { barRows, writeBars, writeSeries } from "./small_files.ts";
import { inFolder, NOW, smallStudy } from "./small_study.ts";

type Settings = Readonly<Record<string, string>>;

async function prepared(set: Settings, now = NOW): Promise<Prepared> {
  const config = await smallStudy(set);
  return await prepare(config, config.horizons[0], now);
}

/** What is said of settings or data that cannot be used. */
async function refusal(set: Settings, now = NOW): Promise<string> {
  const error = await assertRejects(() => prepared(set, now), Error);
  assert(
    error instanceof RangeError || error instanceof DataQualityError,
    `${error.name} is no error of bad input`,
  );
  return error.message;
}

Deno.test("bars of a file become windows for each label that there is", () =>
  inFolder(async (dir) => {
    const data = await writeBars(
      `${dir}/bars.csv`,
      ...barRows("AAA", 400),
      ...barRows("BBB", 400),
    );
    const kinds: unknown[] = [];
    for (
      const set of [
        { label: "return" },
        { label: "direction" },
        { label: "direction", neutralBand: "0.004", neutralClass: "true" },
        { label: "triple-barrier", horizons: "10" },
        {
          label: "triple-barrier",
          horizons: "3",
          barrier: "1",
          neutralClass: "true",
        },
        { label: "path", horizons: "3" },
      ]
    ) {
      const { train, validation, test, bars, hashes, made } = await prepared({
        data,
        ...set,
      });
      for (const part of [train, validation, test]) assert(part.count > 10);
      assertEquals(bars.map(({ symbol }) => symbol), ["AAA", "BBB"]);
      assertEquals(Object.keys(hashes), [data]);
      assertEquals(made?.scaler.features, train.features);
      const { target } = train;
      kinds.push(
        target.kind === "class"
          ? [target.classes, ...new Set(target.values)].toSorted()
          : target.kind,
      );
    }
    assertEquals(kinds, [
      "number",
      [0, 1, 2],
      [0, 1, 2, 3],
      [0, 1, 2],
      [0, 1, 2, 3],
      "path",
    ]);
  }));

Deno.test("a signal is traded whether or not what comes is neutral", async () => {
  const set = { data: "planted", features: "close_position" };
  const all = await prepared(set);
  const config = await smallStudy({ ...set, neutralBand: "0.01" });
  const some = await prepare(config, 1, NOW);
  assertEquals(all.traded, undefined);
  assert(some.test.count < 0.6 * all.test.count);
  for (const part of ["validation", "test"] as const) {
    assertEquals(some.traded?.[part].ends, all[part].ends);
    assertEquals(some.traded?.[part].labelEnd, all[part].labelEnd);
    assert(some.traded?.[part].values === some[part].values);
  }
  const model = await fitCell(config, "logistic", 1, some);
  const judged = evaluationOptions(config, some);
  const returnsOf = async (windows: Windows, traded = judged.traded) => {
    const { metrics, signal } = await evaluateModel(model, windows, {
      ...judged,
      ...(traded && { traded }),
      charts: false,
    });
    assertEquals(metrics.overall.rows, windows.count);
    return signal!.returns;
  };
  const returns = await returnsOf(some.test);
  assertEquals(returns, await returnsOf(some.traded!.test));
  assertNotEquals(returns, await returnsOf(some.test, some.test));
  await model.release();
});

Deno.test("columns of series become windows, of some of them and between two days if asked", () =>
  inFolder(async (dir) => {
    const data = await writeSeries(`${dir}/series.csv`, 900);
    const set = { data, layout: "series", label: "path", horizons: "4" };
    const all = await prepared(set);
    assertEquals(all.train.symbols, ["a", "b"]);
    assertEquals([all.train.target.kind, all.bars.length], ["path", 0]);
    const some = await prepared({
      ...set,
      symbols: "b",
      from: "2020-01-03",
      to: "2020-01-30",
    });
    assertEquals(some.train.symbols, ["b"]);
    const times = [some.train.time[0], some.test.time.at(-1)!];
    assert(times[0] >= Date.UTC(2020, 0, 3));
    assert(times[1] < Date.UTC(2020, 0, 31));
    assertStringIncludes(
      await refusal({ ...set, label: "return" }),
      "It must be path where layout is series: current value is return",
    );
    assertStringIncludes(
      await refusal({ ...set, data: `${data},${data}` }),
      "It must be one file where layout is series",
    );
  }));

Deno.test("ready-made splits become the windows that they were written from", () =>
  inFolder(async (dir) => {
    const config = await smallStudy({ symbols: "S00,S01" });
    const { bars } = await loadBars(config);
    const panel = panelOfBars(bars);
    const made = windowsOf(panel, {
      features: barFeatures(panel, ["return_1", "rsi_14"]),
      labels: directionLabels(panel, { horizon: 1 }),
      length: 8,
      split: splitOptions(config),
    });
    await writeSplits(dir, made);
    const read = await prepared({ data: dir, layout: "splits" });
    assertEquals(read.test.labels(), made.test.labels());
    assertEquals(read.train.count, made.train.count);
    assertEquals([read.made, read.bars], [null, []]);
    // With its own row's label, a window ends a row later.
    const own = await prepared({
      data: dir,
      layout: "splits",
      labelOf: "with",
    });
    assertEquals(own.train.labels()[0], read.train.labels()[0]);
    assertEquals(own.train.time[0], read.train.time[1]);
    assertStringIncludes(
      await refusal({ data: `${dir},${dir}`, layout: "splits" }),
      "train_scaled.parquet, val_scaled.parquet, test_scaled.parquet",
    );
    assertStringIncludes(
      await refusal({ data: `${dir}/none`, layout: "splits" }),
      `${dir}/none`,
    );
  }));

Deno.test("the purge is the longest horizon and a window unless it is set", async () => {
  const auto = await smallStudy({ horizons: "1,5", sequenceLength: "8" });
  const { shares, ...rest } = splitOptions(auto);
  assertEquals(rest, { purge: 13, embargo: 20, lookBack: 0 });
  assertEquals(shares!.map((share) => Number(share.toFixed(9))), [
    0.7,
    0.15,
    0.15,
  ]);
  assertEquals(splitOptions({ ...auto, purge: 2 }).purge, 2);
});

Deno.test("bars that cannot be windows are refused, and said where and why", () =>
  inFolder(async (dir) => {
    const bars = barRows("AAA", 300);
    const data = await writeBars(`${dir}/a.csv`, ...bars);
    const few = await writeBars(
      `${dir}/few.csv`,
      ...bars,
      ...barRows("BBB", 5),
    );
    const twice = await writeBars(`${dir}/twice.csv`, ...bars, bars[299]);
    const back = await writeBars(`${dir}/back.csv`, ...bars, bars[100]);
    const still = await writeBars(
      `${dir}/still.csv`,
      ...bars.map((row) =>
        [...row.split(",").slice(0, 2), 9, 9, 9, 9, 1].join()
      ),
    );
    const now = Date.UTC(2020, 5, 1);
    for (
      const [set, ...said] of [
        [{ data: still, label: "return" }, "must differ: all 133 are 0"],
        [{ data, horizons: "400" }, "current value is 400", "has 300"],
        [{ data: few }, "BBB", "it has 5", "Leave the symbol out"],
        [{ data: twice }, "twice.csv, row 302", "AAA", "2020-10-26"],
        [{ data: back }, "back.csv, row 302", "AAA"],
        [{ data: `${dir}/none.csv` }, "none.csv", "no such file"],
        [{ data, symbols: "AAB" }, "AAB is not", "nearest is AAA"],
        [{ data, from: "2030-01-01" }, 'from is "2030-01-01"'],
        [{ data, sequenceLength: "290" }, "AAA", "it has 300"],
        [{ data, embargo: "200" }, "embargo"],
        [{ data, features: "return_1,rsi14" }, "rsi14", "rsi_14"],
        [
          {
            data,
            label: "triple-barrier",
            barrier: "50",
            neutralClass: "true",
          },
          "all 133 are of class 1 of 0 … 2. Lower barrier",
        ],
        [
          { data, neutralBand: "0.5", neutralClass: "true" },
          "all 133 are of class 1 of 0 … 2. Narrow neutralBand",
        ],
      ] as const
    ) {
      const message = await refusal(set);
      for (const text of said) assertStringIncludes(message, text);
    }
    const future = await refusal({ data }, now);
    assertStringIncludes(future, "AAA");
    assertStringIncludes(future, "2020-06-0");
  }));
