import { assertEquals } from "@std/assert";
import {
  planPrune,
  type PruneRule,
  removeRun,
} from "lib/tracking/prune_runs.ts";
import { listRuns, type RunEntry } from "lib/tracking/read_run.ts";
import { startRun } from "lib/tracking/run.ts";
import { inRuns, OPTIONS } from "./runs_folder.ts";

function entry(
  id: string,
  status: RunEntry["status"],
  startedAt: string | null,
): RunEntry {
  const known = { kind: "demo", name: "a", path: id, endedAt: null };
  return { ...known, id, status, startedAt };
}

const RUNS = [
  entry("now", "running", "2026-01-10T11:00:00Z"),
  entry("fresh", "finished", "2026-01-10T10:00:00Z"),
  entry("killed", "running", "2026-01-08T00:00:00Z"),
  entry("failed", "failed", "2026-01-07T00:00:00Z"),
  entry("model", "failed", "2026-01-06T00:00:00Z"),
  entry("old", "finished", "2026-01-01T00:00:00Z"),
  entry("broken", "damaged", "2026-01-01T00:00:00Z"),
  entry("undated", "finished", null),
];

const FACTS = {
  now: new Date("2026-01-10T12:00:00Z"),
  needed: new Map([["model", "calls 1.0.0 is of it"]]),
};

Deno.test("planPrune() spares what may be running, what is needed and what cannot be read", () => {
  const cases: readonly [PruneRule, string[], string[]][] = [
    [
      { keep: 0 },
      ["fresh", "killed", "failed", "old"],
      ["now", "model", "broken", "undated"],
    ],
    [
      { keep: 2 },
      ["killed", "failed", "old"],
      ["model", "broken", "undated"],
    ],
    [{ keep: 8 }, [], []],
    [
      { olderThanDays: 3 },
      ["failed", "old"],
      ["model", "broken", "undated"],
    ],
    [
      { olderThanDays: 0 },
      ["fresh", "killed", "failed", "old"],
      ["now", "model", "broken", "undated"],
    ],
    [{ failed: true }, ["killed", "failed"], ["now", "model"]],
  ];
  for (const [rule, remove, spared] of cases) {
    const plan = planPrune(RUNS, rule, FACTS);
    assertEquals(plan.remove.map(({ id }) => id), remove);
    assertEquals(plan.spared.map(({ run }) => run.id), spared);
  }
});

Deno.test("planPrune() says why a run is spared", () => {
  const { spared } = planPrune(RUNS, { keep: 0 }, FACTS);
  assertEquals(spared.map(({ why }) => why), [
    "it may still be running",
    "calls 1.0.0 is of it",
    "its manifest cannot be read",
    "nothing says when it started",
  ]);
});

Deno.test("removeRun() removes a run, and what a killed removal left", () =>
  inRuns(async (root) => {
    const runs = [];
    for (const name of ["a", "b", "c"]) {
      const run = await startRun({ root, ...OPTIONS, name });
      await run.file("charts/a.svg", "<svg/>");
      runs.push(run.path);
    }
    // As a removal that was killed after it renamed.
    await Deno.rename(runs[0], `${root}/.pruned_a`);
    assertEquals((await listRuns(root)).map(({ name }) => name), ["c", "b"]);
    await removeRun(runs[1]);
    const left = Array.from(Deno.readDirSync(root), ({ name }) => name);
    assertEquals(left, [runs[2].slice(root.length + 1)]);
  }));
