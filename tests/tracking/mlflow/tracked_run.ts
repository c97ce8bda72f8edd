/** A run with an MLflow sink in a folder of its own, and waits that fit a test. */

import { makeRng } from "lib/core/rng.ts";
import {
  type DeliveredRun,
  type DeliverOptions,
  deliverSpool,
} from "lib/tracking/mlflow/deliver_spool.ts";
import {
  type MlflowSink,
  mlflowSinkFor,
  type MlflowSinkOptions,
} from "lib/tracking/mlflow/mlflow_sink.ts";
import { type Run, startRun } from "lib/tracking/run.ts";
import { FakeMlflow } from "./fake_mlflow.ts";

/** Waits in milliseconds rather than seconds. */
const FAST = {
  now: () => Date.now(),
  rng: makeRng(1),
  gatherMs: 2,
  firstRetryMs: 2,
  lastRetryMs: 20,
  finishMs: 2000,
};

/** What a test has at hand. */
export interface Bench {
  /** Folder with `runs` and `mlflow_spool`. */
  root: string;
  /** The server. */
  server: FakeMlflow;
  /** Starts a run that the server hears of. */
  start: (options?: Partial<MlflowSinkOptions>) => Promise<TrackedRun>;
  /** Delivers what is left. */
  deliver: (
    options?: Partial<DeliverOptions>,
  ) => Promise<readonly DeliveredRun[]>;
}

/** A run, its sink, and what the sink threw or said. */
export interface TrackedRun {
  run: Run;
  sink: MlflowSink;
  id: string;
  errors: unknown[];
  notices: string[];
}

/** Runs a test with a server and a folder, both of which are gone afterwards. */
export async function withBench(
  work: (bench: Bench) => Promise<void>,
): Promise<void> {
  const root = await Deno.makeTempDir();
  const server = new FakeMlflow();
  server.listen();
  try {
    await work({
      root,
      server,
      start: (options = {}) => startTracked(root, server.uri, options),
      deliver: (options = {}) =>
        deliverSpool(server.uri, `${root}/mlflow_spool`, {
          ...FAST,
          timeoutMs: 500,
          ...options,
        }),
    });
  } finally {
    await server.stop();
    await Deno.remove(root, { recursive: true });
  }
}

/** Starts a run with a sink. */
export async function startTracked(
  root: string,
  uri: string,
  options: Partial<MlflowSinkOptions> = {},
): Promise<TrackedRun> {
  const notices: string[] = [];
  const errors: unknown[] = [];
  const sink = mlflowSinkFor(uri, {
    ...FAST,
    spool: `${root}/mlflow_spool`,
    runs: `${root}/runs`,
    onNotice: (text) => notices.push(text),
    ...options,
  });
  const run = await startRun({
    root: `${root}/runs`,
    kind: "model",
    name: "lstm",
    time: "2026-01-02T03:04:05Z",
    codeVersion: "abc",
    config: { model: { layers: 2 } },
    seed: 7,
    dataHashes: { bars: "ab12" },
    sinks: [sink],
    onSinkError: (error) => errors.push(error),
  });
  return { run, sink, id: run.path.split("/").at(-1)!, errors, notices };
}

/** Waits until something holds, for a few seconds at most. */
export async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); ++tries) {
    if (tries === 500) throw new Error(`It never held: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
