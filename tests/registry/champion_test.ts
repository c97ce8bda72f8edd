import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { ArtifactError } from "lib/core/errors.ts";
import { promote, rollback } from "lib/registry/champion.ts";
import {
  championsOf,
  HISTORY_FILE,
  readHistory,
} from "lib/registry/champion_history.ts";
import { openArtifact, registerArtifact } from "lib/registry/store.ts";

/** Works on a registry that holds versions 1.0.0 to 1.3.0 of calls. */
async function withCalls(work: (root: string) => Promise<void>): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    for (let i = 0; i < 4; ++i) {
      await registerArtifact(root, {
        name: "calls",
        kind: "delta",
        created: "2026-01-02T03:04:05.000Z",
        runId: "run",
        codeVersion: "0.0.0",
        command: "none",
        metrics: {},
        details: {},
        files: { "model.onnx": Uint8Array.of(i, 1, 2, 3) },
      });
    }
    await work(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

async function champion(root: string): Promise<string> {
  return (await openArtifact(root, "calls", "champion")).metadata.version;
}

async function refused(work: () => Promise<unknown>): Promise<string> {
  return (await assertRejects(work, ArtifactError)).message;
}

Deno.test("Rollbacks walk back through the champions one by one, to the first and no further", () =>
  withCalls(async (root) => {
    const at = "2026-02-03T04:05:06.000Z";
    for (const version of ["1.2.0", "1.1.0", "1.2.0", "latest"]) {
      await promote(root, "calls", version, { at });
    }
    assertEquals(await champion(root), "1.3.0");
    const walked: [string, string | null][] = [];
    for (let i = 0; i < 4; ++i) {
      const change = await rollback(root, "calls");
      walked.push([change.champion, change.before]);
      assertEquals(await champion(root), change.champion);
    }
    assertEquals(walked, [
      ["1.2.0", "1.3.0"],
      ["1.1.0", "1.2.0"],
      ["1.2.0", "1.1.0"],
      ["1.0.0", "1.2.0"],
    ]);
    assertEquals(
      await refused(() => rollback(root, "calls")),
      "Cannot roll back calls as there must have been another champion before 1.0.0: it is the first",
    );
    assertEquals(await champion(root), "1.0.0");
    const history = await readHistory(`${root}/calls`);
    assertEquals(history.length, 8);
    assertEquals(history[0], {
      action: "promote",
      champion: "1.2.0",
      before: "1.0.0",
      at,
    });
    assertEquals([history[7].action, history[7].at], ["rollback", null]);
  }));

Deno.test("A promotion after a rollback forgets the champion that was taken back", () =>
  withCalls(async (root) => {
    await promote(root, "calls", "1.1.0");
    await rollback(root, "calls");
    await promote(root, "calls", "1.2.0");
    assertEquals((await rollback(root, "calls")).champion, "1.0.0");
  }));

Deno.test("Promoting the champion changes nothing and adds no line", () =>
  withCalls(async (root) => {
    await promote(root, "calls", "1.1.0");
    const change = await promote(root, "calls", "1.1.0");
    assertEquals([change.champion, change.before], ["1.1.0", "1.1.0"]);
    assertEquals((await readHistory(`${root}/calls`)).length, 1);
    assertEquals((await rollback(root, "calls")).champion, "1.0.0");
  }));

Deno.test("A version that is damaged, missing or another's is not promoted, nor rolled back to", () =>
  withCalls(async (root) => {
    await promote(root, "calls", "1.1.0");
    const home = `${root}/calls`;
    await Deno.writeFile(`${home}/v1.2.0/model.onnx`, Uint8Array.of(9));
    assertStringIncludes(
      await refused(() => promote(root, "calls", "1.2.0")),
      "cut off or altered",
    );
    const foreign = await Deno.readTextFile(`${home}/v1.0.0/metadata.json`);
    await Deno.writeTextFile(`${home}/v1.3.0/metadata.json`, foreign);
    await Deno.copyFile(
      `${home}/v1.0.0/model.onnx`,
      `${home}/v1.3.0/model.onnx`,
    );
    assertStringIncludes(
      await refused(() => promote(root, "calls", "1.3.0")),
      "must name calls 1.3.0: it names calls 1.0.0",
    );
    assertStringIncludes(
      await refused(() => promote(root, "calls", "8.0.0")),
      "must be one of 1.0.0, 1.1.0, 1.2.0, 1.3.0, latest, champion",
    );
    assertStringIncludes(
      await refused(() => promote(root, "cals", "1.0.0")),
      "The nearest is calls",
    );
    await Deno.remove(`${home}/v1.0.0`, { recursive: true });
    assertStringIncludes(
      await refused(() => rollback(root, "calls")),
      `Cannot load ${home}/v1.0.0/metadata.json as it must exist`,
    );
    assertEquals(await champion(root), "1.1.0");
    assertEquals((await readHistory(home)).length, 1);
  }));

Deno.test("Promotions at the same time leave a history that ends with the champion and misses none", () =>
  withCalls(async (root) => {
    const versions = ["1.1.0", "1.2.0", "1.3.0", "1.0.0", "1.1.0", "1.2.0"];
    await Promise.all(versions.map((v) => promote(root, "calls", v)));
    const history = await readHistory(`${root}/calls`);
    history.forEach((change, i) => {
      assertEquals(change.before, i ? history[i - 1].champion : "1.0.0");
    });
    const stack = championsOf(history, await champion(root));
    assertEquals(stack.length, history.length + 1);
    const left = [...Deno.readDirSync(`${root}/calls`)]
      .filter(({ name }) => name.startsWith("."));
    assertEquals(left, []);
  }));

Deno.test("A change that was cut off before the alias moved is told apart from one that took place", () => {
  const change = (action: "promote" | "rollback", before: string, to: string) =>
    ({ action, before, champion: to, at: null }) as const;
  const [a, b, c] = ["1.0.0", "1.1.0", "1.2.0"];
  const cut = change("promote", a, b);
  assertEquals(championsOf([], a), [a]);
  assertEquals(championsOf([cut], a), [a]);
  assertEquals(championsOf([cut, cut], a), [a]);
  assertEquals(championsOf([cut, cut], b), [a, b]);
  assertEquals(championsOf([cut, change("promote", a, c)], c), [a, c]);
  const back = change("rollback", b, a);
  assertEquals(championsOf([cut, back], b), [a, b]);
  assertEquals(championsOf([cut, back], a), [a]);
  assertEquals(championsOf([cut, back, back], a), [a]);
  // Moved by hand, from b to c and from c to a.
  assertEquals(championsOf([cut], c), [a, b, c]);
  assertEquals(championsOf([cut, change("promote", c, b)], a), [a, b, c, b, a]);
  assertEquals(championsOf([], undefined), []);
});

Deno.test("A history that was spoilt is named with its line, and a promotion still adds to it", () =>
  withCalls(async (root) => {
    await promote(root, "calls", "1.1.0");
    const file = `${root}/calls/${HISTORY_FILE}`;
    const good = await Deno.readTextFile(file);
    for (const bad of ["{", "[]", "null", '{"action":"promote"}']) {
      // Without its line end, as an editor may leave it.
      await Deno.writeTextFile(file, good + bad);
      const message = await refused(() => rollback(root, "calls"));
      assertStringIncludes(message, `line 2 is ${bad}`);
    }
    await promote(root, "calls", "1.2.0");
    assertEquals(await champion(root), "1.2.0");
    const lines = (await Deno.readTextFile(file)).trimEnd().split("\n");
    assertEquals([lines.length, JSON.parse(lines[2]).champion], [3, "1.2.0"]);
  }));
