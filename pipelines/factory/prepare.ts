/** From settings to windows: what is loaded, labelled, split and scaled. */

import { join } from "@std/path";
import { DataQualityError } from "lib/core/errors.ts";
import { sha256OfFile } from "lib/core/hash.ts";
import { barFeatures } from "lib/features/bar_features.ts";
import {
  directionLabels,
  forwardReturnLabels,
  type Labels,
  pathLabels,
} from "lib/features/labels.ts";
import { type Panel, panelOfBars } from "lib/features/panel.ts";
import {
  readSeriesTable,
  SERIES_VALUE,
  seriesPanel,
  type SeriesTable,
} from "lib/features/series_panel.ts";
import { SPLIT_FILES } from "lib/features/splits_parquet.ts";
import type { SplitOptions } from "lib/features/split_in_time.ts";
import { readSplits } from "lib/features/read_splits.ts";
import { tripleBarrierLabels } from "lib/features/triple_barrier.ts";
import { type PanelWindows, windowsOf } from "lib/features/windows_of.ts";
import type { Bars } from "lib/market/bars/bars.ts";
import type { Windows } from "lib/models/windows/windows.ts";
import type { FactoryConfig } from "pipelines/factory/factory_keys.ts";
import { loadBars } from "pipelines/factory/load_bars.ts";

/** Windows, what they came from, and hashes of that. */
export interface Prepared
  extends Pick<PanelWindows, "train" | "validation" | "test" | "traded"> {
  /** Bars, where windows are of bars: what a signal is traded on. */
  readonly bars: readonly Bars[];
  /** SHA-256 of each source. */
  readonly hashes: Readonly<Record<string, string>>;
  /** What was left out and how columns were scaled; null for ready-made splits. */
  readonly made: Pick<PanelWindows, "scaler" | "counts" | "split"> | null;
}

/**
 * Prepares windows for one horizon.
 *
 * @param config Settings.
 * @param horizon Bars ahead.
 * @param now The present, ms since 1970 UTC: no row may be later.
 * @throws {DataQualityError} If the data is missing, damaged or not what the
 * settings say, with its place.
 * @throws {RangeError} If a part is left without windows, or all labels that are
 * learnt from are one number or class.
 */
export async function prepare(
  config: FactoryConfig,
  horizon: number,
  now: number,
): Promise<Prepared> {
  const prepared = await preparedByLayout(config, horizon, now);
  checkLabels(prepared.train, config);
  return prepared;
}

async function preparedByLayout(
  config: FactoryConfig,
  horizon: number,
  now: number,
): Promise<Prepared> {
  if (config.layout === "splits") {
    return await preparedSplits(config, horizon, now);
  }
  if (config.layout === "series") {
    return await preparedSeries(config, horizon, now);
  }
  const { bars, hashes } = await loadBars(config);
  const panel = panelOfBars(bars, { maxGap: config.maxGap, now });
  const windows = windowsOf(panel, {
    features: barFeatures(
      panel,
      config.features.length === 0 ? undefined : config.features,
    ),
    labels: labelsOf(panel, config, horizon),
    ...(dropsNeutral(config) &&
      { traded: directionLabels(panel, { horizon }) }),
    length: config.sequenceLength,
    split: splitOptions(config),
    scaling: config.scaling,
  });
  return preparedOf(windows, bars, hashes);
}

/** Refuses labels of which there is nothing to tell apart. */
function checkLabels(
  { target, count }: Windows,
  { study, label, layout }: FactoryConfig,
): void {
  if (target.kind === "path") return;
  const [first] = target.values;
  if (target.values.some((each) => each !== first)) return;
  if (target.kind === "number") {
    throw new RangeError(
      `Cannot run ${study} as labels to learn from must differ: all ${count} are ${first}. Look at what they are made of, or learn from a longer stretch of time`,
    );
  }
  const fix = layout === "splits"
    ? "Learn from a longer stretch of time"
    : label === "triple-barrier"
    ? "Lower barrier, or lengthen horizons"
    : "Narrow neutralBand, or lengthen horizons";
  throw new RangeError(
    `Cannot run ${study} as labels to learn from must be of two classes or more: all ${count} are of class ${first} of 0 … ${
      target.classes - 1
    }. ${fix}`,
  );
}

