/** What MLflow's registry is told of a model that was registered or promoted here. */

import { join } from "@std/path";
import { readArtifactMetadata } from "lib/registry/artifact.ts";
import { listModels } from "lib/registry/store.ts";
import { mlflowSettings, tellModel } from "scripts/run_sinks.ts";

/** A version of a model in a registry. */
export interface RegisteredVersion {
  /** Folder of all models. */
  readonly registry: string;
  /** The model. */
  readonly name: string;
  /** Its version. */
  readonly version: string;
}

/**
 * Tells the server that the environment names, if one is, of a version; as the
 * champion if it is that.
 *
 * @param runs Folder of all runs, where that of the model was.
 * @param model The version.
 */
export async function tellRegistered(
  runs: string,
  { registry, name, version }: RegisteredVersion,
): Promise<void> {
  if (mlflowSettings() === undefined) return;
  const folder = join(registry, name, `v${version}`);
  const { runId } = await readArtifactMetadata(folder);
  const entry = (await listModels(registry)).find((each) => each.name === name);
  await tellModel(runs, runId, {
    name,
    version,
    folder,
    ...(entry?.aliases.champion === version && { alias: "champion" }),
  });
}
