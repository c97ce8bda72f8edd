/**
 * Files of a run, and versions of models, on the server.
 *
 * @module
 */

import { join } from "@std/path";
import type { MlflowClient } from "lib/tracking/mlflow/client.ts";
import { isCode, MlflowError } from "lib/tracking/mlflow/mlflow_error.ts";
import type { ServerRun } from "lib/tracking/mlflow/open_run.ts";
import type { ModelEvent } from "lib/tracking/mlflow/spool_event.ts";

/**
 * Stores a file with a run.
 *
 * @param client The server.
 * @param run The run there.
 * @param file Its path on the disk, and the path that it shall have with the run.
 * @param signal Ends the request.
 * @throws {MlflowError} If the server is away or takes no files, or the file has gone.
 */
export async function storeFile(
  client: MlflowClient,
  run: ServerRun,
  file: { readonly from: string; readonly to: string },
  signal?: AbortSignal,
): Promise<void> {
  const root = proxyPath(run.artifactUri);
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(file.from);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new MlflowError("refused", `${file.from}: the file has gone`);
  }
  await client.putArtifact(`${root}/${file.to}`, bytes, signal);
}

/**
 * The path of a run's artifacts below the root of the server's proxy.
 *
 * @param artifactUri As the server says, such as `mlflow-artifacts:/1/ab/artifacts`.
 * @returns The path, without slashes at its ends.
 * @throws {MlflowError} If artifacts do not go through the server.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { proxyPath } from "lib/tracking/mlflow/server_files.ts";
 *
 * assertEquals(proxyPath("mlflow-artifacts:/1/ab/artifacts"), "1/ab/artifacts");
 * ```
 */
export function proxyPath(artifactUri: string): string {
  const path = /^mlflow-artifacts:\/(?:\/\/)?([^/].*?)\/?$/.exec(artifactUri);
  if (path !== null) return decodeURIComponent(path[1]);
  throw new MlflowError(
    "refused",
    `the run's artifacts go to "${artifactUri}", not through the server; start it with --serve-artifacts and use a new experiment`,
  );
}

/**
 * Registers a version of a model: its files, the version, its alias. What is there
 * already, by an earlier try, is not made twice.
 *
 * @param client The server.
 * @param run The run that the model came from.
 * @param model The model; its `folder` is a path on the disk.
 * @param signal Ends the requests.
 * @throws {MlflowError} If the server is away or refuses.
 */
export async function registerModel(
  client: MlflowClient,
  run: ServerRun,
  model: ModelEvent,
  signal?: AbortSignal,
): Promise<void> {
  const { name, version, folder, alias } = model;
  const path = `models/${name}/${version}`;
  for (const file of await filesOf(folder)) {
    const to = `${path}/${file}`;
    await storeFile(client, run, { from: join(folder, file), to }, signal);
  }
  try {
    await client.post("registered-models/create", { name }, signal);
  } catch (error) {
    if (!isCode(error, "RESOURCE_ALREADY_EXISTS")) throw error;
  }
  const source = `${run.artifactUri.replace(/\/$/, "")}/${path}`;
  const filter = `name='${name}'`;
  const { model_versions } = await client.get(
    "model-versions/search",
    { filter },
    signal,
  );
  const known = (model_versions ?? []).find((one: Record<string, unknown>) =>
    one.source === source && one.run_id === run.mlflowRunId
  );
  const made = known ?? (await client.post("model-versions/create", {
    name,
    source,
    run_id: run.mlflowRunId,
    tags: [{ key: "tenor.version", value: version }],
  }, signal)).model_version;
  // "latest" is MLflow's own, and always means the newest version.
  if (alias === undefined || alias === "latest") return;
  await client.post("registered-models/alias", {
    name,
    alias,
    version: String(made.version),
  }, signal);
}

/** Names of the files of a folder, in order. */
async function filesOf(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(folder)) {
      if (entry.isFile && !entry.name.startsWith(".")) names.push(entry.name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new MlflowError("refused", `${folder}: the model has gone`);
  }
  return names.sort();
}