/** Cuts, purge and embargo of a configuration. */
export function splitOptions(config: FactoryConfig): SplitOptions {
  const { trainShare, validationShare, purge, embargo, lookBack } = config;
  return {
    shares: [trainShare, validationShare, 1 - trainShare - validationShare],
    purge: purge === "auto"
      ? Math.max(...config.horizons) + config.sequenceLength
      : purge,
    embargo,
    lookBack,
  };
}

/**
 * Whether windows are left out by what came after them. Nobody knows that when a
 * signal is traded: it is traded on all of them.
 */
function dropsNeutral(
  { label, neutralBand, neutralClass }: FactoryConfig,
): boolean {
  return label === "direction" && neutralBand > 0 && !neutralClass;
}

function labelsOf(
  panel: Panel,
  config: FactoryConfig,
  horizon: number,
): Labels {
  const { label, neutralBand, neutralClass, barrier } = config;
  switch (label) {
    case "return":
      return forwardReturnLabels(panel, { horizon });
    case "direction":
      return directionLabels(panel, {
        horizon,
        band: neutralBand,
        neutral: neutralClass ? "class" : "drop",
      });
    case "triple-barrier":
      return tripleBarrierLabels(panel, {
        horizon,
        up: barrier,
        down: barrier,
        atTime: neutralClass ? "neutral" : "sign",
      });
    case "path":
      return pathLabels(panel, "return_1", horizon);
  }
}

async function preparedSeries(
  config: FactoryConfig,
  horizon: number,
  now: number,
): Promise<Prepared> {
  if (config.data.length !== 1 || config.label !== "path") {
    throw new DataQualityError(
      `It must be ${
        config.label === "path" ? "one file" : "path"
      } where layout is series: current value is ${
        config.label === "path" ? config.data.join(", ") : config.label
      }`,
      { column: config.label === "path" ? "data" : "label" },
    );
  }
  const [file] = config.data;
  const { symbols } = config;
  const series = await readSeriesTable(
    file,
    symbols.length === 0 ? {} : { columns: symbols },
  );
  const panel = seriesPanel(between(series, config), {
    maxGap: config.maxGap,
    now,
  });
  const windows = windowsOf(panel, {
    features: panel.features,
    labels: pathLabels(panel, SERIES_VALUE, horizon),
    length: config.sequenceLength,
    split: splitOptions(config),
    scaling: config.scaling,
  });
  return preparedOf(windows, [], { [file]: await sha256OfFile(file) });
}

const DAY_MS = 86_400_000;

/** The rows of a table between two days. */
function between(
  table: SeriesTable,
  { from, to }: Pick<FactoryConfig, "from" | "to">,
): SeriesTable {
  const first = from === "" ? -Infinity : Date.parse(from);
  const end = to === "" ? Infinity : Date.parse(to) + DAY_MS;
  const isWithin = (time: number) => time >= first && time < end;
  const keep = (column: Float64Array) =>
    column.filter((_, i) => isWithin(table.time[i]));
  return {
    ...table,
    time: keep(table.time),
    columns: table.columns.map(keep),
  };
}

async function preparedSplits(
  config: FactoryConfig,
  horizon: number,
  now: number,
): Promise<Prepared> {
  const { data, labelColumn, labelOf, sequenceLength, features, maxGap } =
    config;
  if (data.length !== 1) {
    throw new DataQualityError(
      `It must be the folder of ${
        Object.values(SPLIT_FILES).join(", ")
      }: current value is ${data.join(", ")}`,
      { column: "data" },
    );
  }
  const [folder] = data;
  const { train, validation, test } = await readSplits(folder, {
    length: sequenceLength,
    horizon,
    labelOf,
    ...(labelColumn !== "" && { label: labelColumn }),
    ...(features.length > 0 && { features }),
    maxGap,
    now,
  });
  const hashes: Record<string, string> = {};
  for (const file of Object.values(SPLIT_FILES)) {
    hashes[file] = await sha256OfFile(join(folder, file));
  }
  return { train, validation, test, bars: [], hashes, made: null };
}

function preparedOf(
  { train, validation, test, traded, scaler, counts, split }: PanelWindows,
  bars: readonly Bars[],
  hashes: Readonly<Record<string, string>>,
): Prepared {
  const made = { scaler, counts, split };
  const parts = { train, validation, test, ...(traded && { traded }) };
  return { ...parts, bars, hashes, made };
}
