/**
 * Folders of synthetic surfaces: `part-00000.parquet …` and `metadata.json`.
 *
 * Parts are written beside and renamed, each is recorded with its hash in a
 * small file of its own, and `metadata.json` comes last: a folder that has it
 * is whole, one that has not is resumed.
 *
 * @module
 */

import { join } from "@std/path";
import type { SurfaceSet } from "lib/calibration/neural/surface_set.ts";
import {
  type ChunkCounts,
  gridOf,
  type SyntheticSettings,
  volColumn,
} from "lib/calibration/synthetic/chunk.ts";
import { gridSize } from "lib/calibration/neural/surface_grid.ts";
import { writeFilesAtomic, writeTextAtomic } from "lib/core/atomic_file.ts";
import { ArtifactError, DataQualityError } from "lib/core/errors.ts";
import { sha256Hex, sha256OfFile } from "lib/core/hash.ts";
import { decodeColumns } from "lib/market/parquet_columns.ts";

/** One part of a folder. */
export interface PartRecord extends ChunkCounts {
  /** File name. */
  readonly file: string;
  /** SHA-256 of its bytes. */
  readonly sha256: string;
}

/** What `metadata.json` says. */
export interface SyntheticMetadata {
  /** Where the data comes from. */
  readonly source: string;
  /** Its licence. */
  readonly licence: string;
  /** Version of the code that made it. */
  readonly codeVersion: string;
  /** What fixes its bytes. */
  readonly settings: SyntheticSettings;
  /** Sums over the parts. */
  readonly totals: ChunkCounts;
  /** The parts, in order. */
  readonly parts: readonly PartRecord[];
}

const METADATA = "metadata.json";
const SETTINGS = "settings.json";

/** The folder that surfaces of given settings go into by default. */
export function syntheticFolder(settings: SyntheticSettings): string {
  const { law, grid, samples, seed, noise } = settings;
  const suffix = noise.kind === "none" ? "" : `_${noise.kind}_${noise.level}`;
  return `${law}_${grid}_${samples}_seed${seed}${suffix}`;
}

/** File name of a part. */
export function partName(index: number): string {
  return `part-${String(index).padStart(5, "0")}.parquet`;
}

const recordName = (index: number) => `${partName(index)}.json`;

/**
 * Claims a folder for settings.
 *
 * @throws {ArtifactError} If it holds surfaces of other settings.
 */
export async function claimFolder(
  dir: string,
  settings: SyntheticSettings,
): Promise<void> {
  const wanted = JSON.stringify(settings, null, 2);
  const found = await textOf(join(dir, SETTINGS));
  if (found === null) {
    await writeTextAtomic(join(dir, SETTINGS), wanted);
  } else if (found !== wanted) {
    throw new ArtifactError(
      `Cannot write surfaces into ${dir} as it holds some of other settings (${SETTINGS} says which). Name another folder, or delete it`,
      { path: dir },
    );
  }
}

/** Stores a part and its record. */
export async function storePart(
  dir: string,
  index: number,
  bytes: Uint8Array,
  counts: ChunkCounts,
): Promise<void> {
  const record: PartRecord = {
    file: partName(index),
    sha256: await sha256Hex(bytes),
    ...counts,
  };
  await writeFilesAtomic(dir, {
    [partName(index)]: bytes,
    [recordName(index)]: JSON.stringify(record),
  });
}

/** The record of a part that is there and whole, else null. */
export async function storedPart(
  dir: string,
  index: number,
): Promise<PartRecord | null> {
  const text = await textOf(join(dir, recordName(index)));
  const record = text === null ? null : parsed<PartRecord>(text);
  if (record === null) return null;
  try {
    const hash = await sha256OfFile(join(dir, partName(index)));
    return hash === record.sha256 ? record : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Writes `metadata.json`: the folder is whole. */
export async function completeFolder(
  dir: string,
  metadata: SyntheticMetadata,
): Promise<void> {
  const text = JSON.stringify(metadata, null, 2);
  await writeTextAtomic(join(dir, METADATA), `${text}\n`);
}

/**
 * The metadata of a whole folder, or null.
 *
 * @throws {ArtifactError} If the file is damaged.
 */
export async function readMetadata(
  dir: string,
): Promise<SyntheticMetadata | null> {
  const text = await textOf(join(dir, METADATA));
  if (text === null) return null;
  const metadata = parsed<SyntheticMetadata>(text);
  if (
    !metadata?.settings?.region || !metadata.totals ||
    !Array.isArray(metadata.parts)
  ) {
    throw new ArtifactError(
      `Cannot read surfaces as ${dir}/${METADATA} must be what tenor synth wrote: it is damaged. Delete it and run tenor synth again`,
      { path: dir },
    );
  }
  return metadata;
}

/**
 * Reads a folder of surfaces on one grid.
 *
 * @param dir The folder.
 * @param options Most surfaces to read. @default {{ limit: Infinity }}
 * @throws {ArtifactError} If the folder is not whole, or its metadata damaged.
 * @throws {DataQualityError} If a part is missing or damaged, or grids are random.
 */
export async function readSynthetic(
  dir: string,
  options: { readonly limit?: number } = {},
): Promise<SurfaceSet> {
  const { limit = Infinity } = options;
  const metadata = await readMetadata(dir);
  if (metadata === null) {
    throw new ArtifactError(
      `Cannot read surfaces as ${dir} must hold ${METADATA}: it is not whole. Run tenor synth again to finish it`,
      { path: dir },
    );
  }
  const { settings, totals, parts } = metadata;
  if (settings.grid === "random") {
    throw new DataQualityError(
      "The surfaces stand on random grids: a net reads those of one grid. Make them with --grid standard",
      { file: dir },
    );
  }
  const grid = gridOf(settings.grid);
  const nodes = gridSize(grid);
  const names = Object.keys(settings.region);
  const count = Math.min(totals.count, limit);
  const parameters = new Float64Array(count * names.length);
  const vols = new Float32Array(count * nodes);
  let row = 0;
  for (const part of parts) {
    if (row >= count) break;
    const path = join(dir, part.file);
    const columns = decodeColumns(await readPart(path, part.sha256), path);
    const rows = Math.min(part.count, count - row);
    names.forEach((name, j) => {
      for (let i = 0; i < rows; ++i) {
        parameters[(row + i) * names.length + j] = columns[name][i];
      }
    });
    for (let node = 0; node < nodes; ++node) {
      const column = columns[volColumn(node)];
      for (let i = 0; i < rows; ++i) vols[(row + i) * nodes + node] = column[i];
    }
    row += rows;
  }
  return { law: settings.law, grid, names, parameters, vols, count };
}

async function readPart(path: string, sha256: string): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new DataQualityError(
      "The file that metadata.json speaks of is missing. Run tenor synth again",
      { file: path },
    );
  }
  if (await sha256Hex(bytes) !== sha256) {
    throw new DataQualityError(
      "The file is not the one that metadata.json speaks of: its hash differs. Delete it and run tenor synth again",
      { file: path },
    );
  }
  return bytes;
}

/** A JSON value of whoever wrote it, or null for anything else. */
function parsed<T>(text: string): T | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
