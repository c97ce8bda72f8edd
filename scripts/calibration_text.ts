/** Calibration reports as people read them in a terminal. */

import type { CalibrationReport } from "lib/calibration/report.ts";

/** A table of errors, then parameters and warnings a law. */
export function calibrationText(
  reports: readonly CalibrationReport[],
): string {
  return [errorTable(reports), ...reports.map(parameterText)].join("\n\n");
}

/** One line a law: errors, conditioning, time. */
export function errorTable(reports: readonly CalibrationReport[]): string {
  const head = [
    "law",
    "RMSE",
    "RMSE vol %",
    "APE %",
    "ARPE %",
    "condition",
    "ms",
  ];
  const rows = reports.map((report) => [
    report.law,
    report.rmsePrice.toFixed(4),
    report.rmseImpliedVol === null
      ? "-"
      : (100 * report.rmseImpliedVol).toFixed(3),
    (100 * report.ape).toFixed(2),
    (100 * report.arpe).toFixed(2),
    report.condition === null ? "singular" : report.condition.toPrecision(3),
    report.milliseconds.toFixed(0),
  ]);
  return columns([head, ...rows]);
}

/** Parameters ± standard errors, and what to know. */
function parameterText(report: CalibrationReport): string {
  const rows = Object.entries(report.params).map(([name, value]) => {
    const error = report.standardErrors[name];
    const shown = error === null || error === undefined
      ? "(not determined)"
      : `± ${error.toPrecision(2)}`;
    return `  ${name.padEnd(8)} ${value.toPrecision(6).padStart(12)}  ${shown}`;
  });
  const notes = report.warnings.map((warning) => `  ! ${warning}`);
  return [`${report.law}, ${report.quotes} quotes`, ...rows, ...notes].join(
    "\n",
  );
}

/** Pads cells: the first column left, the others right. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, j) =>
    Math.max(...rows.map((row) => row[j].length))
  );
  return rows.map((row) =>
    row.map((cell, j) =>
      j === 0 ? cell.padEnd(widths[j]) : cell.padStart(widths[j])
    ).join("  ").trimEnd()
  ).join("\n");
}
