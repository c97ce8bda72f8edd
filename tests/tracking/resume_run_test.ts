import { assertEquals, assertRejects } from "@std/assert";
import { resumeRun } from "lib/tracking/resume_run.ts";
import { type Run, startRun } from "lib/tracking/run.ts";

const OPTIONS = {
  kind: "model",
  name: "a",
  time: "2026-01-02T03:04:05.000Z",
  codeVersion: "1",
  config: { seed: 1 },
};

/** What a training run writes, from its first epoch on. */
async function work(run: Run, epochs: number): Promise<void> {
  await run.param("rows", 10);
  for (let epoch = 1; epoch <= epochs; ++epoch) {
    await run.metric("loss", 1 / epoch, { epoch });
    await run.file(`checkpoints/epoch-${epoch}.ckpt`, `weights ${epoch}`);
  }
}

async function filesOf(path: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const names = [
    "manifest.json",
    "params.json",
    "metrics.jsonl",
    "metrics.json",
    "checkpoints/epoch-3.ckpt",
  ];
  for (const name of names) {
    files[name] = await Deno.readTextFile(`${path}/${name}`);
  }
  return files;
}

Deno.test("a run that was killed and taken up has the bytes of one that was not", async () => {
  const root = await Deno.makeTempDir();
  const whole = await startRun({ ...OPTIONS, root });
  await work(whole, 3);
  await whole.finish();
  const killed = await startRun({ ...OPTIONS, root });
  await work(killed, 2);
  // The kill comes in the middle of a line.
  await Deno.writeTextFile(`${killed.path}/metrics.jsonl`, '{"labels":{"ep', {
    append: true,
  });
  const resumed = await resumeRun(killed.path);
  await work(resumed, 3);
  await resumed.finish();
  assertEquals(await filesOf(resumed.path), await filesOf(whole.path));
  await assertRejects(
    () => resumeRun(whole.path),
    RangeError,
    'must be running: current value is "finished"',
  );
  await Deno.remove(root, { recursive: true });
});

Deno.test("a run that is taken up refuses other content for a file that it wrote", async () => {
  const root = await Deno.makeTempDir();
  const killed = await startRun({ ...OPTIONS, root });
  await work(killed, 1);
  const resumed = await resumeRun(killed.path);
  await assertRejects(
    () => resumed.file("checkpoints/epoch-1.ckpt", "other weights"),
    RangeError,
    "its path must be new",
  );
  await Deno.remove(root, { recursive: true });
});
