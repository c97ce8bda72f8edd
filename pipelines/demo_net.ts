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

/** Columns of {@link netErrors}. */
export const NET_COLUMNS: readonly string[] = [
  "law",
  "net, vol %",
  "polished, vol %",
  "least squares, vol %",
  "inside its region",
];

const TIME_COLUMNS = ["net ms", "polished ms", "least squares ms"];

/** A net's errors of volatilities in points, and whether to trust it. */
export function netErrors(row: NetRow): string[] {
  const points = (x: number | null) => (100 * (x ?? NaN)).toFixed(3);
  return [
    row.law,
    points(row.netRmseImpliedVol),
    points(row.polished.rmseImpliedVol),
    points(row.leastSquares.rmseImpliedVol),
    row.net.insideRegion ? "yes" : "no",
  ];
}

/** Milliseconds of a net's fits, the net alone first. */
export function netTimes(row: NetRow): number[] {
  return [row.netMs, row.polished.milliseconds, row.leastSquares.milliseconds];
}

/** Errors and times as a table for the terminal. */
export function netText(rows: readonly NetRow[]): string {
  const table = [
    NET_COLUMNS.toSpliced(-1, 0, ...TIME_COLUMNS),
    ...rows.map((row) =>
      netErrors(row).toSpliced(
        -1,
        0,
        ...netTimes(row).map((ms, i) => ms.toFixed(i === 0 ? 2 : 1)),
      )
    ),
  ];
  const widths = table[0].map((_, j) =>
    Math.max(...table.map((row) => row[j].length))
  );
  return table.map((row) =>
    row.map((cell, j) =>
      j === 0 ? cell.padEnd(widths[j]) : cell.padStart(widths[j])
    ).join("  ")
  ).join("\n");
}
