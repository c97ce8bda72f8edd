/**
 * Nets as ways of fitting: as trained, polished by least squares on the exact
 * pricer, or trained anew for every set of quotes.
 *
 * A net as trained has seen synthetic surfaces alone, so that no market quote
 * can leak into a fold. Trained anew, it learns the neighbourhood of each
 * window: least squares on the window says where, a box about it is drawn from,
 * and a net of its own is trained there.
 *
 * @module
 */

import { refine } from "lib/calibration/calibrate.ts";
import {
  CALIBRATOR_KIND,
  calibratorDetails,
  calibratorFiles,
} from "lib/calibration/neural/calibrator_artifact.ts";
import { loadCalibrator } from "lib/calibration/neural/load_calibrator.ts";
import type { NeuralCalibrator } from "lib/calibration/neural/net_fit.ts";
import { BASIS_GRID } from "lib/calibration/neural/surface_basis.ts";
import { largestScores } from "lib/calibration/neural/surface_projector.ts";
import { splitSet } from "lib/calibration/neural/surface_set.ts";
import { trainCalibrator } from "lib/calibration/neural/train_calibrator.ts";
import {
  type Region,
  trainingRegion,
} from "lib/calibration/neural/training_region.ts";
import { synthesize } from "lib/calibration/synthetic/synthesize.ts";
import {
  type FitLaw,
  leastSquares,
} from "lib/calibration/validation/smile_model.ts";
import type { Watch } from "lib/core/progress.ts";
import { makeRng } from "lib/core/rng.ts";
import type { Backend } from "lib/graph/session/session.ts";
import { architectureByName } from "lib/models/networks/architectures.ts";
import type { Law } from "lib/pricing/laws/law.ts";

/**
 * A net as it was trained.
 *
 * @param calibrator The net; whoever opened it releases it.
 */
export function netFit(calibrator: NeuralCalibrator): FitLaw {
  return async (quotes) => {
    const [{ params, reasons }] = await calibrator.fit([quotes]);
    return { params, flags: reasons };
  };
}

/**
 * A net whose answer is where least squares on the exact pricer starts.
 *
 * @param calibrator The net; whoever opened it releases it.
 */
export function polishedFit(calibrator: NeuralCalibrator): FitLaw {
  return async (quotes) => {
    const [net] = await calibrator.fit([quotes]);
    const { params } = refine(quotes, calibrator.law, net.params, {
      space: "implied-vol",
    });
    return { params, flags: net.reasons };
  };
}

/** How {@linkcode retrainedFit} trains. */
export interface RetrainedFitOptions extends Pick<Watch, "signal"> {
  /** Surfaces of each training. @default {3000} */
  readonly samples?: number;
  /** Most epochs of each training. @default {30} */
  readonly epochs?: number;
  /** Width of the box as a share of the law's training region. @default {0.5} */
  readonly width?: number;
  /** Seed of surfaces and first weights, the same for every training. @default {1} */
  readonly seed?: number;
  /** What runs the graphs. @default {"wasm"} */
  readonly backend?: Backend;
}

/** Surfaces a step: fewer than for a net that is kept, as there are fewer. */
const BATCH = 64;
/** Surfaces by whose modes quotes are read, as a share of those trained on. */
const BASIS_SHARE = 0.1;

/**
 * A net that is trained for every set of quotes, nothing kept from one to the
 * next.
 *
 * @param law The law.
 * @param options Surfaces, epochs, box.
 */
export function retrainedFit(
  law: Law,
  options: RetrainedFitOptions = {},
): FitLaw {
  const { samples = 3000, epochs = 30, width = 0.5, seed = 1 } = options;
  const { backend = "wasm", signal } = options;
  const where = leastSquares(law, { starts: 1 });
  return async (quotes) => {
    const { params } = await where(quotes);
    const region = boxAbout(law, params, width);
    const watch = signal === undefined ? {} : { signal };
    const set = synthesize(law, samples, { ...watch, region, seed });
    const basisSet = synthesize(law, Math.ceil(BASIS_SHARE * samples), {
      ...watch,
      region,
      // Another seed: no surface of the modes is one that is tested on.
      seed: seed + 1,
      grid: BASIS_GRID,
    });
    const sets = splitSet(set);
    const trained = await trainCalibrator(sets, basisSet, {
      ...watch,
      route: "inverse",
      architecture: architectureByName("mlp"),
      region,
      rng: makeRng(seed).child(law.name),
      epochs,
      batch: BATCH,
      backend,
      metadata: { kind: CALIBRATOR_KIND, law: law.name, route: "inverse" },
    });
    const scores = largestScores(trained.basis, sets.training);
    const net = await loadCalibrator({
      files: new Map(Object.entries(calibratorFiles(trained))),
      kind: CALIBRATOR_KIND,
      details: { ...calibratorDetails(trained, law.name, scores) },
      identity: { name: "trained anew", version: "0.0.0", runId: "" },
      path: "the net trained anew",
    }, { backend });
    try {
      return await netFit(net)(quotes);
    } finally {
      await net.release();
    }
  };
}

/** A box about a point, moved inside where the law can be searched. */
export function boxAbout(
  law: Law,
  params: Readonly<Record<string, number>>,
  width: number,
): Region {
  const widest = trainingRegion(law.name);
  return Object.fromEntries(
    law.space.parameters.map(({ name, search: [lower, upper] }) => {
      const half = width / 2 * (widest[name][1] - widest[name][0]);
      const middle = Math.min(
        Math.max(params[name], lower + half),
        upper - half,
      );
      return [name, [middle - half, middle + half] as const];
    }),
  );
}
