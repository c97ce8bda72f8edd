/**
 * Which runs may go, and how they go.
 *
 * @module
 */

import { basename, dirname, join } from "@std/path";
import { unlessMissing } from "lib/tracking/run_files.ts";
import type { RunEntry } from "lib/tracking/read_run.ts";

/** Which runs are let go. */
export type PruneRule =
  | { readonly keep: number }
  | { readonly olderThanDays: number }
  | { readonly failed: true };

/** What is known beside the runs. */
export interface PruneFacts {
  /** The time. */
  readonly now: Date;
  /** Why a run must stay, by the name of its folder: a model names it, say. */
  readonly needed: ReadonlyMap<string, string>;
}

/** What a rule comes to. */
export interface PrunePlan {
  /** Runs that go. */
  readonly remove: readonly RunEntry[];
  /** Runs that the rule lets go and that stay all the same. */
  readonly spared: readonly { readonly run: RunEntry; readonly why: string }[];
}

const DAY_MS = 86_400_000;

/**
 * Says which runs a rule lets go. A run that says `running` and is younger than a
 * day stays, and so does one that is needed, or whose start or manifest cannot be
 * read. Of `failed`, runs that still say `running` after a day are a part: they
 * were killed.
 *
 * @param runs Runs, the newest first.
 * @param rule The newest so many stay; or what is older than so many days goes; or
 *   what failed.
 * @param facts The time, and which runs are needed.
 * @returns What goes, and what is spared.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { planPrune } from "lib/tracking/prune_runs.ts";
 *
 * const run = { path: "", kind: "demo", name: "a", status: "finished", endedAt: null } as const;
 * const { remove, spared } = planPrune([
 *   { ...run, id: "c", startedAt: "2026-01-03T00:00:00Z" },
 *   { ...run, id: "b", startedAt: "2026-01-02T00:00:00Z" },
 *   { ...run, id: "a", startedAt: "2026-01-01T00:00:00Z" },
 * ], { keep: 1 }, { now: new Date("2026-01-04"), needed: new Map([["a", "a model names it"]]) });
 * assertEquals(remove.map(({ id }) => id), ["b"]);
 * assertEquals(spared.map(({ run }) => run.id), ["a"]);
 * ```
 */
export function planPrune(
  runs: readonly RunEntry[],
  rule: PruneRule,
  { now, needed }: PruneFacts,
): PrunePlan {
  const ageDays = ({ startedAt }: RunEntry) =>
    startedAt === null ? NaN : (now.getTime() - Date.parse(startedAt)) / DAY_MS;
  const isChosen = (run: RunEntry, rank: number) => {
    if ("keep" in rule) return rank >= rule.keep;
    if ("olderThanDays" in rule) return !(ageDays(run) <= rule.olderThanDays);
    return run.status === "failed" || run.status === "running";
  };
  const whySpared = (run: RunEntry) => {
    const why = needed.get(run.id);
    if (why !== undefined) return why;
    if (run.status === "damaged") return "its manifest cannot be read";
    const age = ageDays(run);
    if (Number.isNaN(age)) return "nothing says when it started";
    return run.status === "running" && age < 1
      ? "it may still be running"
      : undefined;
  };
  const remove: RunEntry[] = [];
  const spared: { run: RunEntry; why: string }[] = [];
  for (const run of runs.filter(isChosen)) {
    const why = whySpared(run);
    if (why === undefined) remove.push(run);
    else spared.push({ run, why });
  }
  return { remove, spared };
}

const GONE = ".pruned_";

/**
 * Removes a run. Its folder is renamed first, so that no list has half a run; what
 * a killed removal left goes with the next one.
 *
 * @param path The run's folder.
 */
export async function removeRun(path: string): Promise<void> {
  const root = dirname(path);
  await unlessMissing(
    Deno.rename(path, join(root, `${GONE}${basename(path)}`)),
  );
  for await (const { name } of Deno.readDir(root)) {
    if (!name.startsWith(GONE)) continue;
    await unlessMissing(Deno.remove(join(root, name), { recursive: true }));
  }
}
