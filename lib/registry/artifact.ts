/**
 * A trained model on disk: a folder of files, each known by its hash.
 *
 * `model.onnx`, `feature_names.json`, whatever else the model needs, and
 * `metadata.json`, which names them all. A folder is written beside its place
 * and renamed into it, so one that can be seen is whole.
 *
 * @module
 */

import { basename, join } from "@std/path";
import { ArtifactError } from "lib/core/errors.ts";
import { sha256Hex } from "lib/core/hash.ts";

/** The file of every artifact that is run. */
export const MODEL_FILE = "model.onnx";
/** The file that names the inputs. */
export const FEATURES_FILE = "feature_names.json";
/** The file that names all others. */
export const METADATA_FILE = "metadata.json";

/** What `metadata.json` says. */
export interface ArtifactMetadata {
  /** Name of the model. */
  readonly name: string;
  /** Semantic version. */
  readonly version: string;
  /** What sort of model: says who can load it. */
  readonly kind: string;
  /** When it was registered, ISO 8601 in UTC. */
  readonly created: string;
  /** The run that trained it. */
  readonly runId: string;
  /** Version of the code. */
  readonly codeVersion: string;
  /** The command that makes it again. */
  readonly command: string;
  /** SHA-256 of each file, by name. */
  readonly files: Readonly<Record<string, string>>;
  /** Figures on data that training did not see. */
  readonly metrics: Readonly<Record<string, number>>;
  /** What was set of the learner. @default unknown */
  readonly hyperparameters?: Readonly<Record<string, unknown>>;
  /** SHA-256 of the data that it was trained on. @default unknown */
  readonly dataHash?: string;
  /** What the kind of model needs to know. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** An artifact in memory, its hashes checked. */
export interface Artifact {
  /** Its folder. */
  readonly path: string;
  /** What it says of itself. */
  readonly metadata: ArtifactMetadata;
  /** Its files, by name. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/**
 * Reads an artifact and checks its hashes.
 *
 * @param path Its folder.
 * @throws {ArtifactError} If it is missing, cut off or altered.
 */
export async function readArtifact(path: string): Promise<Artifact> {
  const metadata = await readArtifactMetadata(path);
  const files = new Map<string, Uint8Array>();
  for (const [name, hash] of Object.entries(metadata.files)) {
    const file = join(path, name);
    const bytes = await readOrFail(file);
    if (await sha256Hex(bytes) !== hash) {
      throw new ArtifactError(
        `Cannot load ${file} as its hash must be the one in ${METADATA_FILE}: it was cut off or altered. Register the model again`,
        { path: file },
      );
    }
    files.set(name, bytes);
  }
  return { path, metadata, files };
}

/**
 * Reads what an artifact says of itself, without its files.
 *
 * @throws {ArtifactError} If there is none, or it is no metadata.
 */
export async function readArtifactMetadata(
  path: string,
): Promise<ArtifactMetadata> {
  const file = join(path, METADATA_FILE);
  const text = new TextDecoder().decode(await readOrFail(file));
  const wrong = (cause?: unknown) =>
    new ArtifactError(
      `Cannot load ${file} as it must be the metadata of a model. Register the model again`,
      { path: file, cause },
    );
  let metadata: Partial<ArtifactMetadata> | null;
  try {
    metadata = JSON.parse(text);
  } catch (cause) {
    throw wrong(cause);
  }
  const texts = [metadata?.name, metadata?.version, metadata?.kind];
  const objects = [metadata?.metrics, metadata?.details];
  const { hyperparameters = {}, dataHash = "" } = metadata ?? {};
  texts.push(dataHash);
  objects.push(hyperparameters);
  const isWhole = texts.every((t) => typeof t === "string") &&
    objects.every(isObject) && areHashes(metadata?.files);
  if (!isWhole) throw wrong();
  return metadata as ArtifactMetadata;
}

/** Whether a value gives a text for each of some files of one folder. */
function areHashes(files: unknown): boolean {
  return isObject(files) &&
    Object.entries(files).every(([name, hash]) =>
      basename(name) === name && typeof hash === "string"
    );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * A file of an artifact.
 *
 * @throws {ArtifactError} If the artifact has none of that name.
 */
export function fileOf(artifact: Artifact, name: string): Uint8Array {
  const bytes = artifact.files.get(name);
  if (bytes === undefined) {
    throw new ArtifactError(
      `Cannot load ${artifact.path} as it must hold ${name}: it holds ${
        [...artifact.files.keys()].join(", ")
      }`,
      { path: artifact.path },
    );
  }
  return bytes;
}

async function readOrFail(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new ArtifactError(`Cannot load ${path} as it must exist`, {
      path,
      cause,
    });
  }
}
