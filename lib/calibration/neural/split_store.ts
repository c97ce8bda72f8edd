/**
 * Features and targets on disk: the three parts of a set, as Parquet.
 *
 * @module
 */

import { join } from "@std/path";
import type { SurfaceGrid } from "lib/calibration/neural/surface_grid.ts";
import type {
  SplitSets,
  SurfaceSet,
} from "lib/calibration/neural/surface_set.ts";
import { volColumn } from "lib/calibration/synthetic/chunk.ts";
import { writeFilesAtomic } from "lib/core/atomic_file.ts";
import { ArtifactError, DataQualityError } from "lib/core/errors.ts";
import { sha256Hex } from "lib/core/hash.ts";
import { decodeColumns, encodeColumns } from "lib/market/parquet_columns.ts";

const PARTS = ["training", "validation", "test"] as const;
const METADATA = "metadata.json";

/** What `metadata.json` of a split says. */
interface SplitMetadata {
  readonly source: string;
  readonly licence: string;
  readonly law: string;
  readonly names: readonly string[];
  readonly maturities: readonly number[];
  readonly moneyness: readonly number[];
  readonly parts: Readonly<
    Record<typeof PARTS[number], { rows: number; sha256: string }>
  >;
}

/**
 * Stores a split.
 *
 * @param dir Its folder.
 * @param sets The three parts.
 * @param source Where the surfaces come from.
 */
export async function writeSplit(
  dir: string,
  sets: SplitSets,
  source: string,
): Promise<void> {
  const { law, names, grid } = sets.training;
  const files: Record<string, Uint8Array | string> = {};
  const parts: Record<string, { rows: number; sha256: string }> = {};
  for (const part of PARTS) {
    const bytes = encodeColumns(columnsOf(sets[part]));
    files[`${part}.parquet`] = bytes;
    parts[part] = { rows: sets[part].count, sha256: await sha256Hex(bytes) };
  }
  const metadata: SplitMetadata = {
    source,
    licence: "MIT, as the code that made it",
    law,
    names,
    maturities: [...grid.maturities],
    moneyness: [...grid.moneyness],
    parts: parts as SplitMetadata["parts"],
  };
  files[METADATA] = `${JSON.stringify(metadata, null, 2)}\n`;
  await writeFilesAtomic(dir, files);
}

/**
 * Reads a split.
 *
 * @throws {ArtifactError} If there is none, or its metadata is damaged.
 * @throws {DataQualityError} If a part is missing or damaged.
 */
export async function readSplit(dir: string): Promise<SplitSets> {
  let text: string;
  try {
    text = await Deno.readTextFile(join(dir, METADATA));
  } catch (cause) {
    throw new ArtifactError(
      `Cannot read ${dir} as it must hold features and targets. Run tenor calibrator train`,
      { path: dir, cause },
    );
  }
  const metadata = parseMetadata(text, dir);
  const grid = {
    maturities: Float64Array.from(metadata.maturities),
    moneyness: Float64Array.from(metadata.moneyness),
  };
  const [training, validation, test] = await Promise.all(
    PARTS.map((part) => readPart(dir, part, metadata, grid)),
  );
  return { training, validation, test };
}

function parseMetadata(text: string, dir: string): SplitMetadata {
  try {
    const metadata = JSON.parse(text) as SplitMetadata;
    const { names, maturities, moneyness, parts } = metadata;
    const lists = [names, maturities, moneyness];
    const isWhole = lists.every(Array.isArray) &&
      PARTS.every((part) => Number.isInteger(parts[part].rows));
    if (isWhole) return metadata;
  } catch {
    // Said below.
  }
  throw new ArtifactError(
    `Cannot read ${dir} as its ${METADATA} must be that of features and targets: it is damaged. Delete the folder and train again`,
    { path: dir },
  );
}

async function readPart(
  dir: string,
  part: typeof PARTS[number],
  metadata: SplitMetadata,
  grid: SurfaceGrid,
): Promise<SurfaceSet> {
  const path = join(dir, `${part}.parquet`);
  const bytes = await Deno.readFile(path).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new DataQualityError(
      "The file that metadata.json speaks of is missing. Delete the folder and train again",
      { file: path },
    );
  });
  const { rows, sha256 } = metadata.parts[part];
  if (await sha256Hex(bytes) !== sha256) {
    throw new DataQualityError(
      "The file is not the one that metadata.json speaks of: its hash differs. Delete the folder and train again",
      { file: path },
    );
  }
  const columns = decodeColumns(bytes, path);
  const { names, law } = metadata;
  const nodes = metadata.maturities.length * metadata.moneyness.length;
  const parameters = new Float64Array(rows * names.length);
  const vols = new Float32Array(rows * nodes);
  for (let i = 0; i < rows; ++i) {
    names.forEach((name, j) => {
      parameters[i * names.length + j] = columns[name][i];
    });
  }
  for (let node = 0; node < nodes; ++node) {
    const column = columns[volColumn(node)];
    for (let i = 0; i < rows; ++i) vols[i * nodes + node] = column[i];
  }
  return { law, grid, names, parameters, vols, count: rows };
}

function columnsOf(set: SurfaceSet) {
  const { names, parameters, vols, count } = set;
  const nodes = vols.length / count;
  const columns: Record<string, Float32Array | Float64Array> = {};
  names.forEach((name, j) => {
    columns[name] = Float64Array.from(
      { length: count },
      (_, i) => parameters[i * names.length + j],
    );
  });
  for (let node = 0; node < nodes; ++node) {
    columns[volColumn(node)] = Float32Array.from(
      { length: count },
      (_, i) => vols[i * nodes + node],
    );
  }
  return columns;
}
