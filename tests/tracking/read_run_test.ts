import { assert, assertEquals, assertRejects } from "@std/assert";
import { DataQualityError } from "lib/core/errors.ts";
import { damagedFiles, listRuns, readRun } from "lib/tracking/read_run.ts";
import { startRun } from "lib/tracking/run.ts";
import { inRuns, OPTIONS } from "./runs_folder.ts";

/** Starts the endless run and kills it while it writes. */
async function killWriter(root: string, afterMs: number): Promise<void> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", "tests/tracking/killed_run.ts", root],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  child.kill("SIGKILL");
  await child.status;
  await reader.cancel();
}

Deno.test("a run that was killed while it wrote says running, and all it wrote is read", () =>
  inRuns(async (root) => {
    for (const afterMs of [0, 7, 19]) await killWriter(root, afterMs);
    const entries = await listRuns(root);
    assertEquals(entries.length, 3);
    for (const { path, status } of entries) {
      assertEquals(status, "running");
      const run = await readRun(path);
      assertEquals(run.params, { "net.layers": 2 });
      assertEquals(run.startedAt, OPTIONS.time.replace("Z", ".000Z"));
      assertEquals(run.endedAt, null);
      assert(run.points.length >= 4, `${run.points.length} values`);
      assertEquals(
        run.points.map(({ value }) => value),
        run.points.map((_, epoch) => 1 / (1 + epoch)),
      );
      // Each file that the manifest names is there to the last byte.
      assert("checkpoints/epoch_3.bin" in run.manifest.files);
      assertEquals(await damagedFiles(run), []);
    }
  }));

Deno.test("readRun() leaves out the line that a killed run was in the middle of", () =>
  inRuns(async (root) => {
    const { path, metric } = await started(root);
    await metric("loss", 0.5);
    const file = `${path}/metrics.jsonl`;
    const whole = await Deno.readTextFile(file);
    for (let cut = 1; cut < whole.length; ++cut) {
      await Deno.writeTextFile(file, whole + whole.slice(0, cut));
      const { metrics } = await readRun(path);
      assertEquals(metrics, [
        { name: "loss", labels: {}, step: 0, value: 0.5 },
      ]);
    }
  }));

async function started(root: string) {
  const run = await startRun({ root, ...OPTIONS });
  return { path: run.path, metric: run.metric.bind(run), run };
}

Deno.test("readRun() names the file and the row of what is damaged", () =>
  inRuns(async (root) => {
    const { path, metric } = await started(root);
    await metric("loss", 0.5);
    const manifest = await Deno.readTextFile(`${path}/manifest.json`);
    const cases: readonly [string, string | undefined, string][] = [
      ["metrics.jsonl", '{"labels":{},"name":"a","value":1}\n{"na\n', "row 2"],
      ["metrics.jsonl", '{"labels":[],"name":"a","value":1}\n', "row 1"],
      ["metrics.jsonl", '{"labels":{},"name":"a","value":null}\n', "row 1"],
      ["params.json", "[]", "params.json"],
      ["timings.json", "{", "timings.json"],
      ["manifest.json", manifest.replace("running", "walking"), "status"],
      ["manifest.json", manifest.replace('"kind"', '"kin"'), "kind"],
      ["manifest.json", "", "manifest.json"],
      ["manifest.json", undefined, "missing"],
    ];
    for (const [name, content, message] of cases) {
      const file = `${path}/${name}`;
      const before = await Deno.readTextFile(file);
      if (content === undefined) await Deno.remove(file);
      else await Deno.writeTextFile(file, content);
      await assertRejects(() => readRun(path), DataQualityError, message);
      await Deno.writeTextFile(file, before);
    }
    assertEquals((await readRun(path)).metrics[0].value, 0.5);
  }));

