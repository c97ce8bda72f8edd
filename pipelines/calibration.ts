/**
 * The whole of a neural calibration, from real and synthetic quotes to a
 * registered net and its reports: acquire → clean → synth → features → train →
 * test → register → report → validate on the real surfaces.
 *
 *     deno task calibration [--config FILE] [--law heston] [--epochs 300] …
 *
 * What a stage has done stands on the disk; a run that was stopped goes on there.
 */

import { basename, join } from "@std/path";
import { calibrationQuotes } from "lib/calibration/quotes.ts";
import { processChain } from "lib/market/process_chain.ts";
import { readChain } from "lib/market/read_chain.ts";
import { openCalibrator } from "lib/serve/open_calibrator.ts";
import {
  type CalibrationConfig,
  readCalibrationConfig,
} from "pipelines/calibration_config.ts";
import { calibratorName, FOLDERS } from "pipelines/calibrator_stages.ts";
import { fitReal, realFitText } from "pipelines/real_fit.ts";
import { readFlags, usageAsked } from "pipelines/read_config.ts";
import { validateCalibrator } from "pipelines/validation/validate_calibrator.ts";
import { trainCalibratorRun } from "pipelines/train_calibrator.ts";
import { evaluationText } from "scripts/calibrator_text.ts";
import { exitCodeOf, reportFailure } from "scripts/cli_errors.ts";
import { codeVersion } from "scripts/code_version.ts";
import { terminalProgress } from "scripts/terminal_progress.ts";

const DEFAULT_CONFIG = "pipelines/config/calibration.yaml";

async function main(args: readonly string[]): Promise<void> {
  const usage = await usageAsked(args, "calibration", DEFAULT_CONFIG);
  if (usage !== undefined) return console.log(usage);
  const { config: file = DEFAULT_CONFIG, ...flags } = readFlags(
    args,
    DEFAULT_CONFIG,
  );
  const config = readCalibrationConfig(
    await Deno.readTextFile(file),
    file,
    flags,
  );
  const bar = terminalProgress();
  const stage = (name: string, detail: string) => {
    bar.clear();
    console.log(`${name.padEnd(12)}${detail}`);
  };
  const version = await codeVersion();
  const processed = await cleanStage(config, stage);
  const { quotes: _, ...calibrator } = config;
  const { evaluation, run } = await trainCalibratorRun(calibrator, {
    folders: FOLDERS,
    codeVersion: version,
    command: `deno task calibration --config ${file}`,
    now: () => new Date(),
    stage,
    onProgress: (progress) => bar.update(progress),
  });
  bar.clear();
  console.log(`\n${evaluationText(evaluation)}\n`);
  const net = await openCalibrator(FOLDERS.models, config.law, {
    name: calibratorName(config),
    backend: config.backend,
  });
  try {
    for (const path of processed) {
      const quotes = calibrationQuotes(await readChain(path));
      console.log(realFitText(await fitReal(net, basename(path), quotes)));
    }
    const studies = await validateCalibrator(net, processed, {
      root: "results/runs",
      now: () => new Date(),
      codeVersion: version,
      seed: config.seed,
      onProgress: (progress) => bar.update(progress),
    });
    bar.clear();
    for (const { kind, file, run, verdict } of studies) {
      console.log(`\n${kind} on ${file}: ${run}/report.html`);
      for (const sentence of verdict) console.log(`  ${sentence}`);
    }
  } finally {
    await net.release();
  }
  console.log(`\n${run}/report.html`);
}

/** Raw quotes to processed ones. @returns The files written. */
async function cleanStage(
  config: CalibrationConfig,
  stage: (name: string, detail: string) => void,
): Promise<string[]> {
  const files: string[] = [];
  for (const raw of config.quotes) {
    const dir = join(FOLDERS.processed, basename(raw).replace(/\..*$/, ""));
    // Published tables have quotes that a butterfly spread could exploit.
    const { metadata } = await processChain(raw, dir, {
      clean: { skip: ["convexity"] },
    });
    const { rows, file } = metadata.output;
    stage("quotes", `${dir}/${file}, ${rows} of ${metadata.input.rows} quotes`);
    files.push(join(dir, file));
  }
  return files;
}

if (import.meta.main) {
  try {
    await main(Deno.args);
  } catch (error) {
    reportFailure(error);
    Deno.exit(exitCodeOf(error));
  }
}
