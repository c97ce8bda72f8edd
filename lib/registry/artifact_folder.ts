/**
 * An artifact in a folder of one's own choice, outside a registry: written
 * beside its place and renamed into it.
 *
 * A folder that stands there is replaced only if it is empty or holds an
 * artifact of the same kind; what else lies in it stays in it.
 *
 * @module
 */

import { basename, dirname, join, resolve } from "@std/path";
import { writeFilesAtomic } from "lib/core/atomic_file.ts";
import { ArtifactError } from "lib/core/errors.ts";
import { sha256Hex } from "lib/core/hash.ts";
import {
  type ArtifactMetadata,
  METADATA_FILE,
  readArtifactMetadata,
} from "lib/registry/artifact.ts";
import { whileLocked } from "lib/registry/registry_lock.ts";

/** An artifact that is to be written. */
export type ArtifactContent = Omit<ArtifactMetadata, "files"> & {
  /** Content by file name. */
  readonly files: Readonly<Record<string, Uint8Array>>;
};

/**
 * Checks that an artifact may be written into a folder.
 *
 * @param path The folder.
 * @param kind Kind of the artifact.
 * @throws {ArtifactError} If something else stands there.
 */
export async function checkArtifactFolder(
  path: string,
  kind: string,
): Promise<void> {
  if (await isFree(path)) return;
  const found = await readArtifactMetadata(path).catch(() => undefined);
  if (found?.kind === kind) return;
  throw new ArtifactError(
    `Cannot write a model to ${path} as it must be a new or empty folder, or one with a model of this kind: it holds ${
      found === undefined ? "something else" : `a model of kind "${found.kind}"`
    }. Name another folder`,
    { path },
  );
}

/**
 * Writes an artifact into a folder, in the place of one of the same kind.
 *
 * @param path The folder; those above it are made where needed.
 * @param artifact Files and what is to be known of them.
 * @returns The metadata as stored.
 * @throws {ArtifactError} If something else stands there, or nothing can be
 * written; what stood there is then untouched.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readArtifact } from "lib/registry/artifact.ts";
 * import { writeArtifactFolder } from "lib/registry/artifact_folder.ts";
 *
 * const dir = await Deno.makeTempDir();
 * await writeArtifactFolder(`${dir}/model`, {
 *   name: "model",
 *   version: "1.0.0",
 *   kind: "table",
 *   created: "2026-01-02T03:04:05.000Z",
 *   runId: "",
 *   codeVersion: "unknown",
 *   command: "tenor fit",
 *   metrics: {},
 *   details: {},
 *   files: { "model.onnx": Uint8Array.of(1, 2, 3) },
 * });
 * const { files } = await readArtifact(`${dir}/model`);
 * await Deno.remove(dir, { recursive: true });
 * assertEquals(files.get("model.onnx"), Uint8Array.of(1, 2, 3));
 * ```
 */
export async function writeArtifactFolder(
  path: string,
  artifact: ArtifactContent,
): Promise<ArtifactMetadata> {
  const { files, ...said } = artifact;
  const hashes: Record<string, string> = {};
  for (const [name, bytes] of Object.entries(files)) {
    hashes[name] = await sha256Hex(bytes);
  }
  const metadata: ArtifactMetadata = { ...said, files: hashes };
  const place = resolve(path);
  const above = dirname(place);
  await whileLocked(above, `write a model to ${path}`, async () => {
    const beside = join(above, `.new-${basename(place)}`);
    const old = join(above, `.old-${basename(place)}`);
    // Under the lock, what stands beside is a dead writer's.
    await settle(old, place);
    await checkArtifactFolder(place, artifact.kind);
    await removeIfThere(beside);
    try {
      await writeFilesAtomic(beside, {
        ...files,
        [METADATA_FILE]: `${JSON.stringify(metadata, null, 2)}\n`,
      });
      if (!await isFree(place)) await Deno.rename(place, old);
      await Deno.rename(beside, place);
    } catch (error) {
      await removeIfThere(beside).catch(() => {});
      throw error;
    } finally {
      await settle(old, place);
    }
  });
  return metadata;
}

/**
 * Ends a replacement: the old folder returns to a place that is empty, or what
 * it alone holds moves over to the new one.
 */
async function settle(old: string, place: string): Promise<void> {
  const held = await namesIn(old);
  if (held === undefined) return;
  const taken = await namesIn(place);
  if (taken === undefined) return await Deno.rename(old, place);
  for (const name of held) {
    if (taken.includes(name)) continue;
    await Deno.rename(join(old, name), join(place, name));
  }
  await removeIfThere(old);
}

/** Whether nothing stands there, or an empty folder. */
async function isFree(path: string): Promise<boolean> {
  try {
    return ((await namesIn(path)) ?? []).length === 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}

/** Names in a folder; none if there is no folder. */
async function namesIn(path: string): Promise<string[] | undefined> {
  try {
    return await Array.fromAsync(Deno.readDir(path), ({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
