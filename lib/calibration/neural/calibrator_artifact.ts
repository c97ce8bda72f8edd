/**
 * A trained calibrator as files, and back: what is registered and served.
 *
 * @module
 */

import { BASIS_FILE, encodeBasis } from "lib/calibration/neural/basis_file.ts";
import type { SurfaceGrid } from "lib/calibration/neural/surface_grid.ts";
import type {
  Route,
  TrainedCalibrator,
} from "lib/calibration/neural/train_calibrator.ts";
import type { Region } from "lib/calibration/neural/training_region.ts";
import { ArtifactError } from "lib/core/errors.ts";

/** The kind of artifact that calibrators are. */
export const CALIBRATOR_KIND = "calibrator";

/** What a calibrator's metadata tells whoever loads it. */
export interface CalibratorDetails {
  /** Name of the law. */
  readonly law: string;
  /** Route. */
  readonly route: Route;
  /** Family of the networks. */
  readonly architecture: string;
  /** Number of nets whose answers are averaged. */
  readonly members: number;
  /** Names of the parameters, in order. */
  readonly names: readonly string[];
  /** Their box. */
  readonly region: Region;
  /** Grid that the net reads. */
  readonly maturities: readonly number[];
  /** Strike over forward of the grid. */
  readonly moneyness: readonly number[];
  /** Largest coefficient of each mode over the training surfaces, in its standard deviations. */
  readonly largestScores: readonly number[];
}

/** Name of the surrogate's file beside an inverse map. */
export const SURROGATE_FILE = "surrogate.onnx";

/**
 * Files of a calibrator, by name: `model.onnx` is what its route runs first.
 */
export function calibratorFiles(
  trained: TrainedCalibrator,
): Record<string, Uint8Array<ArrayBuffer>> {
  const { grid } = trained.design;
  const features: string[] = trained.route === "surrogate"
    ? [...trained.design.names]
    : nodeNames(grid);
  const { inverse, surrogate, basis } = trained;
  return {
    "model.onnx": inverse ?? surrogate,
    ...(inverse === null ? {} : { [SURROGATE_FILE]: surrogate }),
    "feature_names.json": new TextEncoder().encode(JSON.stringify(features)),
    [BASIS_FILE]: encodeBasis(basis),
  };
}

/** Details of a calibrator. @param largestScores Of the training surfaces. */
export function calibratorDetails(
  trained: TrainedCalibrator,
  law: string,
  largestScores: ArrayLike<number>,
): CalibratorDetails {
  const { design, route } = trained;
  return {
    law,
    route,
    architecture: design.architecture.name,
    members: design.members,
    names: design.names,
    region: design.region,
    maturities: [...design.grid.maturities],
    moneyness: [...design.grid.moneyness],
    largestScores: [...Array.from(largestScores)],
  };
}

/**
 * Details read from a metadata file.
 *
 * @param kind Kind that the metadata names.
 * @param details What it says.
 * @param path Where it stands, for messages.
 * @throws {ArtifactError} If it is not that of a calibrator.
 */
export function readCalibratorDetails(
  kind: string,
  details: Readonly<Record<string, unknown>>,
  path: string,
): CalibratorDetails {
  if (kind !== CALIBRATOR_KIND) {
    throw new ArtifactError(
      `Cannot load ${path} as it must be a calibrator: it is of kind "${kind}"`,
      { path },
    );
  }
  const { law, route, names, region } = details;
  const isWhole = typeof law === "string" &&
    (route === "inverse" || route === "surrogate") &&
    Array.isArray(names) && names.every((name) => isInterval(region, name)) &&
    ["maturities", "moneyness", "largestScores"].every((key) =>
      areNumbers(details[key])
    );
  if (!isWhole) {
    throw new ArtifactError(
      `Cannot load ${path} as its metadata must give law, route, names, region, maturities, moneyness and largestScores of a calibrator: one is missing or wrong. Register the model again`,
      { path },
    );
  }
  return details as unknown as CalibratorDetails;
}

function areNumbers(value: unknown): boolean {
  return Array.isArray(value) && value.every((x) => Number.isFinite(x));
}

/** Whether a region gives a parameter its two ends, the lower first. */
function isInterval(region: unknown, name: unknown): boolean {
  if (typeof region !== "object" || region === null) return false;
  const ends = (region as Record<string, unknown>)[String(name)];
  return areNumbers(ends) && (ends as number[]).length === 2 &&
    (ends as number[])[0] < (ends as number[])[1];
}

/** Grid that a calibrator reads. */
export function gridOfDetails(details: CalibratorDetails): SurfaceGrid {
  return {
    maturities: Float64Array.from(details.maturities),
    moneyness: Float64Array.from(details.moneyness),
  };
}

/** `iv_0.1_0.8`: maturity and strike over forward of each node. */
function nodeNames(grid: SurfaceGrid): string[] {
  return [...grid.maturities].flatMap((tau) =>
    [...grid.moneyness].map((k) => `iv_${tau.toFixed(4)}_${k.toFixed(4)}`)
  );
}
