/** The committed nets on the demo's surfaces, beside least squares. */

import type { CalibrationQuotes } from "lib/calibration/quotes.ts";
import { registeredCalibrators } from "lib/serve/best_calibrator.ts";
import { openCalibrator } from "lib/serve/open_calibrator.ts";
import { fitReal, type RealFit } from "pipelines/real_fit.ts";

/** A law's net on one surface. */
export interface NetRow extends RealFit {
  readonly law: string;
}

const MODELS = "results/models";

/** Each law's net on a surface, in order of the laws' names. */
export async function netRows(
  file: string,
  quotes: CalibrationQuotes,
): Promise<NetRow[]> {
  const models = await registeredCalibrators(MODELS);
  const laws = new Set(models.map(({ details }) => String(details["law"])));
  const rows: NetRow[] = [];
  for (const law of [...laws].sort()) {
    const calibrator = await openCalibrator(MODELS, law);
    try {
      // The first fit tabulates where the quotes stand; the second is timed.
      await calibrator.fit([quotes]);
      rows.push({ law, ...await fitReal(calibrator, file, quotes) });
    } finally {
      await calibrator.release();
    }
  }
  return rows;
}

/** The table's columns. */
export const NET_COLUMNS: readonly string[] = [
  "law",
  "net, vol %",
  "polished, vol %",
  "least squares, vol %",
  "net ms",
  "polished ms",
  "least squares ms",
  "inside its region",
];

/** The table's rows: volatility errors in points, times in milliseconds. */
export function netTable(rows: readonly NetRow[]): (string | number)[][] {
  const points = (x: number | null) => (100 * (x ?? NaN)).toFixed(3);
  return rows.map((row) => [
    row.law,
    points(row.netRmseImpliedVol),
    points(row.polished.rmseImpliedVol),
    points(row.leastSquares.rmseImpliedVol),
    row.netMs.toFixed(2),
    row.polished.milliseconds.toFixed(1),
    row.leastSquares.milliseconds.toFixed(1),
    row.net.insideRegion ? "yes" : "no",
  ]);
}

/** The table as text, columns aligned. */
export function netText(rows: readonly NetRow[]): string {
  const table = [[...NET_COLUMNS], ...netTable(rows).map((r) => r.map(String))];
  const widths = NET_COLUMNS.map((_, j) =>
    Math.max(...table.map((row) => row[j].length))
  );
  return table.map((row) =>
    row.map((cell, j) =>
      j === 0 ? cell.padEnd(widths[j]) : cell.padStart(widths[j])
    ).join("  ")
  ).join("\n");
}
