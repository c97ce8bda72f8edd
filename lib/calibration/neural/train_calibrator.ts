/**
 * Training a calibrator: scalers, modes, surrogate and inverse map, from
 * synthetic surfaces to an ONNX file.
 *
 * The surrogate (parameters to surface) comes first; the inverse map (surface
 * to parameters) is trained on the same surfaces. Everything is fitted to the
 * training part; the validation part says when to stop.
 *
 * @module
 */

import {
  type CalibratorDesign,
  exportInverse,
  exportSurrogate,
  inverseNet,
  surrogateNet,
} from "lib/calibration/neural/calibrator_graph.ts";
import {
  fitSurfaceScaler,
  scaledLogVols,
  scaledParameters,
} from "lib/calibration/neural/scalers.ts";
import {
  fitSurfaceBasis,
  type SurfaceBasis,
} from "lib/calibration/neural/surface_basis.ts";
import { gridSize } from "lib/calibration/neural/surface_grid.ts";
import type {
  SplitSets,
  SurfaceSet,
} from "lib/calibration/neural/surface_set.ts";
import type { Region } from "lib/calibration/neural/training_region.ts";
import type { Rng } from "lib/core/rng.ts";
import type { Weights } from "lib/graph/graph.ts";
import { add, multiply } from "lib/graph/ops/arithmetic.ts";
import { concat, split } from "lib/graph/ops/layout.ts";
import { meanSquaredError } from "lib/graph/ops/loss.ts";
import type { Architecture } from "lib/models/networks/architecture.ts";
import type { EpochRecord } from "lib/models/networks/checkpoint.ts";
import {
  fitNetwork,
  type FitNetworkOptions,
} from "lib/models/networks/fit_network.ts";
import type { CheckpointStore } from "lib/models/networks/checkpoint_store.ts";
import type { NetworkTask } from "lib/models/networks/network_task.ts";
import type { Rows } from "lib/models/networks/row_source.ts";

/** Which way a calibrator goes from quotes to parameters. */
export type Route = "inverse" | "surrogate";

