/** Calibrators of Black–Scholes, whose surfaces are flat: trained in a second. */

import "../../graph/wasm_ready.ts";
import {
  CALIBRATOR_KIND,
  calibratorDetails,
  calibratorFiles,
} from "lib/calibration/neural/calibrator_artifact.ts";
import type { CalibratorSource } from "lib/calibration/neural/load_calibrator.ts";
import { BASIS_GRID } from "lib/calibration/neural/surface_basis.ts";
import {
  gridSize,
  STANDARD_GRID,
  type SurfaceGrid,
} from "lib/calibration/neural/surface_grid.ts";
import { largestScores } from "lib/calibration/neural/surface_projector.ts";
import {
  splitSet,
  type SurfaceSet,
} from "lib/calibration/neural/surface_set.ts";
import {
  trainCalibrator,
  type TrainCalibratorOptions,
  type TrainedCalibrator,
} from "lib/calibration/neural/train_calibrator.ts";
import { makeRng } from "lib/core/rng.ts";
import { MLP } from "lib/models/networks/mlp.ts";

const REGION = { sigma: [0.05, 0.8] } as const;
/** Surfaces keep off its ends, to which answers are clamped. */
const DRAWN = [0.08, 0.6];

/** Flat surfaces, but for one part in a million: what a pricer's error leaves. */
export function flatSet(
  count: number,
  seed: number,
  grid: SurfaceGrid = STANDARD_GRID,
): SurfaceSet {
  const rng = makeRng(seed);
  const nodes = gridSize(grid);
  const [low, high] = DRAWN;
  const parameters = Float64Array.from(
    { length: count },
    () => low + (high - low) * rng.uniform(),
  );
  const vols = Float32Array.from(
    { length: count * nodes },
    (_, i) => parameters[Math.floor(i / nodes)] * (1 + 1e-6 * rng.normal()),
  );
  const law = "black-scholes";
  return { law, grid, names: ["sigma"], parameters, vols, count };
}

/** The surfaces that tiny calibrators are trained on. */
export const SETS = splitSet(flatSet(1500, 1));
const BASIS_SET = flatSet(60, 2, BASIS_GRID);

/** Trains one. */
export async function trainTiny(
  more: Partial<TrainCalibratorOptions> = {},
): Promise<TrainedCalibrator> {
  return await trainCalibrator(SETS, BASIS_SET, {
    route: "inverse",
    architecture: MLP,
    region: REGION,
    rng: makeRng(3),
    modes: 4,
    epochs: 8,
    batch: 100,
    rate: 3e-3,
    metadata: { kind: CALIBRATOR_KIND, law: "black-scholes", route: "inverse" },
    ...more,
  });
}

/** What a registry hands over of it. */
export function sourceOf(trained: TrainedCalibrator): CalibratorSource {
  const scores = largestScores(trained.basis, SETS.training);
  return {
    files: new Map(Object.entries(calibratorFiles(trained))),
    kind: CALIBRATOR_KIND,
    details: { ...calibratorDetails(trained, "black-scholes", scores) },
    identity: { name: "tiny", version: "1.0.0", runId: "run" },
    path: "models/tiny",
  };
}
