/** What `tenor validate` does. */

import { DataQualityError } from "lib/core/errors.ts";
import { makeRng } from "lib/core/rng.ts";
import { skillReport } from "lib/validation/skill/skill_report.ts";
import type { ValidateFlags } from "scripts/commands/validate.ts";
import {
  checkSamePeriods,
  checkVaries,
  readReturns,
  type ReturnsFile,
} from "scripts/read_returns.ts";
import { terminalProgress } from "scripts/terminal_progress.ts";
import { validateText, verdictOf } from "scripts/validate_text.ts";

/** The fewest returns that a block length can be had of. */
const LEAST_RETURNS = 11;

/** Judges returns and prints the verdict, or all figures. */
export async function runValidate(
  file: string,
  flags: ValidateFlags,
): Promise<void> {
  const { periodsPerYear, blocks, blockLength, replications, seed } = flags;
  const chosen = await readReturns(file);
  checkChosen(chosen);
  const trials = await readBeside(chosen, flags.trials);
  if (trials) checkTrials(trials);
  const benchmark = await readBeside(chosen, flags.benchmark);
  if (benchmark) checkOne(benchmark, "the benchmark's");
  const bar = terminalProgress();
  const report = skillReport({
    returns: chosen.returns.data,
    ...(trials && { trials }),
    ...(benchmark && { benchmark: benchmark.returns.data }),
  }, {
    rng: makeRng(seed),
    kind: flags.bootstrap,
    periodsPerYear,
    blocks,
    blockLength,
    replications,
    onProgress: (progress) => bar.update(progress),
  });
  bar.clear();
  const context = { periodsPerYear, benchmark: benchmark?.names[0] };
  console.log(
    flags.json
      ? JSON.stringify({ ...report, verdict: verdictOf(report) }, null, 2)
      : validateText(report, context),
  );
}

async function readBeside(
  chosen: ReturnsFile,
  file: string | undefined,
): Promise<ReturnsFile | undefined> {
  if (file === undefined) return undefined;
  const read = await readReturns(file);
  checkSamePeriods(chosen, read);
  return read;
}

function checkChosen(chosen: ReturnsFile): void {
  checkOne(chosen, "the chosen strategy's; give what was tried by --trials");
  const { file, returns: { rows } } = chosen;
  if (rows < LEAST_RETURNS) {
    throw new DataQualityError(
      `There must be at least ${LEAST_RETURNS} returns: the file ends after ${rows}`,
      { file, row: rows + 1 },
    );
  }
  checkVaries(chosen);
}

function checkTrials(trials: ReturnsFile): void {
  if (trials.names.length < 2) {
    throw new DataQualityError(
      `There must be at least 2 trials: there is ${trials.names.length}`,
      { file: trials.file, row: 1 },
    );
  }
  checkVaries(trials);
}

function checkOne({ file, names }: ReturnsFile, whose: string): void {
  if (names.length === 1) return;
  throw new DataQualityError(
    `The file must have one series, ${whose}: it has ${names.length}, ${
      names.slice(0, 4).join(", ")
    }${names.length > 4 ? " …" : ""}`,
    { file, row: 1 },
  );
}
