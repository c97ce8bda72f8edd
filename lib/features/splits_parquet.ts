/**
 * Scaled splits as files, `train_scaled.parquet`, `val_scaled.parquet` and
 * `test_scaled.parquet`, with what does not fit into tables in `splits.json`.
 *
 * | column | what it holds |
 * |---|---|
 * | symbol | whose row it is |
 * | timestamp | when the row is known, datetime[ms] in UTC |
 * | features | scaled, float32, a column each |
 * | label | in row i the label of the window `[i − L, i)`, NaN where none ends; absent for paths |
 * | label_end | when that label is known, datetime[ms] in UTC |
 * | segment | rows of one number have no gap |
 *
 * @module
 */

import type { Series } from "nodejs-polars";
import { writeFilesAtomic } from "lib/core/atomic_file.ts";
import type { PanelRows } from "lib/features/panel_rows.ts";
import type { ColumnScaler } from "lib/features/scale_columns.ts";
import type { PanelWindows } from "lib/features/windows_of.ts";
import type { UnscaledColumn, Windows } from "lib/models/windows/windows.ts";

/** The files of the parts, in order of time. */
export const SPLIT_FILES = {
  train: "train_scaled.parquet",
  validation: "val_scaled.parquet",
  test: "test_scaled.parquet",
} as const;

/** The file beside them. */
export const SPLITS_NOTE = "splits.json";

/** What `splits.json` says. */
export interface SplitsNote {
  /** Version of the layout. */
  readonly format: 1;
  /** Rows of a window. */
  readonly length: number;
  /** Bars ahead of labels. */
  readonly horizon: number;
  /** Bars that windows may look back across a cut. */
  readonly lookBack: number;
  /** Name of the column of labels. */
  readonly label: string;
  /** What is to be predicted. */
  readonly target:
    | { readonly kind: "number" }
    | { readonly kind: "class"; readonly classes: number }
    | {
      readonly kind: "path";
      /** Name of the column. */
      readonly column: string;
      /** How many of its values. */
      readonly steps: number;
    };
  /** Names of the feature columns, in order. */
  readonly features: readonly string[];
  /** What they were scaled by. */
  readonly scaler: ColumnScaler;
  /** The column of one-bar returns, where there is one. */
  readonly returns?: UnscaledColumn;
}

/** How splits are written. */
export interface WriteSplitsOptions {
  /** Name of the column of labels. @default {"label"} */
  readonly label?: string;
}

/**
 * Writes the three parts; the same windows give the same bytes.
 *
 * @param folder Where, made if it is not there.
 * @param parts Windows of a panel.
 * @param options Name of the label.
 * @throws {RangeError} If a feature is called as another column is.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { barFeatures } from "lib/features/bar_features.ts";
 * import { forwardReturnLabels } from "lib/features/labels.ts";
 * import { panelOfBars } from "lib/features/panel.ts";
 * import { readSplits } from "lib/features/read_splits.ts";
 * import { writeSplits } from "lib/features/splits_parquet.ts";
 * import { noisePanel } from "lib/features/synthetic_panels.ts";
 * import { windowsOf } from "lib/features/windows_of.ts";
 *
 * const panel = panelOfBars(noisePanel({ symbols: 2, bars: 200, rng: makeRng(1) }));
 * const parts = windowsOf(panel, {
 *   features: barFeatures(panel, ["return_1", "rsi_14"]),
 *   labels: forwardReturnLabels(panel),
 *   length: 5,
 *   split: { purge: 6, embargo: 5 },
 * });
 * const folder = await Deno.makeTempDir();
 * await writeSplits(folder, parts);
 * const { test } = await readSplits(folder);
 * await Deno.remove(folder, { recursive: true });
 * assertEquals(test.labels(), parts.test.labels());
 * ```
 */
