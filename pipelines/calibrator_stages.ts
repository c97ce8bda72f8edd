/** Stages from nothing to a registered calibrator, each of which can be resumed. */

import { join } from "@std/path";
import {
  CALIBRATOR_KIND,
  calibratorDetails,
  calibratorFiles,
} from "lib/calibration/neural/calibrator_artifact.ts";
import {
  type CalibratorEvaluation,
  evaluateCalibrator,
  largest,
} from "lib/calibration/neural/evaluate_calibrator.ts";
import { loadCalibrator } from "lib/calibration/neural/load_calibrator.ts";
import { readSplit, writeSplit } from "lib/calibration/neural/split_store.ts";
import { largestScores } from "lib/calibration/neural/surface_projector.ts";
import {
  splitSet,
  type SplitSets,
} from "lib/calibration/neural/surface_set.ts";
import {
  type Route,
  trainCalibrator,
  type TrainCalibratorOptions,
  type TrainedCalibrator,
} from "lib/calibration/neural/train_calibrator.ts";
import { trainingRegion } from "lib/calibration/neural/training_region.ts";
import type { SyntheticSettings } from "lib/calibration/synthetic/chunk.ts";
import {
  readSynthetic,
  syntheticFolder,
} from "lib/calibration/synthetic/synthetic_store.ts";
import { writeSynthetic } from "lib/calibration/synthetic/write_synthetic.ts";
import type { Watch } from "lib/core/progress.ts";
import { makeRng } from "lib/core/rng.ts";
import type { Backend } from "lib/graph/session/session.ts";
import { architectureByName } from "lib/models/networks/architectures.ts";
import { checkpointFile } from "lib/models/networks/checkpoint_file.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import type { ArtifactMetadata } from "lib/registry/artifact.ts";
import { registerArtifact } from "lib/registry/store.ts";

/** What a calibrator is made from. */
export interface CalibratorConfig {
  readonly law: string;
  readonly architecture: string;
  readonly route: Route;
  readonly members: number;
  readonly samples: number;
  readonly basisSamples: number;
  readonly epochs: number;
  readonly batch: number;
  readonly rate: number;
  readonly patience: number;
  readonly seed: number;
  readonly backend: Backend;
  readonly workers: number;
}

/** Where stages read and write. */
export interface Folders {
  readonly synthetic: string;
  readonly processed: string;
  readonly models: string;
}

/** Folders of the project. */
export const FOLDERS: Folders = {
  synthetic: "data/synthetic",
  processed: "data/processed",
  models: "results/models",
};

/** The registered name of a calibrator. */
export function calibratorName(
  { law, architecture, route, members }: Pick<
    CalibratorConfig,
    "law" | "architecture" | "route" | "members"
  >,
): string {
  const crowd = members > 1 ? `-x${members}` : "";
  return `${law}-${architecture}-${route}${crowd}`;
}

/** Surfaces for the nets, and for the modes. @returns Their folders. */
export async function synthStage(
  config: CalibratorConfig,
  folders: Folders,
  version: string,
  watch: Watch,
): Promise<{ surfaces: string; basis: string }> {
  const made = async (settings: SyntheticSettings) => {
    const dir = join(folders.synthetic, syntheticFolder(settings));
    const { workers } = config;
    await writeSynthetic(dir, settings, {
      ...watch,
      workers,
      codeVersion: version,
    });
    return dir;
  };
  const base = surfaceSettings(config);
  return {
    surfaces: await made(base),
    // Another seed: no surface of the modes is a surface of the test part.
    basis: await made({
      ...base,
      grid: "basis",
      samples: config.basisSamples,
      chunk: 250,
      seed: base.seed + 1,
    }),
  };
}

/** Features and targets in three parts. @returns Their folder. */
export async function featuresStage(
  config: CalibratorConfig,
  folders: Folders,
  surfaces: string,
): Promise<string> {
  const dir = join(
    folders.processed,
    `calibrator_${syntheticFolder(surfaceSettings(config))}`,
  );
  try {
    await readSplit(dir);
  } catch {
    const set = await readSynthetic(surfaces);
    await writeSplit(dir, splitSet(set), `synthetic surfaces of ${surfaces}`);
  }
  return dir;
}