/** How a calibrator is trained. */
export interface TrainCalibratorOptions extends
  Pick<
    FitNetworkOptions,
    | "backend"
    | "epochs"
    | "batch"
    | "rate"
    | "patience"
    | "signal"
    | "onProgress"
  > {
  /** Route. */
  readonly route: Route;
  /** Family of the networks. */
  readonly architecture: Architecture;
  /** Box that the surfaces were drawn from. */
  readonly region: Region;
  /** Nets whose answers are averaged, of other first weights. @default {1} */
  readonly members?: number;
  /** Source of first weights and orders. */
  readonly rng: Rng;
  /** Modes by which quotes off the grid are read. @default {24} */
  readonly modes?: number;
  /** Where the checkpoints of a net are kept, by its name. @default nowhere */
  readonly checkpoints?: (net: string) => CheckpointStore;
  /** Told the losses of each net after each epoch. */
  readonly onEpoch?: (net: string, record: EpochRecord) => void;
  /** Text to store in the ONNX file. @default {{}} */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A trained calibrator. */
export interface TrainedCalibrator {
  /** What its graphs share. */
  readonly design: CalibratorDesign;
  /** Route. */
  readonly route: Route;
  /** The inverse map as an ONNX file; null on the surrogate route. */
  readonly inverse: Uint8Array<ArrayBuffer> | null;
  /** The surrogate as an ONNX file. */
  readonly surrogate: Uint8Array<ArrayBuffer>;
  /** Modes of the law's surfaces. */
  readonly basis: SurfaceBasis;
  /** Losses of each net, by epoch. */
  readonly history: Readonly<Record<string, readonly EpochRecord[]>>;
  /** Number of trained parameters of all nets. */
  readonly parameters: number;
}

/**
 * Trains a calibrator.
 *
 * @param sets Surfaces on the net's grid, split.
 * @param basisSet Surfaces of the same law on the finer grid of the modes.
 * @param options Route, architecture, seed and settings.
 */
export async function trainCalibrator(
  sets: SplitSets,
  basisSet: SurfaceSet,
  options: TrainCalibratorOptions,
): Promise<TrainedCalibrator> {
  const { rng, members = 1, modes = 24, region, architecture, route } = options;
  const { names, grid } = sets.training;
  const scaler = fitSurfaceScaler(sets.training, rng.child("scaler"));
  const design = { names, region, grid, scaler, architecture, members };
  const basis = fitSurfaceBasis(basisSet.vols, basisSet.grid, {
    modes,
    rng: rng.child("basis"),
  });
  const data = {
    training: netRows(sets.training, design),
    validation: netRows(sets.validation, design),
  };
  const weights = new Map<string, Float32Array>();
  const history: Record<string, readonly EpochRecord[]> = {};
  let parameters = 0;
  const nets = (route === "inverse" ? 2 : 1) * members;
  const train = async ({ name, task, rows }: NetTask) => {
    const index = Object.keys(history).length;
    const fitted = await fitNetwork(task, {
      training: rows(data.training),
      validation: rows(data.validation),
    }, fitOptions(name, index, nets, options));
    fitted.weights.forEach((data, key) => weights.set(key, data));
    history[name] = fitted.history;
    parameters += fitted.parameters;
  };
  const each = Array.from({ length: members }, (_, m) => m);
  for (const m of each) await train(surrogateTask(design, m));
  if (route === "inverse") {
    const surrogate = new Map(weights);
    for (const m of each) await train(inverseTask(design, m, surrogate));
  }
  const metadata = options.metadata ?? {};
  return {
    design,
    route,
    inverse: route === "inverse"
      ? exportInverse(design, weights, metadata)
      : null,
    surrogate: exportSurrogate(design, weights, metadata),
    basis,
    history,
    parameters,
  };
}

/** Weight of the places beside the surface in the inverse map's loss. */
const PLACES_WEIGHT = 1;

/** What nets read and write of a set. */
interface NetRows {
  readonly vols: Float32Array;
  readonly logVols: Float32Array;
  readonly places: Float32Array;
  readonly count: number;
}

interface NetTask {
  readonly name: string;
  readonly task: NetworkTask;
  readonly rows: (data: NetRows) => Rows;
}

/** Places in the box to a surface. */
function surrogateTask(design: CalibratorDesign, member: number): NetTask {
  return {
    name: `surrogate${member}`,
    task: {
      inputs: design.names.length,
      outputs: gridSize(design.grid),
      forward: (x) => surrogateNet(x, design, member),
    },
    rows: ({ places, logVols, count }) => ({ x: places, y: logVols, count }),
  };
}

/**
 * A surface to places in the box. The net answers for the places and, through
 * the surrogate (which stays as it is), for the surface that they make: errors
 * that the surface does not show weigh little.
 */
function inverseTask(
  design: CalibratorDesign,
  member: number,
  surrogate: Weights,
): NetTask {
  const nodes = gridSize(design.grid);
  const p = design.names.length;
  return {
    name: `inverse${member}`,
    task: {
      inputs: nodes,
      outputs: p + nodes,
      frozen: surrogate,
      forward: (x) => {
        const places = inverseNet(x, design, member);
        return concat([places, surrogateNet(places, design, member)], 1);
      },
      loss: (prediction, target) => {
        const [places, surface] = split(prediction, [p, nodes], 1);
        const [truePlaces, trueSurface] = split(target, [p, nodes], 1);
        return add(
          multiply(meanSquaredError(places, truePlaces), PLACES_WEIGHT),
          meanSquaredError(surface, trueSurface),
        );
      },
    },
    rows: ({ vols, logVols, places, count }) => ({
      x: vols,
      y: sideBySide(places, p, logVols, nodes, count),
      count,
    }),
  };
}

/** Rows of two tables one after the other. */
function sideBySide(
  left: Float32Array,
  leftWidth: number,
  right: Float32Array,
  rightWidth: number,
  count: number,
): Float32Array {
  const width = leftWidth + rightWidth;
  const out = new Float32Array(count * width);
  for (let i = 0; i < count; ++i) {
    out.set(left.subarray(i * leftWidth, (i + 1) * leftWidth), i * width);
    out.set(
      right.subarray(i * rightWidth, (i + 1) * rightWidth),
      i * width + leftWidth,
    );
  }
  return out;
}

function netRows(set: SurfaceSet, design: CalibratorDesign): NetRows {
  const { scaler, names, region } = design;
  return {
    vols: set.vols,
    logVols: scaledLogVols(set.vols, scaler),
    places: scaledParameters(set.parameters, names, region),
    count: set.count,
  };
}

function fitOptions(
  name: string,
  index: number,
  nets: number,
  options: TrainCalibratorOptions,
): FitNetworkOptions {
  const { backend, epochs, batch, rate, patience, signal } = options;
  const { rng, checkpoints, onEpoch, onProgress } = options;
  return {
    rng: rng.child(name),
    ...(backend === undefined ? {} : { backend }),
    ...(epochs === undefined ? {} : { epochs }),
    ...(batch === undefined ? {} : { batch }),
    ...(rate === undefined ? {} : { rate }),
    ...(patience === undefined ? {} : { patience }),
    ...(signal === undefined ? {} : { signal }),
    ...(checkpoints === undefined ? {} : { checkpoints: checkpoints(name) }),
    ...(onEpoch === undefined
      ? {}
      : { onEpoch: (record) => onEpoch(name, record) }),
    ...(onProgress === undefined ? {} : {
      onProgress: ({ done, total, label = "" }) =>
        onProgress({
          done: index * total + done,
          total: nets * total,
          label: `${name}, ${label}`,
        }),
    }),
  };
}
