/** What `tenor runs sync` does: tells MLflow what it has not heard of runs yet. */

import {
  type DeliveredRun,
  deliverSpool,
} from "lib/tracking/mlflow/deliver_spool.ts";
import { callSettings, mlflowSettings, spoolOf } from "scripts/run_sinks.ts";

/** Milliseconds after which a server that is away is not asked again. */
const SYNC_MS = 10_000;

/** Flags of `tenor runs sync`. */
export interface SyncFlags {
  /** Folder of all runs. */
  runs: string;
  /** Whether to try again what the server refused. */
  again?: boolean;
  /** Whether to print JSON. */
  json?: boolean;
}

/**
 * Delivers what is left and prints what became of each run; the process ends with 1
 * if something still waits.
 *
 * @throws {RangeError} If the environment names no server.
 */
export async function runSync(flags: SyncFlags): Promise<void> {
  const settings = mlflowSettings();
  if (settings === undefined) {
    throw new RangeError(
      "Cannot tell MLflow of runs as MLFLOW_TRACKING_URI must be the address of a server: it is not set",
    );
  }
  const runs = await deliverSpool(settings.uri, spoolOf(flags.runs), {
    ...callSettings(),
    auth: settings.auth,
    again: flags.again ?? false,
    timeoutMs: SYNC_MS,
  });
  if (flags.json) console.log(JSON.stringify({ runs }, null, 2));
  else console.log(syncText(runs));
  if (runs.some(({ left }) => left)) Deno.exitCode = 1;
}

/** What became of each run, a line each. */
export function syncText(runs: readonly DeliveredRun[]): string {
  if (runs.length === 0) return "MLflow has heard of every run";
  return runs.map(({ runId, delivered, left, setAside, reason }) => {
    const parts = [`${delivered} delivered`];
    if (setAside > 0) parts.push(`${setAside} refused`);
    if (left) parts.push(`the rest waits: ${reason}`);
    return `${runId}: ${parts.join(", ")}`;
  }).join("\n");
}