/** A trained calibrator; stops and goes on by checkpoints in `checkpoints`. */
export async function trainStage(
  config: CalibratorConfig,
  dirs: { features: string; basis: string; checkpoints: string },
  listeners: Pick<
    TrainCalibratorOptions,
    "onEpoch" | "onProgress" | "signal"
  >,
): Promise<{ trained: TrainedCalibrator; sets: SplitSets }> {
  const sets = await readSplit(dirs.features);
  const basisSet = await readSynthetic(dirs.basis);
  const { law, route, members, epochs, batch, rate, patience, backend } =
    config;
  const trained = await trainCalibrator(sets, basisSet, {
    route,
    members,
    epochs,
    batch,
    rate,
    patience,
    backend,
    architecture: architectureByName(config.architecture),
    region: regionOf(law),
    rng: makeRng(config.seed).child(calibratorName(config)),
    checkpoints: (net) => checkpointFile(join(dirs.checkpoints, `${net}.bin`)),
    metadata: { kind: CALIBRATOR_KIND, law, route },
    ...listeners,
  });
  return { trained, sets };
}

/** Figures of a trained calibrator on the test part. */
export async function testStage(
  trained: TrainedCalibrator,
  sets: SplitSets,
  options: Watch & { backend: Backend; surfaces: number },
): Promise<CalibratorEvaluation> {
  const { law } = sets.training;
  const details = calibratorDetails(
    trained,
    law,
    largestScores(trained.basis, sets.training),
  );
  const calibrator = await loadCalibrator({
    files: new Map(Object.entries(calibratorFiles(trained))),
    kind: CALIBRATOR_KIND,
    details: { ...details },
    identity: { name: "in training", version: "0.0.0", runId: "" },
    path: "the calibrator in training",
  }, { backend: options.backend });
  try {
    const count = Math.min(options.surfaces, sets.test.count);
    const nodes = sets.test.vols.length / sets.test.count;
    const p = sets.test.names.length;
    const test = {
      ...sets.test,
      count,
      vols: sets.test.vols.subarray(0, count * nodes),
      parameters: sets.test.parameters.subarray(0, count * p),
    };
    return await evaluateCalibrator(calibrator, test, options);
  } finally {
    await calibrator.release();
  }
}

/** Stores a calibrator as a new version. */
export async function registerStage(
  config: CalibratorConfig,
  folders: Folders,
  trained: TrainedCalibrator,
  sets: SplitSets,
  known: {
    evaluation: CalibratorEvaluation;
    runId: string;
    created: string;
    codeVersion: string;
    command: string;
  },
): Promise<ArtifactMetadata> {
  const { evaluation, runId, created, codeVersion, command } = known;
  const scores = largestScores(trained.basis, sets.training);
  return await registerArtifact(folders.models, {
    name: calibratorName(config),
    kind: CALIBRATOR_KIND,
    created,
    runId,
    codeVersion,
    command,
    metrics: headlines(evaluation),
    details: { ...calibratorDetails(trained, config.law, scores) },
    files: calibratorFiles(trained),
  });
}

/** The figures by which a calibrator is known. */
export function headlines(
  evaluation: CalibratorEvaluation,
): Record<string, number> {
  const { calibration, trusted, parameters, flagged, rmseImpliedVol } =
    evaluation;
  const mean = calibration.mean.reduce((sum, e) => sum + e, 0) /
    calibration.mean.length;
  const figures = {
    meanError: mean,
    worstCellMean: largest(calibration.mean),
    worstCell99: largest(calibration.q99),
    worstError: largest(calibration.worst),
    worstTrustedError: largest(trusted.worst),
    rmseImpliedVol,
    flagged,
    ...Object.fromEntries(parameters.map(({ name, r2 }) => [`r2_${name}`, r2])),
  };
  // A net that vouches for no surface has no error on those.
  return Object.fromEntries(
    Object.entries(figures).filter(([, value]) => Number.isFinite(value)),
  );
}

/** What fixes the surfaces of a calibrator. */
export function surfaceSettings(config: CalibratorConfig): SyntheticSettings {
  return {
    law: config.law,
    region: regionOf(config.law),
    samples: config.samples,
    chunk: 2000,
    seed: config.seed,
    grid: "standard",
    noise: { kind: "none" },
    tolerance: 1e-8,
  };
}

function regionOf(law: string) {
  const region = trainingRegion(law);
  const { names } = lawByName(law).space;
  return Object.fromEntries(names.map((n) => [n, region[n]]));
}
