import { assert, assertEquals, assertRejects } from "@std/assert";
import type { RunSink } from "lib/tracking/run_sink.ts";
import { type Run, startRun } from "lib/tracking/run.ts";
import { inRuns, OPTIONS, text } from "./runs_folder.ts";

Deno.test("startRun() gives runs of the same name and time folders of their own", () =>
  inRuns(async (root) => {
    const runs = await Promise.all(
      Array.from({ length: 8 }, () => startRun({ root, ...OPTIONS })),
    );
    assertEquals(new Set(runs.map(({ path }) => path)).size, 8);
  }));

/** All that a run can hold. */
async function writeAll(run: Run, ms: number): Promise<void> {
  await Promise.all([
    run.param("law", "heston"),
    run.metric("loss", 0.5, { law: "heston", epoch: 1 }),
    run.metric("loss", 0.25, { epoch: 2, law: "heston" }),
    run.metric("rmse", 0.125),
    run.artifact("fit.txt", "fit"),
    run.file("checkpoints/net/epoch_1.bin", new Uint8Array([1, 2])),
    run.timing("fit", ms),
    run.report("<p>fit</p>"),
  ]);
  await run.finish();
}

const FILES = [
  "artifacts/fit.txt",
  "checkpoints/net/epoch_1.bin",
  "manifest.json",
  "metrics.json",
  "metrics.jsonl",
  "params.json",
  "report.html",
];

Deno.test("a run of the same inputs has the same bytes at another time, timings apart", () =>
  inRuns(async (root) => {
    const contents = [];
    const times = ["2026-01-02T03:04:05.000Z", "2027-02-03T04:05:06.000Z"];
    for (const [i, time] of times.entries()) {
      const run = await startRun({
        root,
        ...OPTIONS,
        time,
        seed: 7,
        config: { cash: 10, settings: { fast: 5 } },
        now: () => new Date(Date.parse(time) + 1000 * (i + 1)),
      });
      await writeAll(run, i);
      contents.push(
        await Promise.all(FILES.map((file) => text(run.path, file))),
      );
      assertEquals(JSON.parse(await text(run.path, "timings.json")), {
        started: time,
        ended: new Date(Date.parse(time) + 1000 * (i + 1)).toISOString(),
        durationsMs: { fit: i },
      });
    }
    assertEquals(contents[0], contents[1]);
    const [, , manifest, final, , params] = contents[0];
    assertEquals(
      Object.keys(JSON.parse(manifest).files),
      FILES.filter((file) => file !== "manifest.json"),
    );
    assertEquals(JSON.parse(final), [
      { name: "loss", labels: { law: "heston" }, step: 2, value: 0.25 },
      { name: "rmse", labels: {}, step: 0, value: 0.125 },
    ]);
    assertEquals(JSON.parse(params), {
      cash: 10,
      law: "heston",
      "settings.fast": 5,
    });
  }));

Deno.test("a failed run says so, keeps what it wrote and takes no more", () =>
  inRuns(async (root) => {
    const run = await startRun({ root, ...OPTIONS });
    await run.artifact("a.txt", "a");
    await run.param("a", 1);
    await run.param("a", 1);
    await assertRejects(() => run.artifact("a.txt", "b"), RangeError, "new");
    await assertRejects(() => run.param("a", 2), RangeError, "append-only");
    await assertRejects(() => run.metric("rmse", NaN), RangeError, "finite");
    await run.fail("no space left");
    await assertRejects(() => run.param("b", 1), RangeError, "failed");
    const manifest = JSON.parse(await text(run.path, "manifest.json"));
    assertEquals([manifest.status, manifest.failure], [
      "failed",
      "no space left",
    ]);
    assertEquals(manifest.files["artifacts/a.txt"].slice(0, 6), "ca9781");
    assertEquals(await text(run.path, "metrics.jsonl"), "");
  }));

Deno.test("Run.file() takes paths of the known folders and no others", () =>
  inRuns(async (root) => {
    const run = await startRun({ root, ...OPTIONS });
    const paths = [
      ...["mse.svg", "manifest.json", "chart/mse.svg", "charts", "charts/"],
      ...[
        "charts/../manifest.json",
        "charts/.hidden",
        "charts//a",
        "/charts/a",
      ],
      ...["charts\\a", "charts/a\\b", "charts/a:b", "charts/a\nb"],
    ];
    for (const path of paths) {
      await assertRejects(
        () => run.file(path, "x"),
        RangeError,
        "Cannot write",
      );
    }
    await run.file("predictions/spx_2002-04-18 (test).parquet", "x");
  }));

/** A sink that notes what it hears and may throw. */
function notingSink(notes: unknown[], fails = false): RunSink {
  const note = (what: string) => (...args: unknown[]) => {
    if (fails) return Promise.reject(new Error(`no ${what}`));
    notes.push([what, ...args]);
    return Promise.resolve();
  };
  return {
    start: ({ kind, status }, ...args) => note("start")(kind, status, ...args),
    param: note("param"),
    metric: note("metric"),
    file: (path, { length }) => note("file")(path, length),
    finish: note("finish"),
  };
}

Deno.test("sinks hear of a run in order with times, and what they throw fails no run", () =>
  inRuns(async (root) => {
    const notes: unknown[] = [];
    const errors: unknown[] = [];
    let second = 0;
    const run = await startRun({
      root,
      ...OPTIONS,
      config: { fast: 5 },
      sinks: [notingSink([], true), notingSink(notes)],
      onSinkError: (error) => errors.push(error),
      now: () => new Date(Date.UTC(2026, 0, 2, 3, 4, ++second)),
    });
    await run.metric("loss", 0.5, { net: "a" });
    await run.metric("loss", 0.25, { net: "a" });
    await run.metric("loss", 0.125, { net: "a", epoch: 9 });
    await run.artifact("a.txt", "abc");
    await run.fail("enough");
    const at = (s: number) => `2026-01-02T03:04:0${s}.000Z`;
    assertEquals(notes, [
      [
        ...["start", "calibration", "running", "2026-01-02T03:04:05.000Z"],
        "calibration_spx_20260102T030405Z",
      ],
      ["param", "fast", 5],
      ["metric", "loss", 0.5, { net: "a" }, 0, at(1)],
      ["metric", "loss", 0.25, { net: "a" }, 1, at(2)],
      ["metric", "loss", 0.125, { net: "a", epoch: 9 }, 9, at(3)],
      ["file", "artifacts/a.txt", 3],
      ["finish", "failed", at(4), "enough"],
    ]);
    assertEquals(errors.length, notes.length);
    assert(errors.every((error) => error instanceof Error));
  }));
