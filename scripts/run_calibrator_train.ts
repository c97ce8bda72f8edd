/** What `tenor calibrator train` does. */

import { lawByName } from "lib/pricing/laws/laws.ts";
import {
  type CalibratorConfig,
  FOLDERS,
  headlines,
} from "pipelines/calibrator_stages.ts";
import { trainCalibratorRun } from "pipelines/train_calibrator.ts";
import { evaluationText } from "scripts/calibrator_text.ts";
import { codeVersion } from "scripts/code_version.ts";
import type { TrainFlags } from "scripts/commands/calibrator.ts";
import { lawName } from "lib/pricing/laws/law_name.ts";
import { terminalProgress } from "scripts/terminal_progress.ts";

/** Trains, registers and prints the figures. */
export async function runTrain(flags: TrainFlags): Promise<void> {
  const { models, json, ...rest } = flags;
  const config: CalibratorConfig = {
    ...rest,
    law: lawByName(lawName(flags.law)).name,
  };
  const bar = terminalProgress();
  const say = (line: string) => {
    bar.clear();
    if (!json) console.log(line);
  };
  const result = await trainCalibratorRun(config, {
    folders: { ...FOLDERS, models },
    codeVersion: await codeVersion(),
    command: commandOf(config),
    now: () => new Date(),
    stage: (name, detail) => say(`${name.padEnd(12)}${detail}`),
    onProgress: (progress) => bar.update(progress),
  });
  bar.clear();
  const { evaluation, metadata, run } = result;
  console.log(
    json
      ? JSON.stringify(
        { model: metadata, run, metrics: headlines(evaluation) },
        null,
        2,
      )
      : `\n${evaluationText(evaluation)}\n\n${run}/report.html`,
  );
}

/** The command that makes a calibrator again. */
function commandOf(config: CalibratorConfig): string {
  const flags = Object.entries(config)
    .filter(([name]) => name !== "workers")
    .map(([name, value]) =>
      `--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)} ${value}`
    );
  // Native ONNX Runtime is not in the lock file: its task leaves that alone.
  const task = config.backend === "node" ? "tenor:native" : "tenor";
  return `deno task ${task} calibrator train ${flags.join(" ")}`;
}
