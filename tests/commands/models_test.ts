import { assertEquals, assertStringIncludes } from "@std/assert";
import { type NewArtifact, registerArtifact } from "lib/registry/store.ts";

/** Runs `tenor models` on a folder of models. */
async function models(root: string, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "-A", "scripts/tenor.ts", "models"],
      ...args,
      ...["--models", root],
    ],
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

const CALLS: NewArtifact = {
  name: "calls",
  kind: "delta",
  created: "2026-01-02T03:04:05.000Z",
  runId: "greeks_1",
  codeVersion: "abc",
  command: "deno task tenor greeks train --type call",
  metrics: { r2: 0.9999512, mae: 0.00391234 },
  hyperparameters: { leaves: 31, loss: "squared" },
  dataHash: "d41d8cd98f",
  details: { features: ["dte"] },
  files: { "model.onnx": new TextEncoder().encode("a model") },
};

/** Works on a folder of two versions of calls and one of puts. */
async function inModels(work: (root: string) => Promise<void>): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    await registerArtifact(root, CALLS);
    await registerArtifact(root, CALLS);
    // As it was before hyperparameters and data were told.
    const { hyperparameters: _, dataHash: __, ...old } = CALLS;
    await registerArtifact(root, {
      ...old,
      name: "puts",
      metrics: { meanError: 0.25 },
    });
    await work(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("tenor models list shows every version with aliases and its figure, damaged ones too", () =>
  inModels(async (root) => {
    await Deno.writeTextFile(`${root}/calls/v1.1.0/metadata.json`, "{");
    const { code, stdout, stderr } = await models(root, "list");
    assertEquals([code, stderr], [0, ""]);
    const lines = stdout.trimEnd().split("\n");
    assertEquals(lines.slice(0, 4).map((line) => line.split(/ {2,}/)), [
      ["model", "version", "alias", "kind", "created (UTC)", "figure"],
      [
        ...["calls", "1.0.0", "champion", "delta"],
        ...["2026-01-02 03:04", "mae 0.003912"],
      ],
      ["calls", "1.1.0", "latest", "damaged"],
      [
        ...["puts", "1.0.0", "latest champion", "delta"],
        ...["2026-01-02 03:04", "meanError 0.25"],
      ],
    ]);
    assertEquals(lines.length, 5);
    assertStringIncludes(lines[4], "calls/v1.1.0/metadata.json");

    const json = JSON.parse((await models(root, "list", "--json")).stdout);
    const [calls, puts] = json;
    assertEquals(
      [calls.name, calls.latest, calls.champion, calls.versions.length],
      ["calls", "1.1.0", "1.0.0", 2],
    );
    assertEquals(calls.versions[1].kind, null);
    assertStringIncludes(calls.versions[1].error, "metadata of a model");
    assertEquals(puts.versions, [{
      version: "1.0.0",
      kind: "delta",
      created: "2026-01-02T03:04:05.000Z",
      runId: "greeks_1",
      metrics: { meanError: 0.25 },
      error: null,
    }]);
  }));

Deno.test("tenor models list of a folder without models says so", async () => {
  const root = await Deno.makeTempDir();
  try {
    for (const dir of [root, `${root}/nowhere`]) {
      const { code, stdout } = await models(dir, "list");
      assertEquals(code, 0);
      assertStringIncludes(stdout, `No models in ${dir}. Train one`);
      assertEquals((await models(dir, "list", "--json")).stdout, "[]\n");
    }
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("tenor models show tells all that is known of a version, its hashes checked", () =>
  inModels(async (root) => {
    const { code, stdout } = await models(root, "show", "calls");
    assertEquals(code, 0);
    const said = [
      ...["calls 1.1.0\n", `${root}/calls/v1.1.0\n`, "latest\n", "greeks_1\n"],
      ...["d41d8cd98f\n", "mae  0.003912\n", "leaves  31\n", "squared\n"],
      ...["files, their hashes right\n", "model.onnx  7 bytes  "],
    ];
    for (const text of said) assertStringIncludes(stdout, text);
    const old = await models(root, "show", "puts");
    assertStringIncludes(old.stdout, "data     not recorded\n");

    const champion = ["show", "calls", "--version", "champion", "--json"];
    const json = JSON.parse((await models(root, ...champion)).stdout);
    const { path, aliases, version, hyperparameters, dataHash } = json;
    assertEquals({ path, aliases, version, hyperparameters, dataHash }, {
      path: `${root}/calls/v1.0.0`,
      aliases: ["champion"],
      version: "1.0.0",
      hyperparameters: CALLS.hyperparameters,
      dataHash: CALLS.dataHash,
    });

    await Deno.writeTextFile(`${root}/calls/v1.1.0/model.onnx`, "another");
    const damaged = await models(root, "show", "calls", "--version", "v1.1.0");
    assertEquals([damaged.code, damaged.stdout], [2, ""]);
    assertStringIncludes(damaged.stderr, "cut off or altered");
  }));

Deno.test("tenor models promote and rollback move the champion and say from where", () =>
  inModels(async (root) => {
    const champion = () => Deno.readTextFileSync(`${root}/calls/champion`);
    const promoted = await models(root, "promote", "calls", "v1.1.0");
    assertEquals([promoted.code, promoted.stdout], [
      0,
      "calls 1.1.0 is the champion; it was 1.0.0\n",
    ]);
    assertEquals(champion(), "1.1.0\n");
    assertEquals(
      (await models(root, "promote", "calls", "latest")).stdout,
      "calls 1.1.0 is the champion already\n",
    );
    const back = await models(root, "rollback", "calls", "--json");
    const { name, action, champion: now, before, at } = JSON.parse(back.stdout);
    assertEquals([name, action, now, before], [
      ...["calls", "rollback", "1.0.0", "1.1.0"],
    ]);
    assertEquals(new Date(at).toISOString(), at);
    assertEquals(champion(), "1.0.0\n");
    const none = await models(root, "rollback", "calls");
    assertEquals([none.code, none.stdout], [2, ""]);
    assertStringIncludes(none.stderr, "another champion before 1.0.0");
  }));

Deno.test("tenor models refuses bad input with exit code 2, one line and nothing on standard output", () =>
  inModels(async (root) => {
    const cases: [string[], string][] = [
      [["show", "cals"], "The nearest is calls"],
      [["show", "calls", "--version", "3"], "1.0.0, 1.1.0, latest, champion"],
      [["show"], "missing required argument 'name'"],
      [["promote", "calls"], "missing required argument 'version'"],
      [["promote", "calls", "9.9.9"], "must be one of 1.0.0, 1.1.0"],
      [["promote", "../calls", "1.0.0"], 'Cannot open the model "../calls"'],
      [["rollback", "nothing"], "it holds calls, puts"],
      [["lst"], "unknown command 'lst'"],
    ];
    for (const [args, message] of cases) {
      const { code, stdout, stderr } = await models(root, ...args);
      assertEquals([code, stdout], [2, ""], args.join(" "));
      assertStringIncludes(stderr, message);
      if (stderr.startsWith("tenor:")) {
        assertEquals(stderr.match(/\n/g)?.length, 1);
      }
    }
    const file = await models(`${root}/calls/latest`, "list");
    assertEquals(file.code, 2);
    assertStringIncludes(file.stderr, `${root}/calls/latest`);
  }));

Deno.test("tenor models show does not round an R² to 1", async () => {
  await inModels(async (root) => {
    const { stdout } = await models(root, "show", "calls");
    assertStringIncludes(stdout, "0.999951\n");
  });
});
