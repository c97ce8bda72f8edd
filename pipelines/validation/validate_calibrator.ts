/**
 * A trained net validated on real quotes beside least squares, as a stage of a
 * pipeline: every study that the quotes allow, each a run of its own.
 */

import { basename } from "@std/path";
import type { NeuralCalibrator } from "lib/calibration/neural/net_fit.ts";
import { netFit, polishedFit } from "lib/calibration/validation/net_fits.ts";
import { quoteDays } from "lib/calibration/validation/quote_days.ts";
import { FEWEST_UNITS } from "lib/calibration/validation/significance.ts";
import { leastSquares } from "lib/calibration/validation/smile_model.ts";
import { sha256OfFile } from "lib/core/hash.ts";
import type { Watch } from "lib/core/progress.ts";
import { readChain } from "lib/market/read_chain.ts";
import { forwardWalkStudy } from "pipelines/validation/forward_walk_study.ts";
import { outOfSampleStudy } from "pipelines/validation/out_of_sample_study.ts";
import { sensitivityStudy } from "pipelines/validation/sensitivity_study.ts";
import { significanceStudy } from "pipelines/validation/significance_study.ts";
import {
  type Study,
  type ValidationInput,
  type ValidationOptions,
  validationRun,
} from "pipelines/validation/validation_run.ts";

/** A study that was made. */
export interface ValidationRecord {
  readonly kind: string;
  readonly file: string;
  readonly run: string;
  readonly verdict: readonly string[];
}

/** Trials of each level of noise and missing quotes. */
const TRIALS = 10;

type Make = (input: ValidationInput, watch: Watch) => Promise<Study>;

/**
 * Validates a calibrator on files of quotes.
 *
 * @returns A record a study; a study that the quotes do not allow is left out.
 */
export async function validateCalibrator(
  calibrator: NeuralCalibrator,
  files: readonly string[],
  options:
    & Pick<ValidationOptions, "root" | "now" | "codeVersion">
    & Watch
    & { readonly seed: number },
): Promise<ValidationRecord[]> {
  const { law, identity } = calibrator;
  const fits = [
    { law, fit: netFit(calibrator), name: `${law.name} (net)` },
    { law, fit: polishedFit(calibrator), name: `${law.name} (polished net)` },
    { law, fit: leastSquares(law), name: `${law.name} (least squares)` },
  ];
  const records: ValidationRecord[] = [];
  for (const path of files) {
    const days = quoteDays(await readChain(path));
    const input = { days, fits, seed: options.seed };
    const file = basename(path);
    for (const [kind, make, given] of studiesOf(input)) {
      const { run, study } = await validationRun(kind, given, make, {
        ...options,
        config: { file, model: identity.name, version: identity.version },
        dataHashes: { [file]: await sha256OfFile(path) },
      });
      records.push({ kind, file, run, verdict: study.verdict });
    }
  }
  return records;
}

function studiesOf(input: ValidationInput): [string, Make, ValidationInput][] {
  const { days, fits } = input;
  const expiries = days.reduce((n, { quotes }) => n + quotes.slices.length, 0);
  const studies: [string, Make, ValidationInput][] = [
    ["out-of-sample", outOfSampleStudy, input],
  ];
  if (days.length > 1) studies.push(["forward-walk", forwardWalkStudy, input]);
  if (expiries >= FEWEST_UNITS) {
    studies.push(["significance", significanceStudy, input]);
  }
  const net = { ...input, fits: fits.slice(0, 1) };
  const sensitive: Make = (given, watch) =>
    sensitivityStudy(given, { ...watch, trials: TRIALS });
  studies.push(["sensitivity", sensitive, net]);
  return studies;
}
