import { assert, assertEquals } from "@std/assert";
import { type Bench, until, withBench } from "./tracked_run.ts";

/** Starts the run of `killed_run.ts` and kills it once it has come to a step. */
async function killAt(step: number, { root, server }: Bench): Promise<void> {
  const script = new URL("./killed_run.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", script, root, server.uri],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let said = "";
  for await (const bytes of child.stdout) {
    said += new TextDecoder().decode(bytes);
    if (Number(said.trimEnd().split("\n").at(-1)) < step) continue;
    child.kill("SIGKILL");
    break;
  }
  await child.status;
}

/** Steps that the run's folder has, and those that the server has. */
async function steps({ root, server }: Bench) {
  const [{ name }] = [...Deno.readDirSync(`${root}/runs`)];
  const text = await Deno.readTextFile(`${root}/runs/${name}/metrics.jsonl`);
  const folder = text.trimEnd().split("\n").length;
  return { folder, server: server.series("loss").length, name, text };
}

Deno.test("a run killed -9 while the server was away is delivered by the next process", () =>
  withBench(async (bench) => {
    const { server, deliver } = bench;
    await server.stop();
    await killAt(400, bench);
    assertEquals(server.runs.size, 0);
    server.listen();
    const [delivered] = await deliver();
    assertEquals([delivered.left, delivered.setAside], [false, 0]);

    const has = await steps(bench);
    assert(has.folder >= 401, `${has.folder}`);
    assertEquals(has.server, has.folder);
    assertEquals(server.run.status, "KILLED");
    assertEquals(server.run.params.get("layers"), "2");
    assertEquals(server.text("checkpoints/epoch_1.bin")?.length, 100_000);
    assertEquals(server.text("metrics.jsonl"), has.text);
    assertEquals(await deliver(), []);
  }));

Deno.test("a run killed -9 in the middle of delivery is one run, each value once", () =>
  withBench(async (bench) => {
    const { server, deliver } = bench;
    server.before = () => new Promise((resolve) => setTimeout(resolve, 3));
    await killAt(400, bench);
    await until(() => server.runs.size === 1);
    server.before = () => {};
    await deliver();
    const has = await steps(bench);
    assertEquals(has.server, has.folder);
    assertEquals(
      server.series("loss"),
      Array.from({ length: has.folder }, (_, i) => i),
    );
    assertEquals(server.run.status, "KILLED");
    assertEquals(server.run.metrics.size, has.folder);
  }));
