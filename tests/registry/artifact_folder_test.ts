import { assertEquals, assertRejects } from "@std/assert";
import { ArtifactError } from "lib/core/errors.ts";
import { readArtifact } from "lib/registry/artifact.ts";
import {
  type ArtifactContent,
  writeArtifactFolder,
} from "lib/registry/artifact_folder.ts";

const content = (byte: number, kind = "table"): ArtifactContent => ({
  name: "model",
  version: "1.0.0",
  kind,
  created: "2026-01-02T03:04:05.000Z",
  runId: "",
  codeVersion: "unknown",
  command: "tenor fit",
  metrics: {},
  details: {},
  files: { "model.onnx": Uint8Array.of(byte) },
});

async function inFolder(work: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await work(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const names = (dir: string) =>
  Array.from(Deno.readDirSync(dir), ({ name }) => name).sort();

const byteOf = async (path: string) =>
  (await readArtifact(path)).files.get("model.onnx")?.[0];

Deno.test("an artifact takes a new place, an empty one and that of its kind", () =>
  inFolder(async (dir) => {
    await Deno.mkdir(`${dir}/empty`);
    for (const place of [`${dir}/a/b/new`, `${dir}/empty`, `${dir}/empty`]) {
      const byte = place.length % 7;
      await writeArtifactFolder(place, content(byte));
      assertEquals(await byteOf(place), byte);
    }
    await writeArtifactFolder(`${dir}/empty`, content(99));
    assertEquals(await byteOf(`${dir}/empty`), 99);
    assertEquals(names(dir), ["a", "empty"]);
  }));

Deno.test("a file, a folder of other things and a model of another kind stay as they are", () =>
  inFolder(async (dir) => {
    await Deno.writeTextFile(`${dir}/file`, "mine");
    await Deno.mkdir(`${dir}/folder`);
    await Deno.writeTextFile(`${dir}/folder/note`, "mine");
    await writeArtifactFolder(`${dir}/delta`, content(1, "delta"));
    for (const name of ["file", "folder", "delta"]) {
      await assertRejects(
        () => writeArtifactFolder(`${dir}/${name}`, content(2)),
        ArtifactError,
        "Name another folder",
      );
    }
    assertEquals(await Deno.readTextFile(`${dir}/file`), "mine");
    assertEquals(names(`${dir}/folder`), ["note"]);
    assertEquals(await byteOf(`${dir}/delta`), 1);
    assertEquals(names(dir), ["delta", "file", "folder"]);
  }));

Deno.test("what else lies in the folder stays in it", () =>
  inFolder(async (dir) => {
    await writeArtifactFolder(`${dir}/m`, content(1));
    await Deno.writeTextFile(`${dir}/m/predictions.json`, "[]");
    await writeArtifactFolder(`${dir}/m`, content(2));
    assertEquals(await byteOf(`${dir}/m`), 2);
    assertEquals(names(`${dir}/m`), [
      ...["metadata.json", "model.onnx", "predictions.json"],
    ]);
  }));

Deno.test("what a dead writer left is settled by the next one", () =>
  inFolder(async (dir) => {
    await writeArtifactFolder(`${dir}/m`, content(1));
    await Deno.writeTextFile(`${dir}/m/note`, "mine");
    // It died between its two renames.
    await Deno.rename(`${dir}/m`, `${dir}/.old-m`);
    await Deno.mkdir(`${dir}/.new-m`);
    await writeArtifactFolder(`${dir}/m`, content(2));
    assertEquals(await byteOf(`${dir}/m`), 2);
    assertEquals(names(`${dir}/m`), ["metadata.json", "model.onnx", "note"]);
    assertEquals(names(dir), ["m"]);
  }));
