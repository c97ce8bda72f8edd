/**
 * A registered model, told to the server as a version of one there.
 *
 * @module
 */

import { relative } from "@std/path";
import { spoolFolder, SpoolWriter } from "lib/tracking/mlflow/spool.ts";

/** A version of a model, its files in a folder that stays as it is. */
export interface RecordedModel {
  /** The model: letters, digits, `.`, `_` and `-`. */
  readonly name: string;
  /** Its version in the registry that it comes from. */
  readonly version: string;
  /** Folder of the version. */
  readonly folder: string;
  /** Alias to set, such as `champion`. */
  readonly alias?: string;
}

/**
 * Adds a registered model to the spool of the run that made it, which may have
 * ended; it is delivered with the rest of the spool.
 *
 * @param spoolRoot Folder of all spools.
 * @param runId Name of the run's folder.
 * @param model The version.
 * @returns Whether the run has a spool; without one the server never heard of it.
 * @throws {RangeError} If the model's name is not one that MLflow takes.
 */
export async function recordModel(
  spoolRoot: string,
  runId: string,
  model: RecordedModel,
): Promise<boolean> {
  const { name, version, alias } = model;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) {
    throw new RangeError(
      `Cannot register a model with MLflow as its name must be of letters, digits, ".", "_" and "-": current value is "${name}"`,
    );
  }
  const spool = spoolFolder(spoolRoot, runId);
  try {
    await Deno.stat(spool);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
  const folder = relative(
    await Deno.realPath(spool),
    await Deno.realPath(model.folder),
  );
  const writer = new SpoolWriter(spool);
  try {
    await writer.add({
      kind: "model",
      name,
      version,
      folder,
      ...alias === undefined ? {} : { alias },
    });
  } finally {
    writer.close();
  }
  return true;
}
