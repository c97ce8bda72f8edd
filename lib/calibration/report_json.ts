/** The report as other programs read it: without the per-quote fit. */

import type { CalibrationReport } from "lib/calibration/report.ts";

/** A calibration report without its quotes. */
export type ReportJson = Omit<CalibrationReport, "fitted">;

/** Leaves out what only charts need. */
export function reportJson(report: CalibrationReport): ReportJson {
  const { fitted: _, ...rest } = report;
  return rest;
}
