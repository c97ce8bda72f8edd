/** From a configuration to a registered calibrator and a run that tells how. */

import { join } from "@std/path";
import type { CalibratorEvaluation } from "lib/calibration/neural/evaluate_calibrator.ts";
import type { TrainedCalibrator } from "lib/calibration/neural/train_calibrator.ts";
import type { Progress } from "lib/core/progress.ts";
import type { EpochRecord } from "lib/models/networks/checkpoint.ts";
import type { ArtifactMetadata } from "lib/registry/artifact.ts";
import { errorHeatmap, learningCurves } from "lib/report/learning_charts.ts";
import { reportPage } from "lib/report/page.ts";
import type { Run } from "lib/tracking/run.ts";
import {
  type CalibratorConfig,
  calibratorName,
  featuresStage,
  type Folders,
  headlines,
  registerStage,
  synthStage,
  testStage,
  trainStage,
} from "pipelines/calibrator_stages.ts";
import { startCommandRun } from "scripts/start_command_run.ts";

/** What a training run gave. */
export interface CalibratorRun {
  readonly run: string;
  readonly evaluation: CalibratorEvaluation;
  readonly metadata: ArtifactMetadata;
  readonly trained: TrainedCalibrator;
}

/** What a training run is told and tells. */
export interface CalibratorRunOptions {
  readonly folders: Folders;
  readonly codeVersion: string;
  readonly command: string;
  readonly now: () => Date;
  readonly stage?: (name: string, detail: string) => void;
  readonly onProgress?: (progress: Progress) => void;
  readonly onEpoch?: (net: string, record: EpochRecord) => void;
  readonly signal?: AbortSignal;
}

/** Surfaces on which the error map is measured. */
const TEST_SURFACES = 4000;

/** Runs all stages. */
export async function trainCalibratorRun(
  config: CalibratorConfig,
  options: CalibratorRunOptions,
): Promise<CalibratorRun> {
  const { folders, codeVersion, command, now, stage } = options;
  const { onProgress, onEpoch, signal } = options;
  const name = calibratorName(config);
  const created = now().toISOString();
  const run = await startCommandRun({
    kind: "calibrator",
    name,
    time: created,
    codeVersion,
    config: { ...config },
    seed: config.seed,
    now,
  });
  const watch = {
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(signal === undefined ? {} : { signal }),
  };
  const clock = new StageClock(run, now);
  try {
    const dirs = await synthStage(config, folders, codeVersion, watch);
    stage?.("surfaces", dirs.surfaces);
    await clock.lap("surfaces");
    const features = await featuresStage(config, folders, dirs.surfaces);
    stage?.("features", features);
    await clock.lap("features");
    const checkpoints = join(
      "results/checkpoints",
      `${name}_${config.samples}_seed${config.seed}`,
    );
    const { trained, sets } = await trainStage(config, {
      features,
      basis: dirs.basis,
      checkpoints,
    }, { ...watch, ...(onEpoch === undefined ? {} : { onEpoch }) });
    stage?.("training", `${trained.parameters} parameters`);
    await clock.lap("training");
    const evaluation = await testStage(trained, sets, {
      ...watch,
      backend: config.backend,
      surfaces: TEST_SURFACES,
    });
    await clock.lap("test");
    await record(run, name, trained, evaluation);
    const metadata = await registerStage(config, folders, trained, sets, {
      evaluation,
      runId: run.path.split("/").at(-1)!,
      created,
      codeVersion,
      command,
    });
    stage?.("registered", `${folders.models}/${name}/v${metadata.version}`);
    await run.finish();
    await Deno.remove(checkpoints, { recursive: true }).catch(() => {});
    return { run: run.path, evaluation, metadata, trained };
  } catch (error) {
    await run.fail(error instanceof Error ? error.message : String(error));
    throw error;
  }
}

/** Notes how long each stage took. */
class StageClock {
  readonly #run: Run;
  readonly #now: () => Date;
  #last: number;

  constructor(run: Run, now: () => Date) {
    this.#run = run;
    this.#now = now;
    this.#last = now().getTime();
  }

  async lap(name: string): Promise<void> {
    const time = this.#now().getTime();
    await this.#run.timing(name, time - this.#last);
    this.#last = time;
  }
}

/** Metrics, charts and the page of a run. */
async function record(
  run: Run,
  name: string,
  trained: TrainedCalibrator,
  evaluation: CalibratorEvaluation,
): Promise<void> {
  const figures = headlines(evaluation);
  for (const [metric, value] of Object.entries(figures)) {
    await run.metric(metric, value);
  }
  for (const [net, epochs] of Object.entries(trained.history)) {
    for (const { epoch, training, validation } of epochs) {
      await run.metric("loss_training", training, { net, epoch });
      await run.metric("loss_validation", validation, { net, epoch });
    }
  }
  const curves = learningCurves(trained.history);
  const { grid } = trained.design;
  const { calibration } = evaluation;
  const map = (title: string, errors: Float64Array) =>
    errorHeatmap({ title, ...grid, errors });
  const maps = [
    map("Mean error", calibration.mean),
    map("99 % quantile of the error", calibration.q99),
    map("Largest error", calibration.worst),
  ];
  await run.file("charts/learning_curves.svg", curves);
  await run.file("charts/error_mean.svg", maps[0]);
  await run.artifact("model.onnx", trained.inverse ?? trained.surrogate);
  await run.report(reportPage(`Calibrator ${name}`, [
    {
      kind: "text",
      text:
        `The exact surface of the law at the net's parameters against the true one, on ${evaluation.surfaces} surfaces that training did not see.`,
    },
    ...maps.map((svg) => ({ kind: "chart" as const, svg })),
    { kind: "heading", text: "Parameters" },
    {
      kind: "table",
      columns: ["parameter", "mean absolute error", "RMSE", "R²"],
      rows: evaluation.parameters.map(({ name, mae, rmse, r2 }) => [
        name,
        mae.toExponential(2),
        rmse.toExponential(2),
        r2.toFixed(5),
      ]),
    },
    { kind: "heading", text: "Training" },
    { kind: "chart", svg: curves },
  ]));
}
