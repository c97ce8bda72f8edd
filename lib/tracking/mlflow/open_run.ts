/**
 * A run on the server: found by its token, or made.
 *
 * @module
 */

import type { MlflowClient } from "lib/tracking/mlflow/client.ts";
import {
  cutText,
  MAX_TAG,
  valueText,
} from "lib/tracking/mlflow/entity_text.ts";
import { isCode, MlflowError } from "lib/tracking/mlflow/mlflow_error.ts";
import type {
  FinishEvent,
  StartEvent,
} from "lib/tracking/mlflow/spool_event.ts";

/** The tag by which a run is known again. */
const TOKEN_TAG = "tenor.token";

/** A run as the server knows it. */
export interface ServerRun {
  /** Its id there. */
  readonly mlflowRunId: string;
  /** Where its artifacts go. */
  readonly artifactUri: string;
}

/**
 * The server's run for a start. If an answer was lost on the way, the run that was
 * made then is found by its token, so that none is made twice.
 *
 * @param client The server.
 * @param start The start.
 * @param signal Ends the requests.
 * @returns The run.
 * @throws {MlflowError} If the server is away, or has the experiment deleted.
 */
export async function openServerRun(
  client: MlflowClient,
  start: StartEvent,
  signal?: AbortSignal,
): Promise<ServerRun> {
  const experiment = await experimentId(client, start.experiment, signal);
  const { runs } = await client.post("runs/search", {
    experiment_ids: [experiment],
    filter: `tags.\`${TOKEN_TAG}\` = '${start.token}'`,
    max_results: 1,
  }, signal);
  const known = runs?.[0];
  const run = known ?? (await client.post("runs/create", {
    experiment_id: experiment,
    run_name: start.runId,
    start_time: Date.parse(start.at),
    tags: Object.entries({ ...start.tags, [TOKEN_TAG]: start.token })
      .map(([key, value]) => ({ key, value: cutText(value, MAX_TAG) })),
  }, signal)).run;
  return {
    mlflowRunId: String(run.info.run_id ?? run.info.run_uuid),
    artifactUri: String(run.info.artifact_uri ?? ""),
  };
}

/**
 * Ends a run on the server.
 *
 * @param client The server.
 * @param mlflowRunId The run's id there.
 * @param end How and when it ended; undefined for one that was killed at a time that
 * nobody knows.
 * @param signal Ends the requests.
 * @throws {MlflowError} If the server is away or refuses.
 */
export async function endServerRun(
  client: MlflowClient,
  mlflowRunId: string,
  end: FinishEvent | undefined,
  signal?: AbortSignal,
): Promise<void> {
  const run = { run_id: mlflowRunId };
  if (end?.reason !== undefined) {
    const value = cutText(valueText(end.reason), MAX_TAG);
    const tag = { key: "tenor.failure", value };
    await client.post("runs/set-tag", { ...run, ...tag }, signal);
  }
  const how = end === undefined ? { status: "KILLED" } : {
    status: end.status === "finished" ? "FINISHED" : "FAILED",
    end_time: Date.parse(end.at),
  };
  await client.post("runs/update", { ...run, ...how }, signal);
}

/** The id of an experiment, which is made where needed. */
async function experimentId(
  client: MlflowClient,
  name: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  try {
    return await activeExperiment(client, name, signal);
  } catch (error) {
    if (!isCode(error, "RESOURCE_DOES_NOT_EXIST")) throw error;
  }
  try {
    const made = await client.post("experiments/create", { name }, signal);
    return String(made.experiment_id);
  } catch (error) {
    // Another run made it in between.
    if (!isCode(error, "RESOURCE_ALREADY_EXISTS")) throw error;
    return await activeExperiment(client, name, signal);
  }
}

async function activeExperiment(
  client: MlflowClient,
  name: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const query = { experiment_name: name };
  const { experiment } = await client.get(
    "experiments/get-by-name",
    query,
    signal,
  );
  if (experiment.lifecycle_stage !== "deleted") {
    return String(experiment.experiment_id);
  }
  throw new MlflowError(
    "denied",
    `${client.base}: the experiment "${name}" is deleted there; restore it, or name another one`,
  );
}
