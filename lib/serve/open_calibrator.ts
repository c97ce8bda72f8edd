/**
 * A registered calibrator, opened by its law or its name.
 *
 * @module
 */

import { loadCalibrator } from "lib/calibration/neural/load_calibrator.ts";
import type { NeuralCalibrator } from "lib/calibration/neural/net_fit.ts";
import type { Backend } from "lib/graph/session/session.ts";
import { openArtifact } from "lib/registry/store.ts";
import { bestCalibrator } from "lib/serve/best_calibrator.ts";

/** Which calibrator, and what runs it. */
export interface OpenCalibratorOptions {
  /** Name of the model. @default the best one of the law */
  readonly name?: string;
  /** Version or alias. @default {"latest"} */
  readonly version?: string;
  /** What runs the graphs. @default {"wasm"} */
  readonly backend?: Backend;
}

/**
 * Opens a calibrator.
 *
 * @param root Folder of all models, such as `results/models`.
 * @param law Name of the law.
 * @param options Name, version and backend.
 * @throws {ArtifactError} If there is none, or it is damaged.
 */
export async function openCalibrator(
  root: string,
  law: string,
  options: OpenCalibratorOptions = {},
): Promise<NeuralCalibrator> {
  const { version, backend = "wasm" } = options;
  const name = options.name ?? (await bestCalibrator(root, law)).name;
  const { metadata, files, path } = await openArtifact(root, name, version);
  const { kind, details, runId } = metadata;
  return await loadCalibrator({
    files,
    path,
    kind,
    details,
    identity: { name, version: metadata.version, runId },
  }, { backend });
}
