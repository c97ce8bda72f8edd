/**
 * A folder of models: `<name>/v<version>/` with aliases beside the versions.
 *
 * @module
 */

import { basename, join } from "@std/path";
import { writeTextAtomic } from "lib/core/atomic_file.ts";
import { ArtifactError } from "lib/core/errors.ts";
import { sha256Hex } from "lib/core/hash.ts";
import { nearestName } from "lib/core/nearest_name.ts";
import {
  type Artifact,
  type ArtifactMetadata,
  METADATA_FILE,
  readArtifact,
  readArtifactMetadata,
} from "lib/registry/artifact.ts";

/** Names that stand for a version, kept in a file of their name. */
export type Alias = "latest" | "champion";

/** What is registered. */
export type NewArtifact =
  & Omit<ArtifactMetadata, "version" | "files">
  & {
    /** Content by file name. */
    readonly files: Readonly<Record<string, Uint8Array>>;
    /** Which part of the version goes up. @default {"minor"} */
    readonly bump?: "major" | "minor" | "patch";
  };

/** A model of the folder. */
export interface ModelEntry {
  /** Its name. */
  readonly name: string;
  /** Its versions, oldest first. */
  readonly versions: readonly string[];
  /** Versions by alias. */
  readonly aliases: Readonly<Partial<Record<Alias, string>>>;
}

const ALIASES: readonly Alias[] = ["latest", "champion"];
const NAME = /^[a-z0-9][a-z0-9._-]*$/;
const VERSION = /^v(\d+)\.(\d+)\.(\d+)$/;

/**
 * Registers a model as a new version and makes it `latest`; the first one is
 * the `champion` too.
 *
 * @param root Folder of all models.
 * @param artifact Files and what is to be known of them.
 * @returns The metadata as stored.
 * @throws {RangeError} If the name cannot be a folder's, or that of a file
 * cannot stand beside `metadata.json`.
 */
export async function registerArtifact(
  root: string,
  artifact: NewArtifact,
): Promise<ArtifactMetadata> {
  const { files, bump = "minor", ...said } = artifact;
  if (!NAME.test(said.name)) {
    throw new RangeError(
      `Cannot register "${said.name}" as a name must be of small letters, digits, ".", "_" and "-"`,
    );
  }
  const hashes: Record<string, string> = {};
  for (const [name, bytes] of Object.entries(files)) {
    if (basename(name) !== name || name === METADATA_FILE) {
      throw new RangeError(
        `Cannot register "${said.name}" as its files must have plain names other than ${METADATA_FILE}: current value is ${name}`,
      );
    }
    hashes[name] = await sha256Hex(bytes);
  }
  const home = join(root, said.name);
  await Deno.mkdir(home, { recursive: true });
  const beside = await Deno.makeTempDir({ dir: home, prefix: ".new-" });
  try {
    for (const [name, bytes] of Object.entries(files)) {
      await Deno.writeFile(join(beside, name), bytes);
    }
    // Someone else may take the version first; then the next one is ours.
    for (;;) {
      const version = nextVersion(await versionsOf(home), bump);
      const metadata: ArtifactMetadata = { ...said, version, files: hashes };
      await Deno.writeTextFile(
        join(beside, METADATA_FILE),
        `${JSON.stringify(metadata, null, 2)}\n`,
      );
      await Deno.chmod(beside, 0o755);
      if (!await renamedInto(beside, join(home, `v${version}`))) continue;
      await followNewest(root, said.name);
      if (await aliasOf(home, "champion") === undefined) {
        await setAlias(root, said.name, "champion", version);
      }
      return metadata;
    }
  } catch (error) {
    await Deno.remove(beside, { recursive: true }).catch(() => {});
    throw error;
  }
}

/**
 * Opens a version of a model.
 *
 * @param root Folder of all models.
 * @param name The model.
 * @param version A version, or an alias. @default {"latest"}
 * @throws {ArtifactError} If there is none, or it is damaged.
 */
export async function openArtifact(
  root: string,
  name: string,
  version: string = "latest",
): Promise<Artifact> {
  return await readArtifact(await artifactPath(root, name, version));
}

/**
 * Folder of a version of a model.
 *
 * @throws {ArtifactError} If there is none.
 */
