/**
 * Which registered calibrator of a law answers when none is named.
 *
 * @module
 */

import { join } from "@std/path";
import { CALIBRATOR_KIND } from "lib/calibration/neural/calibrator_artifact.ts";
import { ArtifactError } from "lib/core/errors.ts";
import {
  type ArtifactMetadata,
  readArtifactMetadata,
} from "lib/registry/artifact.ts";
import { listModels } from "lib/registry/store.ts";

/**
 * The calibrator with the least worst-cell error among the latest versions.
 * One that answers in a single run of its graph goes before one that iterates.
 *
 * @param root Folder of all models.
 * @param law Name of the law.
 * @throws {ArtifactError} If the law has none.
 */
export async function bestCalibrator(
  root: string,
  law: string,
): Promise<ArtifactMetadata> {
  const found = (await registeredCalibrators(root)).filter((m) =>
    m.details["law"] === law
  );
  const [best] = found.toSorted((a, b) => cost(a) - cost(b));
  if (best === undefined) {
    throw new ArtifactError(
      `Cannot calibrate ${law} by a net as ${root} must hold one for it. Train it with tenor calibrator train --law ${law}`,
      { path: root },
    );
  }
  return best;
}

/** Latest versions of all registered calibrators. */
export async function registeredCalibrators(
  root: string,
): Promise<ArtifactMetadata[]> {
  const found: ArtifactMetadata[] = [];
  for (const { name, versions, aliases } of await listModels(root)) {
    const version = aliases.latest ?? versions.at(-1)!;
    const metadata = await readArtifactMetadata(
      join(root, name, `v${version}`),
    );
    if (metadata.kind === CALIBRATOR_KIND) found.push(metadata);
  }
  return found;
}

function cost({ metrics, details }: ArtifactMetadata): number {
  const error = metrics["worstCellMean"] ?? Infinity;
  return details["route"] === "inverse" ? error : 1 + error;
}
