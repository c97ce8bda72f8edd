/** `tenor calibrate`: read, clean if asked, fit, report. */

import { join } from "@std/path";
import { makeRng } from "lib/core/rng.ts";
import { writeTextAtomic } from "lib/core/atomic_file.ts";
import { calibrate } from "lib/calibration/calibrate.ts";
import { calibrationQuotes } from "lib/calibration/quotes.ts";
import type { CalibrationReport } from "lib/calibration/report.ts";
import { reportJson } from "lib/calibration/report_json.ts";
import { lawByName, LAWS } from "lib/pricing/laws/laws.ts";
import { lawName } from "lib/pricing/laws/law_name.ts";
import { calibrationText } from "scripts/calibration_text.ts";
import type { CalibrateFlags } from "scripts/commands/calibrate.ts";
import { readQuotes } from "scripts/read_quotes.ts";
import { terminalProgress } from "scripts/terminal_progress.ts";

/** Runs the command. */
export async function runCalibrate(
  file: string,
  flags: CalibrateFlags,
): Promise<void> {
  const laws = flags.law === "all" ? LAWS : [lawByName(lawName(flags.law))];
  const chain = await readQuotes(file, flags);
  const quotes = calibrationQuotes(chain);
  const progress = terminalProgress();
  const reports = laws.map((law) => {
    const report = calibrate(quotes, law, {
      weights: flags.weights,
      space: flags.space,
      starts: flags.starts,
      rng: makeRng(flags.seed),
      now: () => performance.now(),
      onProgress: progress.update,
    });
    return report;
  });
  progress.clear();
  if (flags.out !== undefined) await writeReports(flags.out, reports);
  console.log(
    flags.json ? jsonText(flags.law, reports) : calibrationText(reports),
  );
}

/** One report, or a list for all laws. */
function jsonText(law: string, reports: readonly CalibrationReport[]): string {
  const values = reports.map(reportJson);
  return JSON.stringify(law === "all" ? values : values[0], null, 2);
}

async function writeReports(
  directory: string,
  reports: readonly CalibrationReport[],
): Promise<void> {
  await Deno.mkdir(directory, { recursive: true });
  for (const report of reports) {
    const path = join(directory, `calibration_${report.law}.json`);
    await writeTextAtomic(
      path,
      JSON.stringify(reportJson(report), null, 2) + "\n",
    );
  }
}
