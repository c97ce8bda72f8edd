/** Fits every law to two published surfaces and writes a run with a report. */

import { basename } from "@std/path";
import { calibrate } from "lib/calibration/calibrate.ts";
import type { Space } from "lib/calibration/objective.ts";
import { calibrationQuotes } from "lib/calibration/quotes.ts";
import type { CalibrationReport } from "lib/calibration/report.ts";
import { reportJson } from "lib/calibration/report_json.ts";
import { sha256OfFile } from "lib/core/hash.ts";
import { makeRng } from "lib/core/rng.ts";
import { cleanChain, type CleaningReport } from "lib/market/cleaning.ts";
import { readChain } from "lib/market/read_chain.ts";
import { LAWS } from "lib/pricing/laws/laws.ts";
import type { Run } from "lib/tracking/run.ts";
import { type NetRow, netRows, netText, netTimes } from "pipelines/demo_net.ts";
import { demoPage, smilesFigure } from "pipelines/demo_page.ts";
import { errorTable } from "scripts/calibration_text.ts";
import { startCommandRun } from "scripts/start_command_run.ts";
import { terminalProgress } from "scripts/terminal_progress.ts";

/** A surface of the demo, and what its published fits minimised. */
interface Surface {
  readonly title: string;
  readonly file: string;
  readonly space: Space;
}

/** A surface with its fits. */
export interface FittedSurface {
  readonly title: string;
  readonly space: Space;
  readonly cleaning: CleaningReport;
  readonly reports: readonly CalibrationReport[];
  readonly nets: readonly NetRow[];
}

const SEED = 1;
const SURFACES: readonly Surface[] = [
  {
    title: "S&P 500 calls, 18 April 2002",
    file: "data/raw/spx_2002-04-18.csv",
    space: "price",
  },
  {
    title: "DAX implied volatilities, 5 July 2002",
    file: "data/raw/dax_2002-07-05.csv",
    space: "implied-vol",
  },
];

async function main(): Promise<void> {
  const began = performance.now();
  const hashes: Record<string, string> = {};
  for (const { file } of SURFACES) {
    hashes[basename(file)] = await sha256OfFile(file);
  }
  const run = await startCommandRun({
    kind: "calibration",
    name: "demo",
    config: { surfaces: SURFACES.map((surface) => ({ ...surface })) },
    seed: SEED,
    dataHashes: hashes,
  });
  try {
    const surfaces: FittedSurface[] = [];
    for (const surface of SURFACES) {
      const fitted = await fitSurface(surface);
      surfaces.push(fitted);
      await record(run, surface, fitted);
      console.log(`\n${surface.title}\n${summary(fitted)}`);
    }
    await run.report(demoPage(surfaces));
    await run.timing("demo", performance.now() - began);
    await run.finish();
  } catch (error) {
    await run.fail(error instanceof Error ? error.message : String(error));
    throw error;
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`\n${run.path}/report.html (${seconds} s)`);
}

/** Reads, cleans and fits one surface. */
async function fitSurface(surface: Surface): Promise<FittedSurface> {
  const { title, file, space } = surface;
  // The published fits take every quote, convex or not: the DAX table has six
  // that a butterfly spread could exploit.
  const cleaned = cleanChain(await readChain(file), { skip: ["convexity"] });
  const quotes = calibrationQuotes(cleaned.chain);
  const progress = terminalProgress();
  const reports = LAWS.map((law, i) => {
    progress.update({ done: i, total: LAWS.length, label: law.name });
    return calibrate(quotes, law, {
      space,
      rng: makeRng(SEED),
      now: () => performance.now(),
    });
  });
  progress.clear();
  const nets = await netRows(basename(file), quotes);
  return { title, space, cleaning: cleaned.report, reports, nets };
}

/** Metrics, timings and the full reports of one surface. */
async function record(
  run: Run,
  surface: Surface,
  fitted: FittedSurface,
): Promise<void> {
  const name = basename(surface.file, ".csv");
  for (const report of fitted.reports) {
    const labels = { surface: name, law: report.law };
    await run.metric("rmse_price", report.rmsePrice, labels);
    if (report.rmseImpliedVol !== null) {
      await run.metric("rmse_implied_vol", report.rmseImpliedVol, labels);
    }
    await run.timing(`${name} ${report.law}`, report.milliseconds);
  }
  for (const net of fitted.nets) {
    const [alone, polished] = netTimes(net);
    await run.timing(`${name} ${net.law} net`, alone);
    await run.timing(`${name} ${net.law} polished net`, polished);
  }
  const body = fitted.reports.map((report) => {
    // Timings stand in timings.json, so that equal runs have equal bytes.
    const { milliseconds: _, ...rest } = reportJson(report);
    return rest;
  });
  await run.artifact(`${name}.json`, JSON.stringify(body, null, 2) + "\n");
  await run.file(`charts/${name}_smiles.svg`, smilesFigure(fitted.reports));
}

function summary({ cleaning, reports, nets }: FittedSurface): string {
  const dropped = cleaning.rowsIn - cleaning.rowsOut;
  const bounds = reports.flatMap(({ law, warnings }) =>
    warnings.filter((text) => text.includes("on its bound"))
      .map((text) => `! ${law}: ${text.split(":")[0]}`)
  );
  return [
    `${cleaning.rowsOut} quotes, ${dropped} dropped by cleaning`,
    errorTable(reports),
    ...bounds,
    ...(nets.length === 0 ? [] : [
      "",
      "by nets trained on synthetic surfaces, in implied volatility",
      netText(nets),
    ]),
  ].join("\n");
}

if (import.meta.main) await main();
