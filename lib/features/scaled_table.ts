/**
 * The one table that all windows of a panel share: columns computed one at a
 * time, scaled by the rows that are learnt from, and laid side by side.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";
import type { FeatureSource } from "lib/features/feature_source.ts";
import { type PanelRows, writtenTime } from "lib/features/panel_rows.ts";
import { columnScale, type ColumnScaler } from "lib/features/scale_columns.ts";

/**
 * Computes and scales all columns.
 *
 * @param panel The rows.
 * @param features The columns.
 * @param options The rows that are learnt from (1 for each `[rows]`), and
 * whether each symbol has a scale of its own; one without such rows is left
 * unscaled.
 * @returns Scaled values `[rows × p]`, NaN in warm-ups, and the scaler.
 * @throws {TypeError} If a column has not one value a row.
 * @throws {DataQualityError} If a value behind the warm-up is not finite,
 * naming symbol, time and column.
 */
export function scaledTable(
  panel: PanelRows,
  features: FeatureSource,
  { learntFrom, scaling }: {
    readonly learntFrom: Uint8Array;
    readonly scaling: "panel" | "symbol";
  },
): { values: Float32Array; scaler: ColumnScaler } {
  const p = features.names.length;
  const runs = scaling === "panel"
    ? [[0, panel.rows]]
    : symbolRuns(panel.symbolOf, panel.symbols.length);
  const values = new Float32Array(panel.rows * p);
  const mean = new Array<number>(runs.length * p).fill(0);
  const deviation = new Array<number>(runs.length * p).fill(1);
  for (let j = 0; j < p; ++j) {
    const column = features.column(j);
    checkColumn(panel, features, { at: j, column });
    runs.forEach(([start, end], g) => {
      const scale = columnScale(column, learntFrom, start, end);
      mean[g * p + j] = scale.mean;
      deviation[g * p + j] = scale.deviation;
      for (let i = start; i < end; ++i) {
        values[i * p + j] = (column[i] - scale.mean) / scale.deviation;
      }
    });
  }
  const scaler: ColumnScaler = {
    features: features.names,
    ...(scaling === "symbol" ? { symbols: panel.symbols } : {}),
    mean,
    deviation,
  };
  return { values, scaler };
}

/** First row and row after the last of each symbol. */
function symbolRuns(symbolOf: Int32Array, symbols: number): number[][] {
  const runs = Array.from({ length: symbols }, () => [0, 0]);
  for (let i = 0; i < symbolOf.length; ++i) {
    const run = runs[symbolOf[i]];
    if (i === 0 || symbolOf[i] !== symbolOf[i - 1]) run[0] = i;
    run[1] = i + 1;
  }
  return runs;
}

function checkColumn(
  panel: PanelRows,
  { names, warmups }: FeatureSource,
  { at, column }: {
    readonly at: number;
    readonly column: Float64Array | Float32Array;
  },
): void {
  if (column.length !== panel.rows) {
    throw new TypeError(
      `Cannot make windows as column ${
        names[at]
      } must have ${panel.rows} values: it has ${column.length}`,
    );
  }
  for (const { symbol, start, end } of panel.segments) {
    for (let i = start + warmups[at]; i < end; ++i) {
      if (Number.isFinite(column[i])) continue;
      throw new DataQualityError(
        `The feature must be finite behind its warm-up of ${
          warmups[at]
        } bars: it is ${column[i]} for ${panel.symbols[symbol]} at ${
          writtenTime(panel.time[i])
        }. Mend the bars it is of, or leave the feature out`,
        { row: i + 1, column: names[at], value: column[i] },
      );
    }
  }
}