export async function writeSplits(
  folder: string,
  parts: PanelWindows,
  { label = "label" }: WriteSplitsOptions = {},
): Promise<void> {
  const { train, rows, scaler, split } = parts;
  const own = ["symbol", "timestamp", "label_end", "segment", label];
  for (const name of train.features) {
    if (!own.includes(name)) continue;
    throw new RangeError(
      `Cannot write splits as a feature must not be called ${
        own.join(", ")
      }: current name is ${name}`,
    );
  }
  const { target } = train;
  const note: SplitsNote = {
    format: 1,
    length: train.length,
    horizon: train.horizon,
    lookBack: split.lookBack,
    label,
    target: target.kind === "path"
      ? { ...target, column: train.features[target.column] }
      : target.kind === "class"
      ? { kind: "class", classes: target.classes }
      : { kind: "number" },
    features: train.features,
    scaler,
    ...(train.returns === undefined ? {} : { returns: train.returns }),
  };
  const files: Record<string, string | Uint8Array> = {};
  for (const part of ["train", "validation", "test"] as const) {
    files[SPLIT_FILES[part]] = await encodeWindows(parts[part], rows, label);
  }
  files[SPLITS_NOTE] = JSON.stringify(note, null, 2) + "\n";
  await writeFilesAtomic(folder, files);
}

/** The rows of windows, and those that their labels stand in, as Parquet. */
async function encodeWindows(
  windows: Windows,
  panel: PanelRows,
  label: string,
): Promise<Uint8Array> {
  const { default: pl } = await import("nodejs-polars");
  const { values, features, target } = windows;
  const p = features.length;
  const { rows, segment } = rowsOf(windows, panel);
  const floats = (name: string, column: Float32Array | Float64Array) =>
    pl.Series(
      name,
      column as unknown as number[],
      column instanceof Float32Array ? pl.Float32 : pl.Float64,
    );
  // A NaN becomes null on its way through the integers.
  const times = (name: string, column: Float64Array) =>
    floats(name, column).cast(pl.Int64, false).cast(pl.Datetime("ms"));
  const symbols = Array.from(rows, (r) => panel.symbols[panel.symbolOf[r]]);
  const columns: Series[] = [
    pl.Series("symbol", symbols, pl.Utf8),
    times("timestamp", Float64Array.from(rows, (r) => panel.knownTime[r])),
    ...features.map((name, j) =>
      floats(name, Float32Array.from(rows, (r) => values[r * p + j]))
    ),
  ];
  if (target.kind !== "path") {
    const labels = new Float32Array(panel.rows).fill(NaN);
    const labelEnd = new Float64Array(panel.rows).fill(NaN);
    windows.ends.forEach((end, k) => {
      labels[end] = target.values[k];
      labelEnd[end] = windows.labelEnd[k];
    });
    columns.push(
      floats(label, Float32Array.from(rows, (r) => labels[r])),
      times("label_end", Float64Array.from(rows, (r) => labelEnd[r])),
    );
  }
  columns.push(
    pl.Series("segment", segment as unknown as number[], pl.Int32),
  );
  const bytes = pl.DataFrame(columns).writeParquet({ compression: "zstd" });
  return new Uint8Array(bytes as unknown as Uint8Array);
}

/** Rows to write, in order, and the number of the run that each is in. */
function rowsOf(
  { ends, length, target }: Windows,
  panel: PanelRows,
): { rows: Int32Array; segment: Int32Array } {
  const ahead = target.kind === "path" ? target.steps : 1;
  const isWritten = new Uint8Array(panel.rows);
  let marked = 0;
  for (const end of ends) {
    isWritten.fill(1, Math.max(end - length, marked), marked = end + ahead);
  }
  const rows: number[] = [];
  const segment: number[] = [];
  let run = -1;
  for (const { start, end } of panel.segments) {
    for (let r = start; r < end; ++r) {
      if (isWritten[r] === 0) continue;
      if (r === start || isWritten[r - 1] === 0) ++run;
      rows.push(r);
      segment.push(run);
    }
  }
  return { rows: Int32Array.from(rows), segment: Int32Array.from(segment) };
}
