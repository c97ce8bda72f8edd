/** What `tenor runs prune` does. */

import { join } from "@std/path";
import { ArtifactError } from "lib/core/errors.ts";
import { readArtifactMetadata } from "lib/registry/artifact.ts";
import { listModels } from "lib/registry/store.ts";
import {
  planPrune,
  type PruneRule,
  removeRun,
} from "lib/tracking/prune_runs.ts";
import { listRuns, type RunEntry } from "lib/tracking/read_run.ts";
import { readDeliveryState } from "lib/tracking/mlflow/delivery_state.ts";
import {
  readSpool,
  removeSpool,
  spooledRuns,
  spoolFolder,
} from "lib/tracking/mlflow/spool.ts";
import type { PruneFlags } from "scripts/commands/runs.ts";
import { isHeld } from "scripts/hold_run.ts";
import { spoolOf } from "scripts/run_sinks.ts";

/** Removes runs and prints which. */
export async function runPrune(flags: PruneFlags): Promise<void> {
  const { runs, kind, name, json, dryRun = false } = flags;
  const rule = ruleOf(flags);
  const listed = await listRuns(runs, { kind, name });
  const plan = planPrune(listed, rule, {
    now: new Date(),
    needed: new Map([
      ...await unsentRuns(spoolOf(runs)),
      ...await namedRuns(flags.models),
      ...await heldRuns(listed),
    ]),
  });
  for (const { path, id } of dryRun ? [] : plan.remove) {
    await removeRun(path);
    await removeSpool(spoolOf(runs), id);
  }
  const removed = plan.remove.map(({ id }) => id);
  const spared = plan.spared.map(({ run, why }) => ({ run: run.id, why }));
  if (json) {
    console.log(JSON.stringify({ dryRun, removed, spared }, null, 2));
    return;
  }
  for (const id of removed) console.log(id);
  for (const { run, why } of spared) console.log(`${run} stays: ${why}`);
  const count = `${removed.length} run${removed.length === 1 ? "" : "s"}`;
  console.log(dryRun ? `${count} would go` : `${count} removed`);
}

function ruleOf({ keep, olderThan, failed }: PruneFlags): PruneRule {
  const rules: PruneRule[] = [];
  if (keep !== undefined) rules.push({ keep });
  if (olderThan !== undefined) rules.push({ olderThanDays: olderThan });
  if (failed) rules.push({ failed });
  if (rules.length === 1) return rules[0];
  throw new RangeError(
    `Cannot prune runs as one of --keep, --older-than and --failed must be given: current value is ${
      rules.length === 0 ? "none" : `${rules.length} of them`
    }`,
  );
}

/** Runs that a process is at, however long ago they began. */
async function heldRuns(
  listed: readonly RunEntry[],
): Promise<Map<string, string>> {
  const held = new Map<string, string>();
  for (const { id, path, status } of listed) {
    if (status === "running" && await isHeld(path)) {
      held.set(id, "a process is at it");
    }
  }
  return held;
}

/** Runs that models of a folder name. */
async function namedRuns(models: string): Promise<Map<string, string>> {
  const named = new Map<string, string>();
  for (const { name, versions } of await listModels(models)) {
    for (const version of versions) {
      try {
        const path = join(models, name, `v${version}`);
        const { runId } = await readArtifactMetadata(path);
        named.set(runId, `${name} ${version} is of it`);
      } catch (error) {
        // One that cannot be read answers for nothing.
        if (!(error instanceof ArtifactError)) throw error;
      }
    }
  }
  return named;
}

/** Runs whose files an MLflow server has yet to be sent. */
async function unsentRuns(spool: string): Promise<Map<string, string>> {
  const unsent = new Map<string, string>();
  for (const runId of await spooledRuns(spool)) {
    const folder = spoolFolder(spool, runId);
    const { offset } = await readDeliveryState(folder);
    if ((await readSpool(folder, offset)).length > 0) {
      unsent.set(runId, "MLflow has not heard all of it");
    }
  }
  return unsent;
}
