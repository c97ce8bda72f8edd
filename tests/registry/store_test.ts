import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { ArtifactError } from "lib/core/errors.ts";
import {
  fileOf,
  readArtifact,
  readArtifactMetadata,
} from "lib/registry/artifact.ts";
import {
  listModels,
  type NewArtifact,
  openArtifact,
  registerArtifact,
} from "lib/registry/store.ts";

async function inFolder(work: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await work(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** A small model that says `text`. */
function model(text: string, more: Partial<NewArtifact> = {}): NewArtifact {
  return {
    name: "vg-mlp",
    kind: "calibrator",
    created: "2026-01-02T03:04:05.000Z",
    runId: "run-1",
    codeVersion: "0.0.0",
    command: "deno task tenor",
    metrics: { rmse: 0.001 },
    details: { law: "variance-gamma" },
    files: {
      "model.onnx": new TextEncoder().encode(text),
      "feature_names.json": new TextEncoder().encode("[]"),
    },
    ...more,
  };
}

async function refused(work: () => Promise<unknown>): Promise<string> {
  return (await assertRejects(work, ArtifactError)).message;
}

Deno.test("A registered model comes back with its files and what is known of it", () =>
  inFolder(async (root) => {
    const stored = await registerArtifact(root, model("one"));
    assertEquals(stored.version, "1.0.0");
    const { metadata, files, path } = await openArtifact(root, "vg-mlp");
    assertEquals(metadata, stored);
    assertEquals(metadata.metrics, { rmse: 0.001 });
    assertEquals(path, `${root}/vg-mlp/v1.0.0`);
    assertEquals([...files.keys()].sort(), [
      "feature_names.json",
      "model.onnx",
    ]);
    assertEquals(new TextDecoder().decode(files.get("model.onnx")), "one");
  }));

Deno.test("Each registration is a new version by the part that goes up, latest follows and champion stays", () =>
  inFolder(async (root) => {
    const versions: string[] = [];
    const bumps = ["minor", "minor", "patch", "major", "minor"] as const;
    for (const bump of bumps) {
      const { version } = await registerArtifact(root, model(bump, { bump }));
      versions.push(version);
    }
    assertEquals(versions, ["1.0.0", "1.1.0", "1.1.1", "2.0.0", "2.1.0"]);
    assertEquals(await listModels(root), [{
      name: "vg-mlp",
      versions,
      aliases: { latest: "2.1.0", champion: "1.0.0" },
    }]);
  }));

Deno.test("Versions are ordered as numbers, not as text", () =>
  inFolder(async (root) => {
    let version = "";
    for (let i = 0; i < 12; ++i) {
      ({ version } = await registerArtifact(root, model(`${i}`)));
    }
    assertEquals(version, "1.11.0");
    const [{ versions }] = await listModels(root);
    assertEquals(versions.slice(-3), ["1.9.0", "1.10.0", "1.11.0"]);
  }));

Deno.test("Registrations at the same time get a version each, whole, and the newest is latest", () =>
  inFolder(async (root) => {
    const texts = Array.from({ length: 12 }, (_, i) => `model ${i}`);
    const stored = await Promise.all(
      texts.map((text) => registerArtifact(root, model(text))),
    );
    const versions = stored.map(({ version }) => version);
    assertEquals(new Set(versions).size, texts.length);
    for (const [i, version] of versions.entries()) {
      const { files } = await openArtifact(root, "vg-mlp", version);
      assertEquals(new TextDecoder().decode(files.get("model.onnx")), texts[i]);
    }
    const { metadata } = await openArtifact(root, "vg-mlp", "latest");
    assertEquals(metadata.version, "1.11.0");
    const left = [...Deno.readDirSync(`${root}/vg-mlp`)]
      .filter(({ name }) => name.startsWith("."));
    assertEquals(left, []);
  }));

Deno.test("A version of one's choice is registered, latest stays the newest and the champion the champion", () =>
  inFolder(async (root) => {
    for (const version of ["2.0.0", "1.5.3", "2.0.1"]) {
      const stored = await registerArtifact(root, model("x", { version }));
      assertEquals(stored.version, version);
    }
    assertEquals(await listModels(root), [{
      name: "vg-mlp",
      versions: ["1.5.3", "2.0.0", "2.0.1"],
      aliases: { latest: "2.0.1", champion: "2.0.0" },
    }]);
    const { version } = await registerArtifact(root, model("next"));
    assertEquals(version, "2.1.0");
  }));

Deno.test("A version that is taken, or is none, is refused and nothing changes", () =>
  inFolder(async (root) => {
    await registerArtifact(root, model("one", { version: "1.0.0" }));
    const again = model("two", { version: "1.0.0" });
    assertEquals(
      await refused(() => registerArtifact(root, again)),
      "Cannot register vg-mlp 1.0.0 as that version must be free: the next free one is 1.1.0",
    );
    assertStringIncludes(
      await refused(() =>
        registerArtifact(root, { ...again, bump: "major" as const })
      ),
      "the next free one is 2.0.0",
    );
    for (const version of ["1.0", "v2.0.0", "01.0.0", "1.0.0-rc.1", "", "a"]) {
      await assertRejects(
        () => registerArtifact(root, model("x", { version })),
        RangeError,
        "as its version must be three whole numbers such as 1.0.0",
      );
    }
    const { files } = await openArtifact(root, "vg-mlp");
    assertEquals(new TextDecoder().decode(files.get("model.onnx")), "one");
    assertEquals((await listModels(root))[0].versions, ["1.0.0"]);
  }));

Deno.test("Hyperparameters and the hash of the data stand in metadata.json, where they are known", () =>
  inFolder(async (root) => {
    const known = { hyperparameters: { leaves: 31 }, dataHash: "ab12" };
    await registerArtifact(root, model("one", known));
    const text = await Deno.readTextFile(`${root}/vg-mlp/v1.0.0/metadata.json`);
    const { hyperparameters, dataHash } = JSON.parse(text);
    assertEquals({ hyperparameters, dataHash }, known);
    await registerArtifact(root, model("two"));
    const { metadata } = await openArtifact(root, "vg-mlp");
    assertEquals(metadata.hyperparameters, undefined);
    assertEquals(metadata.dataHash, undefined);
  }));

Deno.test("What a killed writer left half done is swept and never part of a version", () =>
  inFolder(async (root) => {
    await registerArtifact(root, model("one"));
    for (const dir of [".new", "vg-mlp/.new", "vg-mlp/.new-4f2a"]) {
      await Deno.mkdir(`${root}/${dir}/v1.1.0`, { recursive: true });
      await Deno.writeTextFile(`${root}/${dir}/v1.1.0/half.bin`, "ha");
      await Deno.writeTextFile(`${root}/${dir}/latest`, "9.9");
    }
    await registerArtifact(root, model("two"));
    await registerArtifact(root, model("first", { name: "other" }));
    const names = (dir: string) =>
      Array.from(Deno.readDirSync(dir), ({ name }) => name).sort();
    assertEquals(names(root), ["other", "vg-mlp"]);
    assertEquals(names(`${root}/vg-mlp`), [
      ...["champion", "latest", "v1.0.0", "v1.1.0"],
    ]);
    assertEquals(names(`${root}/vg-mlp/v1.1.0`), [
      ...["feature_names.json", "metadata.json", "model.onnx"],
    ]);
    assertEquals(names(`${root}/other`), ["champion", "latest", "v1.0.0"]);
  }));

Deno.test("A champion that stands for no version is replaced by the next registration", () =>
  inFolder(async (root) => {
    await registerArtifact(root, model("one"));
    await registerArtifact(root, model("two"));
    for (const broken of ["7.0.0\n", "garbage", ""]) {
      await Deno.writeTextFile(`${root}/vg-mlp/champion`, broken);
      const { version } = await registerArtifact(root, model("next"));
      const { metadata } = await openArtifact(root, "vg-mlp", "champion");
      assertEquals(metadata.version, version);
    }
  }));

Deno.test("A folder that holds no version yet gets its first with both aliases, and keeps what else is in it", () =>
  inFolder(async (root) => {
    await Deno.mkdir(`${root}/vg-mlp`);
    await Deno.writeTextFile(`${root}/vg-mlp/notes.md`, "mine");
    await registerArtifact(root, model("one"));
    assertEquals(await listModels(root), [{
      name: "vg-mlp",
      versions: ["1.0.0"],
      aliases: { latest: "1.0.0", champion: "1.0.0" },
    }]);
    assertEquals(await Deno.readTextFile(`${root}/vg-mlp/notes.md`), "mine");
  }));

Deno.test("A file that was altered, cut off or deleted is found out", () =>
  inFolder(async (root) => {
    await registerArtifact(root, model("a long enough model"));
    const path = `${root}/vg-mlp/v1.0.0`;
    const bytes = await Deno.readFile(`${path}/model.onnx`);
    const altered = bytes.slice();
    altered[3] ^= 1;
    await Deno.writeFile(`${path}/model.onnx`, altered);
    assertStringIncludes(await refused(() => readArtifact(path)), "altered");
    await Deno.writeFile(`${path}/model.onnx`, bytes.subarray(0, 5));
    assertStringIncludes(await refused(() => readArtifact(path)), "cut off");
    await Deno.remove(`${path}/model.onnx`);
    assertStringIncludes(
      await refused(() => readArtifact(path)),
      "must exist",
    );
    await Deno.writeFile(`${path}/model.onnx`, bytes);
    const artifact = await readArtifact(path);
    const message = await refused(() =>
      Promise.resolve().then(() => fileOf(artifact, "surrogate.onnx"))
    );
    assertStringIncludes(message, "must hold surrogate.onnx");
  }));

Deno.test("Metadata that is none is an ArtifactError whatever it holds instead", () =>
  inFolder(async (root) => {
    const good = {
      name: "m",
      version: "1.0.0",
      kind: "k",
      metrics: {},
      details: {},
      files: {},
    };
    const texts = [
      "",
      '{"name": "m"',
      "null",
      "3",
      "{}",
      JSON.stringify({ ...good, files: null }),
      JSON.stringify({ ...good, files: ["model.onnx"] }),
      JSON.stringify({ ...good, files: { "model.onnx": 3 } }),
      JSON.stringify({ ...good, kind: 3 }),
      JSON.stringify({ ...good, details: undefined }),
      JSON.stringify({ ...good, metrics: [] }),
      JSON.stringify({ ...good, hyperparameters: [] }),
      JSON.stringify({ ...good, hyperparameters: null }),
      JSON.stringify({ ...good, dataHash: 3 }),
    ];
    for (const text of texts) {
      await Deno.writeTextFile(`${root}/metadata.json`, text);
      const message = await refused(() => readArtifactMetadata(root));
      assertStringIncludes(message, "must be the metadata of a model");
    }
    await Deno.writeTextFile(`${root}/metadata.json`, JSON.stringify(good));
    assertEquals((await readArtifact(root)).files.size, 0);
  }));

Deno.test("Unknown models and versions are answered with those there are", () =>
  inFolder(async (root) => {
    assertEquals(await listModels(`${root}/nowhere`), []);
    assertStringIncludes(
      await refused(() => openArtifact(root, "vg-mlp")),
      "it holds none",
    );
    await registerArtifact(root, model("one"));
    await registerArtifact(root, model("one", { name: "heston-mlp" }));
    const message = await refused(() => openArtifact(root, "vg-mpl"));
    assertStringIncludes(message, "heston-mlp, vg-mlp");
    assertStringIncludes(message, "The nearest is vg-mlp");
    assertStringIncludes(
      await refused(() => openArtifact(root, "vg-mlp", "2.0.0")),
      "must be one of 1.0.0, latest, champion",
    );
  }));

Deno.test("A name or a file name that would leave the folder is refused, and nothing is left behind", () =>
  inFolder(async (root) => {
    for (const name of ["../out", "", "A", "a/b", ".hidden"]) {
      await assertRejects(
        () => registerArtifact(root, model("x", { name })),
        RangeError,
        "as a name must be",
      );
    }
    const bytes = new Uint8Array(3);
    for (const file of ["../x.bin", "a/x.bin", "metadata.json"]) {
      await assertRejects(
        () => registerArtifact(root, model("x", { files: { [file]: bytes } })),
        RangeError,
        file,
      );
    }
    assert((await listModels(root)).length === 0);
  }));

Deno.test("An alias that is a folder, or holds no version, is none", () =>
  inFolder(async (root) => {
    await Deno.mkdir(`${root}/m/v1.0.0`, { recursive: true });
    await Deno.mkdir(`${root}/m/latest`);
    await Deno.writeTextFile(`${root}/m/champion`, "../../elsewhere\n");
    assertEquals(await listModels(root), [
      { name: "m", versions: ["1.0.0"], aliases: {} },
    ]);
  }));
