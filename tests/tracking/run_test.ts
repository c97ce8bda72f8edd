import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { startRun } from "lib/tracking/run.ts";

const options = {
  kind: "calibration",
  name: "spx",
  time: "2026-01-02T03:04:05Z",
  codeVersion: "1",
};

async function inFolder(work: (root: string) => Promise<void>) {
  const root = await Deno.makeTempDir();
  try {
    await work(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("startRun() gives runs of the same name and time folders of their own", () =>
  inFolder(async (root) => {
    const runs = await Promise.all(
      Array.from({ length: 8 }, () => startRun({ root, ...options })),
    );
    assertEquals(new Set(runs.map(({ path }) => path)).size, 8);
  }));

Deno.test("a run of the same inputs has the same bytes, timings apart", () =>
  inFolder(async (root) => {
    const contents = [];
    for (const ms of [1, 2]) {
      const run = await startRun({ root, ...options, seed: 7 });
      await Promise.all([
        run.param("law", "heston"),
        run.metric("rmse", 0.25, { law: "heston" }),
        run.artifact("fit.txt", "fit"),
        run.timing("fit", ms),
      ]);
      await run.finish();
      const read = (name: string) => Deno.readTextFile(`${run.path}/${name}`);
      contents.push(
        await Promise.all(
          ["manifest.json", "params.json", "metrics.jsonl", "artifacts/fit.txt"]
            .map(read),
        ),
      );
    }
    assertEquals(contents[0], contents[1]);
  }));

Deno.test("a failed run says so, keeps what it wrote and takes no more", () =>
  inFolder(async (root) => {
    const run = await startRun({ root, ...options });
    await run.artifact("a.txt", "a");
    await assertRejects(() => run.artifact("a.txt", "b"), RangeError, "new");
    await assertRejects(() => run.metric("rmse", NaN), RangeError, "finite");
    await run.fail("no space left");
    await assertRejects(() => run.param("a", 1), RangeError, "failed");
    const manifest = JSON.parse(
      await Deno.readTextFile(`${run.path}/manifest.json`),
    );
    assertEquals([manifest.status, manifest.failure], [
      "failed",
      "no space left",
    ]);
    assertNotEquals(manifest.artifacts["a.txt"], undefined);
  }));