Deno.test("damagedFiles() names what was changed, cut off or removed after the end", () =>
  inRuns(async (root) => {
    const { path, run } = await started(root);
    await run.metric("loss", 0.5);
    await run.file("charts/a.svg", "<svg/>");
    await run.artifact("b.txt", "b");
    await run.finish();
    const stored = await readRun(path);
    assertEquals(await damagedFiles(stored), []);
    await Deno.writeTextFile(`${path}/charts/a.svg`, "<svg");
    await Deno.remove(`${path}/artifacts/b.txt`);
    await Deno.writeTextFile(`${path}/metrics.jsonl`, "");
    assertEquals(await damagedFiles(stored), [
      "artifacts/b.txt",
      "charts/a.svg",
      "metrics.jsonl",
    ]);
  }));

/** A folder as runs were before times left the manifest. */
async function writeOldRun(root: string, status: string): Promise<string> {
  const path = `${root}/calibration_demo_20251121T041259.456Z`;
  await Deno.mkdir(`${path}/artifacts`, { recursive: true });
  const files = {
    "manifest.json": JSON.stringify({
      artifacts: {
        "a.txt":
          "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
      },
      codeVersion: "abc",
      config: { settings: { fast: 5 } },
      dataHashes: {},
      kind: "calibration",
      name: "demo",
      seed: 1,
      status,
      time: "2025-11-21T04:12:59.456Z",
    }),
    "artifacts/a.txt": "a",
    "metrics.jsonl": '{"labels":{"law":"vg"},"name":"rmse","value":0.25}\n',
    "timings.json": '{"demo": 12.5}',
  };
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(`${path}/${name}`, text);
  }
  return path;
}

Deno.test("readRun() reads runs of the earlier layout", () =>
  inRuns(async (root) => {
    const run = await readRun(await writeOldRun(root, "finished"));
    assertEquals(run.startedAt, "2025-11-21T04:12:59.456Z");
    assertEquals(run.durationsMs, { demo: 12.5 });
    assertEquals(run.params, { "settings.fast": 5 });
    assertEquals(Object.keys(run.manifest.files), ["artifacts/a.txt"]);
    assertEquals(run.manifest.command, null);
    assertEquals(run.metrics[0].labels, { law: "vg" });
    assertEquals(await damagedFiles(run), []);
    assertEquals("time" in run.manifest, false);
  }));

Deno.test("listRuns() lists the newest first, by kind, name, status and number, damaged ones too", () =>
  inRuns(async (root) => {
    assertEquals(await listRuns(`${root}/nowhere`), []);
    await writeOldRun(root, "failed");
    for (const day of [3, 1, 2]) {
      const time = `2026-01-0${day}T00:00:00.000Z`;
      const run = await startRun({
        root,
        ...OPTIONS,
        name: day === 3 ? "dax" : "spx",
        time,
        now: () => new Date(Date.parse(time) + 1500),
      });
      if (day < 3) await run.finish();
    }
    const broken = `${root}/training_a_20260105T000000Z`;
    await Deno.mkdir(broken);
    await Deno.mkdir(`${root}/.pruned_x`);
    await Deno.writeTextFile(`${root}/notes.txt`, "no run");
    const all = await listRuns(root);
    assertEquals(
      all.map(({ kind, name, status, startedAt }) => [
        kind,
        name,
        status,
        startedAt?.slice(0, 10),
      ]),
      [
        ["training", "a", "damaged", "2026-01-05"],
        ["calibration", "dax", "running", "2026-01-03"],
        ["calibration", "spx", "finished", "2026-01-02"],
        ["calibration", "spx", "finished", "2026-01-01"],
        ["calibration", "demo", "failed", "2025-11-21"],
      ],
    );
    assertEquals(all[2].endedAt, "2026-01-02T00:00:01.500Z");
    assert(all[0].problem?.includes(`${broken}/manifest.json`));
    const ids = async (filter: Parameters<typeof listRuns>[1]) =>
      (await listRuns(root, filter)).map(({ id }) =>
        all.findIndex((e) => e.id === id)
      );
    assertEquals(await ids({ kind: "training" }), [0]);
    assertEquals(await ids({ name: "spx", limit: 1 }), [2]);
    assertEquals(await ids({ status: "failed" }), [4]);
    assertEquals(await ids({ kind: "calibration", status: "running" }), [1]);
  }));
