/**
 * A version of a model, read from a registry and made ready by its kind.
 *
 * @module
 */

import { join } from "@std/path";
import { CALIBRATOR_KIND } from "lib/calibration/neural/calibrator_artifact.ts";
import { loadCalibrator } from "lib/calibration/neural/load_calibrator.ts";
import type { NeuralCalibrator } from "lib/calibration/neural/net_fit.ts";
import { ArtifactError } from "lib/core/errors.ts";
import type { Backend } from "lib/graph/session/session.ts";
import { DELTA_KIND } from "lib/greeks/delta_artifact.ts";
import type { DeltaModel } from "lib/greeks/delta_model.ts";
import { loadDeltaModel } from "lib/greeks/load_delta.ts";
import { type Artifact, readArtifact } from "lib/registry/artifact.ts";
import { ServedModel } from "lib/serve/served_model.ts";

/** Makes a calibrator of an artifact. */
export type OpenCalibrator = (artifact: Artifact) => Promise<NeuralCalibrator>;

/** Makes a delta model of an artifact. */
export type OpenDelta = (artifact: Artifact) => Promise<DeltaModel>;

/** How models are opened. */
export interface OpenModelOptions {
  /** What runs the graphs. @default {"wasm"} */
  readonly backend?: Backend;
  /** Opens calibrators. @default {loadCalibrator} */
  readonly open?: OpenCalibrator;
  /** Opens delta models. @default {loadDeltaModel} */
  readonly openDelta?: OpenDelta;
}

/** Which version of a model. */
export interface ModelVersion {
  /** Name of the model. */
  readonly name: string;
  /** Its version. */
  readonly version: string;
}

/**
 * Opens a version of a model.
 *
 * @param root Folder of all models.
 * @param which Name and version.
 * @param options Backend, and how each kind is opened.
 * @throws {ArtifactError} If it is missing, damaged or names another.
 */
export async function openModel(
  root: string,
  { name, version }: ModelVersion,
  options: OpenModelOptions = {},
): Promise<ServedModel> {
  const { backend = "wasm" } = options;
  const { open = openCalibratorOn(backend) } = options;
  const {
    openDelta = (artifact) => loadDeltaModel(artifact, { backend }),
  } = options;
  const path = join(root, name, `v${version}`);
  const artifact = await readArtifact(path);
  const said = artifact.metadata;
  if (said.name !== name || said.version !== version) {
    throw new ArtifactError(
      `Cannot load ${path} as its metadata must name ${name} ${version}: it names ${said.name} ${said.version}`,
      { path },
    );
  }
  return new ServedModel(artifact, {
    calibrator: said.kind === CALIBRATOR_KIND ? await open(artifact) : null,
    delta: said.kind === DELTA_KIND ? await openDelta(artifact) : null,
  }, backend);
}

function openCalibratorOn(backend: Backend): OpenCalibrator {
  return ({ metadata, files, path }) => {
    const { name, version, runId, kind, details } = metadata;
    const identity = { name, version, runId };
    return loadCalibrator({ files, kind, details, path, identity }, {
      backend,
    });
  };
}
