/** What `tenor calibrator validate` does. */

import { basename } from "@std/path";
import { quoteDays } from "lib/calibration/validation/quote_days.ts";
import type { Watch } from "lib/core/progress.ts";
import { sha256OfFile } from "lib/core/hash.ts";
import { cleanChain } from "lib/market/cleaning.ts";
import type { OptionChain } from "lib/market/option_chain.ts";
import { readChain } from "lib/market/read_chain.ts";
import { forwardWalkStudy } from "pipelines/validation/forward_walk_study.ts";
import { outOfSampleStudy } from "pipelines/validation/out_of_sample_study.ts";
import { sensitivityStudy } from "pipelines/validation/sensitivity_study.ts";
import { significanceStudy } from "pipelines/validation/significance_study.ts";
import {
  jsonOf,
  type Study,
  type ValidationInput,
  validationRun,
} from "pipelines/validation/validation_run.ts";
import { codeVersion } from "scripts/code_version.ts";
import type {
  ValidateFlags,
  ValidationKind,
} from "scripts/commands/calibrator_validate.ts";
import { terminalProgress } from "scripts/terminal_progress.ts";
import { openFits } from "scripts/validation_fits.ts";

/** Runs a study and prints its verdict. */
export async function runValidate(
  kind: ValidationKind,
  file: string,
  flags: ValidateFlags,
): Promise<void> {
  const { seed, out, json, ...config } = flags;
  const chain = await readQuotes(file, flags);
  const days = quoteDays(chain, {
    ...flags,
    onLeftOut: (label, quotes) =>
      console.error(`${label} is left out: it has ${quotes} usable quotes`),
  });
  const { fits, release } = await openFits(flags);
  const bar = terminalProgress();
  const { run, study } = await validationRun(
    kind,
    { days, fits, seed },
    (given, watch) => studyOf(kind, given, flags, watch),
    {
      root: out,
      now: () => new Date(),
      codeVersion: await codeVersion(),
      config: { file: basename(file), ...config },
      dataHashes: { [basename(file)]: await sha256OfFile(file) },
      onProgress: (progress) => bar.update(progress),
    },
  ).finally(release);
  bar.clear();
  const { verdict, result } = study;
  if (json) {
    console.log(jsonOf({ run, verdict, result }));
    return;
  }
  const total = days.reduce((n, { quotes }) => n + quotes.size, 0);
  console.log(
    `${total} quotes of ${days.length === 1 ? "one day" : `${days.length} days`}

${verdict.join("\n\n")}

${run}/report.html`,
  );
}

function studyOf(
  kind: ValidationKind,
  input: ValidationInput,
  flags: ValidateFlags,
  watch: Watch,
): Promise<Study> {
  const { holdOut, first, longest, by, level, trials } = flags;
  switch (kind) {
    case "out-of-sample":
      return outOfSampleStudy(input, {
        ...watch,
        ...(holdOut === undefined ? {} : { schemes: holdOut }),
      });
    case "forward-walk":
      return forwardWalkStudy(input, {
        ...watch,
        ...(first === undefined ? {} : { first }),
        ...(longest === undefined ? {} : { longest }),
      });
    case "significance":
      return significanceStudy(input, {
        ...watch,
        ...(by === undefined ? {} : { by }),
        ...(level === undefined ? {} : { level }),
      });
    case "sensitivity":
      return sensitivityStudy(input, {
        ...watch,
        ...(trials === undefined ? {} : { trials }),
      });
  }
}

async function readQuotes(
  file: string,
  flags: ValidateFlags,
): Promise<OptionChain> {
  const { spot, rate, dividend, date, underlying } = flags;
  const chain = await readChain(file, {
    ...(spot === undefined ? {} : { spot }),
    ...(rate === undefined ? {} : { rate }),
    ...(dividend === undefined ? {} : { dividend }),
    ...(date === undefined ? {} : { date }),
    ...(underlying === undefined ? {} : { underlying }),
  });
  if (!flags.clean) return chain;
  const cleaned = cleanChain(chain);
  for (const { rule, dropped } of cleaned.report.rules) {
    if (dropped > 0) console.error(`cleaning: ${rule} dropped ${dropped}`);
  }
  return cleaned.chain;
}
