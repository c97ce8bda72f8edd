import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { sha256Hex } from "lib/core/hash.ts";

function command(...args: string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", "scripts/tenor.ts", "synth", ...args],
    stdout: "piped",
    stderr: "piped",
  });
}

async function run(...args: string[]) {
  const { code, stdout, stderr } = await command(...args).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

async function hashes(dir: string): Promise<string[]> {
  const parts = Array.from(Deno.readDirSync(dir), ({ name }) => name)
    .filter((name) => name.endsWith(".parquet")).sort();
  return await Promise.all(
    parts.map(async (name) => sha256Hex(await Deno.readFile(`${dir}/${name}`))),
  );
}

Deno.test("tenor synth goes on after a kill and ends with the same bytes", async () => {
  const root = await Deno.makeTempDir();
  try {
    const flags = ["--law", "vg", "--samples", "1500", "--chunk", "150"];
    const at = (dir: string) => [...flags, "--out", `${root}/${dir}`];
    const whole = await run(...at("whole"), "--workers", "1", "--json");
    assertEquals(whole.code, 0, whole.stderr);
    const metadata = JSON.parse(whole.stdout);
    assertEquals(metadata.totals.count, 1500);
    assertEquals(
      metadata.parts.map(({ sha256 }: { sha256: string }) => sha256),
      await hashes(`${root}/whole`),
    );

    const killed = command(...at("killed"), "--workers", "2").spawn();
    const first = `${root}/killed/part-00000.parquet.json`;
    while (!await there(first)) await new Promise((r) => setTimeout(r, 20));
    killed.kill("SIGKILL");
    await killed.output();
    assert(!await there(`${root}/killed/metadata.json`));
    const again = await run(...at("killed"), "--workers", "2");
    assertEquals(again.code, 0, again.stderr);
    assertStringIncludes(again.stdout, "were there)");
    assertEquals(await hashes(`${root}/killed`), await hashes(`${root}/whole`));
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("tenor synth refuses what cannot be drawn, in a sentence", async () => {
  const law = await run("--law", "vgg");
  assertEquals(law.code, 2);
  assertStringIncludes(law.stderr, '"vgg"');
  const out = `${await Deno.makeTempDir()}/none`;
  for (
    const [flags, message] of [
      [["--noise", "outliers", "--noise-level", "7"], "in [0, 1]"],
      [["--tolerance", "0"], "tolerance must be in (0, 1)"],
    ] as const
  ) {
    const { code, stderr } = await run("--law", "vg", "--out", out, ...flags);
    assertEquals(code, 2);
    assertStringIncludes(stderr, message);
    // Not even a folder is made.
    assert(!await there(out));
  }
});

async function there(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch {
    return false;
  }
}