export async function artifactPath(
  root: string,
  name: string,
  version: string = "latest",
): Promise<string> {
  const models = await listModels(root);
  const model = models.find((m) => m.name === name);
  if (model === undefined) {
    const names = models.map((m) => m.name);
    throw new ArtifactError(
      `Cannot open the model "${name}" as ${root} must hold it: ${
        names.length === 0
          ? "it holds none. Train one with tenor calibrator train"
          : `it holds ${names.join(", ")}. The nearest is ${
            nearestName(name, names)
          }`
      }`,
      { path: join(root, name) },
    );
  }
  const wanted = model.aliases[version as Alias] ?? version;
  if (!model.versions.includes(wanted)) {
    throw new ArtifactError(
      `Cannot open version "${version}" of ${name} as it must be one of ${
        [...model.versions, ...Object.keys(model.aliases)].join(", ")
      }`,
      { path: join(root, name) },
    );
  }
  return join(root, name, `v${wanted}`);
}

/** All models of a folder, by name; none if there is no folder. */
export async function listModels(root: string): Promise<ModelEntry[]> {
  const models: ModelEntry[] = [];
  for (const name of await folderNames(root)) {
    const home = join(root, name);
    const versions = await versionsOf(home);
    if (versions.length === 0) continue;
    const aliases: Partial<Record<Alias, string>> = {};
    for (const alias of ALIASES) {
      const version = await aliasOf(home, alias);
      if (version !== undefined) aliases[alias] = version;
    }
    models.push({ name, versions, aliases });
  }
  return models;
}

/**
 * Makes an alias stand for a version, at once for whoever reads it.
 *
 * @throws {ArtifactError} If there is no such version.
 */
export async function setAlias(
  root: string,
  name: string,
  alias: Alias,
  version: string,
): Promise<void> {
  await readArtifactMetadata(join(root, name, `v${version}`));
  await writeTextAtomic(join(root, name, alias), `${version}\n`);
}

/**
 * Makes `latest` the newest version. Whoever registered a newer one meanwhile
 * may have been overwritten, so it looks again afterwards.
 */
async function followNewest(root: string, name: string): Promise<void> {
  const newest = async () => (await versionsOf(join(root, name))).at(-1)!;
  let version: string;
  do {
    version = await newest();
    await setAlias(root, name, "latest", version);
  } while (await newest() !== version);
}

async function aliasOf(
  home: string,
  alias: Alias,
): Promise<string | undefined> {
  try {
    const version = (await Deno.readTextFile(join(home, alias))).trim();
    return VERSION.test(`v${version}`) ? version : undefined;
  } catch (error) {
    const isNone = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.IsADirectory;
    if (isNone) return undefined;
    throw error;
  }
}

/** Versions of a model without their "v", oldest first. */
async function versionsOf(home: string): Promise<string[]> {
  const names = (await folderNames(home)).filter((n) => VERSION.test(n));
  const parts = (n: string) => VERSION.exec(n)!.slice(1).map(Number);
  names.sort((a, b) => {
    const [x, y] = [parts(a), parts(b)];
    return x[0] - y[0] || x[1] - y[1] || x[2] - y[2];
  });
  return names.map((n) => n.slice(1));
}

function nextVersion(
  versions: readonly string[],
  bump: "major" | "minor" | "patch",
): string {
  const newest = versions.at(-1);
  if (newest === undefined) return "1.0.0";
  const [major, minor, patch] = newest.split(".").map(Number);
  if (bump === "major") return `${major + 1}.0.0`;
  if (bump === "minor") return `${major}.${minor + 1}.0`;
  return `${major}.${minor}.${patch + 1}`;
}

async function folderNames(path: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(path)) {
      if (entry.isDirectory && !entry.name.startsWith(".")) {
        names.push(entry.name);
      }
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return names.sort();
}

/** @returns Whether the folder took the place, false if another has it. */
async function renamedInto(from: string, to: string): Promise<boolean> {
  try {
    await Deno.rename(from, to);
    return true;
  } catch (error) {
    const taken = error instanceof Deno.errors.AlreadyExists ||
      /not empty/i.test(String(error));
    if (taken) return false;
    throw error;
  }
}
