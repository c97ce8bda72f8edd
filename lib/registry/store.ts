/**
 * A folder of models: `<name>/v<version>/` with aliases beside the versions.
 *
 * @module
 */

import { basename, join } from "@std/path";
import { ArtifactError } from "lib/core/errors.ts";
import { sha256Hex } from "lib/core/hash.ts";
import { nearestName } from "lib/core/nearest_name.ts";
import {
  type Artifact,
  type ArtifactMetadata,
  METADATA_FILE,
  readArtifact,
} from "lib/registry/artifact.ts";
import {
  type Alias,
  ALIASES,
  aliasOf,
  folderNames,
  versionsOf,
} from "lib/registry/model_folder.ts";
import { placeVersion } from "lib/registry/place_version.ts";
import { whileLocked } from "lib/registry/registry_lock.ts";
import {
  type Bump,
  compareVersions,
  isVersion,
  nextVersion,
} from "lib/registry/version.ts";

/** What is registered. */
export type NewArtifact =
  & Omit<ArtifactMetadata, "version" | "files">
  & {
    /** Content by file name. */
    readonly files: Readonly<Record<string, Uint8Array>>;
    /** Its version, which must be free. @default the next one */
    readonly version?: string | undefined;
    /** Which part of the version goes up to the next one. @default {"minor"} */
    readonly bump?: Bump;
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

const NAME = /^[a-z0-9][a-z0-9._-]*$/;

/**
 * Registers a model as a new version; `latest` is the newest one from then on,
 * and the first one is the `champion` too.
 *
 * @param root Folder of all models.
 * @param artifact Files and what is to be known of them.
 * @returns The metadata as stored.
 * @throws {RangeError} If the name cannot be a folder's, that of a file
 * cannot stand beside `metadata.json`, or the version is none.
 * @throws {ArtifactError} If the version is taken, or nothing can be written.
 */
export async function registerArtifact(
  root: string,
  artifact: NewArtifact,
): Promise<ArtifactMetadata> {
  const { files, bump = "minor", version: wanted, ...said } = artifact;
  const { name } = said;
  checkNames(name, Object.keys(files), wanted);
  const hashes: Record<string, string> = {};
  for (const [file, bytes] of Object.entries(files)) {
    hashes[file] = await sha256Hex(bytes);
  }
  return await whileLocked(root, `register ${name}`, async () => {
    const home = join(root, name);
    const versions = await versionsOf(home);
    const free = nextVersion(versions.at(-1), bump);
    const version = wanted ?? free;
    if (versions.includes(version)) {
      throw new ArtifactError(
        `Cannot register ${name} ${version} as that version must be free: the next free one is ${free}`,
        { path: join(home, `v${version}`) },
      );
    }
    const metadata: ArtifactMetadata = { ...said, version, files: hashes };
    const latest = [...versions, version].sort(compareVersions).at(-1)!;
    const champion = await aliasOf(home, "champion");
    const hasChampion = champion !== undefined && versions.includes(champion);
    await placeVersion(root, name, {
      version,
      files: {
        ...files,
        [METADATA_FILE]: `${JSON.stringify(metadata, null, 2)}\n`,
      },
      aliases: { latest, ...(hasChampion ? {} : { champion: version }) },
    });
    return metadata;
  });
}

/** Refuses what cannot be a model's name, files or version. */
function checkNames(
  name: string,
  files: readonly string[],
  version: string | undefined,
): void {
  if (!NAME.test(name)) {
    throw new RangeError(
      `Cannot register "${name}" as a name must be of small letters, digits, ".", "_" and "-"`,
    );
  }
  for (const file of files) {
    if (file !== "" && basename(file) === file && file !== METADATA_FILE) {
      continue;
    }
    throw new RangeError(
      `Cannot register "${name}" as its files must have plain names other than ${METADATA_FILE}: current value is ${file}`,
    );
  }
  if (version === undefined || isVersion(version)) return;
  throw new RangeError(
    `Cannot register "${name}" as its version must be three whole numbers such as 1.0.0: current value is ${version}`,
  );
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
          ? "it holds none. Train one with tenor calibrator train or tenor greeks train"
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
    const aliases: Partial<Record<Alias, string>> = {};
    for (const alias of ALIASES) {
      const version = await aliasOf(home, alias);
      if (version !== undefined) aliases[alias] = version;
    }
    // Read after the aliases, so that each of them stands for one of these.
    const versions = await versionsOf(home);
    if (versions.length === 0) continue;
    models.push({ name, versions, aliases });
  }
  return models;
}
