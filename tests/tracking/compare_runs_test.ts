import { assertEquals, assertThrows } from "@std/assert";
import { compareFolders } from "lib/tracking/compare_folders.ts";
import { compareRuns } from "lib/tracking/compare_runs.ts";
import { readRun, type StoredRun } from "lib/tracking/read_run.ts";
import { type Run, type RunOptions, startRun } from "lib/tracking/run.ts";
import { inRuns, OPTIONS } from "./runs_folder.ts";

/** Writes a run and ends it. */
async function written(
  options: Partial<RunOptions> & { readonly root: string },
  write: (run: Run) => Promise<void> = async () => {},
): Promise<StoredRun> {
  const run = await startRun({ ...OPTIONS, ...options });
  await write(run);
  await run.finish();
  return await readRun(run.path);
}

Deno.test("compareRuns() puts parameters, final values and curves side by side", () =>
  inRuns(async (root) => {
    const a = await written({
      root,
      config: { fast: 5, only: null },
      dataHashes: { "a.csv": "1", "b.csv": "2" },
    }, async (run) => {
      await run.metric("loss", 0.5, { net: "x", epoch: 1 });
      await run.metric("loss", 0.25, { net: "x", epoch: 2 });
      await run.metric("rmse", 1);
    });
    const b = await written({
      root,
      codeVersion: "2",
      config: { fast: 8 },
      dataHashes: { "a.csv": "1", "b.csv": "3" },
    }, async (run) => {
      await run.metric("mae", 3);
      await run.metric("loss", 0.125, { epoch: 1, net: "x" });
    });
    const { facts, params, inputs, metrics, curves } = compareRuns([a, b]);
    assertEquals(
      facts.filter(({ differs }) => differs).map(({ name }) => name),
      ["codeVersion"],
    );
    assertEquals(params, [
      { name: "fast", values: [5, 8], differs: true },
      // A parameter that is null is not one that is missing.
      { name: "only", values: [null, undefined], differs: true },
    ]);
    assertEquals(inputs.map(({ differs }) => differs), [false, true]);
    assertEquals(metrics, [
      { name: "loss", labels: { net: "x" }, values: [0.25, 0.125] },
      { name: "rmse", labels: {}, values: [1, null] },
      { name: "mae", labels: {}, values: [null, 3] },
    ]);
    assertEquals(curves, [{
      name: "loss",
      labels: { net: "x" },
      curves: [
        { steps: [1, 2], values: [0.5, 0.25] },
        { steps: [1], values: [0.125] },
      ],
    }]);
    assertThrows(() => compareRuns([a]), RangeError, "two");
  }));

Deno.test("compareFolders() compares every byte but the timings'", () =>
  inRuns(async (root) => {
    const write = (last: string) => async (run: Run) => {
      await run.artifact("a.txt", "same");
      await run.file("charts/deep/b.svg", `<svg>${last}`);
      await run.timing("all", Math.max(...last.split("").map(Number)));
    };
    const options = { root, dataHashes: { "a.csv": "1" } };
    const first = await written(options, write("1"));
    const equal = await written(
      { ...options, time: "2027-01-02T03:04:05Z" },
      write("1"),
    );
    const same = await compareFolders(first.path, equal.path);
    assertEquals([same.same, same.inputs, same.codeVersion], [true, [], null]);
    assertEquals(same.files.map(({ path }) => path), [
      ...["artifacts/a.txt", "charts/deep/b.svg", "manifest.json"],
      ...["metrics.json", "metrics.jsonl", "params.json"],
    ]);
    const other = await written({
      ...options,
      codeVersion: "2",
      dataHashes: { "a.csv": "2", "b.csv": "3" },
      seed: 3,
    }, async (run) => {
      await write("2")(run);
      await run.artifact("c.txt", "new");
    });
    await Deno.remove(`${other.path}/params.json`);
    const found = await compareFolders(first.path, other.path);
    assertEquals(found.same, false);
    assertEquals(found.codeVersion, ["1", "2"]);
    assertEquals(found.manifest, ["seed"]);
    assertEquals(found.inputs, [
      { name: "a.csv", before: "1", after: "2" },
      { name: "b.csv", before: null, after: "3" },
    ]);
    assertEquals(
      Object.fromEntries(found.files.map(({ path, state }) => [path, state])),
      {
        "artifacts/a.txt": "same",
        "artifacts/c.txt": "extra",
        "charts/deep/b.svg": "differs",
        "manifest.json": "differs",
        "metrics.json": "same",
        "metrics.jsonl": "same",
        "params.json": "missing",
      },
    );
  }));

Deno.test("compareFolders() tells another version of the code, which is no difference by itself", () =>
  inRuns(async (root) => {
    const [a, b] = [
      await written({ root }),
      await written({ root, codeVersion: "2" }),
    ];
    const { same, codeVersion } = await compareFolders(a.path, b.path);
    assertEquals([same, codeVersion], [true, ["1", "2"]]);
  }));
