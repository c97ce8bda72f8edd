import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  lockSpool,
  readSpool,
  removeSpool,
  spooledRuns,
  spoolFolder,
  SpoolWriter,
} from "lib/tracking/mlflow/spool.ts";
import type { SpoolEvent } from "lib/tracking/mlflow/spool_event.ts";

async function inFolder(work: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const param = (name: string, value: string | number = 1): SpoolEvent => ({
  kind: "param",
  name,
  value,
});

Deno.test("events are read in the order in which they were added, calls overlapping", () =>
  inFolder(async (folder) => {
    const writer = new SpoolWriter(folder);
    const events = Array.from({ length: 300 }, (_, i) => param(`p${i}`));
    await Promise.all(events.map((event) => writer.add(event)));
    writer.close();
    const lines = await readSpool(folder, 0);
    assertEquals(lines.map(({ event }) => event), events);
    const rest = await readSpool(folder, lines[99].end);
    assertEquals(rest.map(({ event }) => event), events.slice(100));
  }));

Deno.test("a line that was cut off is not read until the next writer has ended it", () =>
  inFolder(async (folder) => {
    const whole = JSON.stringify(param("a"));
    const torn = '{"kind":"par';
    await Deno.writeTextFile(`${folder}/events.jsonl`, `${whole}\n${torn}`);
    assertEquals((await readSpool(folder, 0)).length, 1);
    const writer = new SpoolWriter(folder);
    await writer.add(param("b"));
    writer.close();
    const lines = await readSpool(folder, 0);
    assertEquals(lines.map(({ event }) => event), [
      param("a"),
      undefined,
      param("b"),
    ]);
    assertEquals(lines[1].text, torn);
  }));

Deno.test("a line larger than a window of 4 MB is read whole", () =>
  inFolder(async (folder) => {
    const writer = new SpoolWriter(folder);
    const large = param("large", "x".repeat(9_000_000));
    await writer.add(param("a"), large, param("b"));
    writer.close();
    const events: unknown[] = [];
    for (let offset = 0;;) {
      const lines = await readSpool(folder, offset);
      if (lines.length === 0) break;
      events.push(...lines.map(({ event }) => event));
      offset = lines.at(-1)!.end;
    }
    assertEquals(events, [param("a"), large, param("b")]);
  }));

Deno.test("what cannot be written is kept and comes before what is added later", () =>
  inFolder(async (folder) => {
    const spool = `${folder}/spool`;
    const writer = new SpoolWriter(spool);
    await assertRejects(() => writer.add(param("a")), Deno.errors.NotFound);
    await Deno.mkdir(spool);
    await writer.add(param("b"));
    writer.close();
    const lines = await readSpool(spool, 0);
    assertEquals(lines.map(({ event }) => event), [param("a"), param("b")]);
  }));

Deno.test("one at a time delivers a spool", () =>
  inFolder(async (folder) => {
    const first = await lockSpool(folder);
    assertEquals(await lockSpool(folder), undefined);
    first!.close();
    const second = await lockSpool(folder);
    assertEquals(second === undefined, false);
    second!.close();
  }));

Deno.test("spools are found by their runs' names, and nothing else is", () =>
  inFolder(async (folder) => {
    assertEquals(await spooledRuns(`${folder}/none`), []);
    for (const name of ["b_1", "a_1", ".hidden", "no run"]) {
      await Deno.mkdir(`${folder}/${name}`);
    }
    await Deno.writeTextFile(`${folder}/file`, "");
    assertEquals(await spooledRuns(folder), ["a_1", "b_1"]);
    await removeSpool(folder, "b_1");
    await removeSpool(folder, "b_1");
    assertEquals(await spooledRuns(folder), ["a_1"]);
    assertThrows(() => spoolFolder(folder, "../up"), RangeError, "../up");
  }));
