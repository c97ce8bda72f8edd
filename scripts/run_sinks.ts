/**
 * Who else hears of runs, by the environment: an MLflow server, if
 * `MLFLOW_TRACKING_URI` is set. The variables are those of MLflow's own client.
 */

import { dirname, join } from "@std/path";
import { makeRng } from "lib/core/rng.ts";
import { deliverSpool } from "lib/tracking/mlflow/deliver_spool.ts";
import { mlflowSinkFor } from "lib/tracking/mlflow/mlflow_sink.ts";
import {
  type RecordedModel,
  recordModel,
} from "lib/tracking/mlflow/record_model.ts";
import type { MlflowAuth } from "lib/tracking/mlflow/server_address.ts";
import type { RunSink } from "lib/tracking/run_sink.ts";

/** Milliseconds that a promotion waits for the server. */
const PROMOTION_MS = 3000;

/** An MLflow server and how it is called. */
export interface MlflowSettings {
  /** Where it is. */
  readonly uri: string;
  /** Who calls. */
  readonly auth: MlflowAuth;
  /** Experiment that runs belong to, if one is named. */
  readonly experiment: string | undefined;
}

/** A variable of the environment. */
type Env = (name: string) => string | undefined;

const processEnv: Env = (name) => Deno.env.get(name);

/** The server that the environment names, or undefined. */
export function mlflowSettings(env = processEnv): MlflowSettings | undefined {
  const uri = env("MLFLOW_TRACKING_URI");
  if (!uri) return undefined;
  return {
    uri,
    auth: {
      token: env("MLFLOW_TRACKING_TOKEN"),
      username: env("MLFLOW_TRACKING_USERNAME"),
      password: env("MLFLOW_TRACKING_PASSWORD"),
    },
    experiment: env("MLFLOW_EXPERIMENT_NAME") || undefined,
  };
}

/** Where what the server has yet to hear of waits: beside the folder of runs. */
export function spoolOf(runs: string): string {
  return join(dirname(runs), "mlflow_spool");
}

/** Clock and randomness for calls of servers; runs draw from streams of their own. */
export function callSettings() {
  const [seed] = crypto.getRandomValues(new Uint32Array(1));
  return { now: () => Date.now(), rng: makeRng(seed) };
}

/**
 * Sinks for one run; none, unless the environment names a server.
 *
 * @param runs Folder of all runs, where the run starts.
 * @throws {RangeError} If the environment names something that is no server.
 */
export function runSinks(runs: string, env = processEnv): RunSink[] {
  const settings = mlflowSettings(env);
  if (settings === undefined) return [];
  const { uri, auth, experiment } = settings;
  return [
    mlflowSinkFor(uri, {
      ...callSettings(),
      spool: spoolOf(runs),
      runs,
      auth,
      ...experiment === undefined ? {} : { experiment },
      onNotice: (text) => console.error(text),
    }),
  ];
}

/**
 * Registers a model with the server as a version of the run that made it. A server
 * that is away hears of it with the next run.
 *
 * @param runs Folder of all runs.
 * @param runId Name of the run's folder.
 * @param model The version, as registered here.
 */
export async function tellModel(
  runs: string,
  runId: string,
  model: RecordedModel,
  env = processEnv,
): Promise<void> {
  const settings = mlflowSettings(env);
  if (settings === undefined) return;
  const spool = spoolOf(runs);
  if (!await recordModel(spool, runId, model)) {
    console.error(`MLflow does not know ${runId}, nor its model ${model.name}`);
    return;
  }
  const delivered = await deliverSpool(settings.uri, spool, {
    ...callSettings(),
    auth: settings.auth,
    runIds: [runId],
    timeoutMs: PROMOTION_MS,
  });
  for (const { left, reason } of delivered) {
    if (left) {
      console.error(`MLflow has yet to hear of ${model.name}: ${reason}`);
    }
  }
}
