/**
 * A chunk of synthetic surfaces: the unit of work, of storage and of
 * resumption. Its bytes depend on its settings and its number alone.
 *
 * @module
 */

import {
  gridSize,
  STANDARD_GRID,
  type SurfaceGrid,
} from "lib/calibration/neural/surface_grid.ts";
import { BASIS_GRID } from "lib/calibration/neural/surface_basis.ts";
import type { Region } from "lib/calibration/neural/training_region.ts";
import type { NoiseModel } from "lib/calibration/synthetic/noise.ts";
import {
  type Synthesis,
  synthesize,
} from "lib/calibration/synthetic/synthesize.ts";
import { makeRng, type Rng } from "lib/core/rng.ts";
import {
  encodeColumns,
  type NumberColumns,
} from "lib/market/parquet_columns.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";

/** Grids that surfaces can be drawn on. */
export const GRID_KINDS = ["standard", "basis", "random"] as const;

/** What fixes every byte of a set of chunks. */
export interface SyntheticSettings {
  /** Name of the law. */
  readonly law: string;
  /** Box of the parameters. */
  readonly region: Region;
  /** Points of the sequence in all. */
  readonly samples: number;
  /** Points a chunk. */
  readonly chunk: number;
  /** Seed of sequence, noise and random grids. */
  readonly seed: number;
  /** One grid for all, or a random one of the standard size for each. */
  readonly grid: typeof GRID_KINDS[number];
  /** Noise on the volatilities. */
  readonly noise: NoiseModel;
  /** Absolute error of prices over the forward. */
  readonly tolerance: number;
}

/** Counts of a chunk. */
export type ChunkCounts = Pick<
  Synthesis,
  "count" | "drawn" | "invalid" | "incomplete" | "withArbitrage"
>;

/** A chunk as a file. */
export interface Chunk {
  /** Parquet. */
  readonly bytes: Uint8Array;
  /** What it holds. */
  readonly counts: ChunkCounts;
}

/** The grid of a kind that has but one. */
export function gridOf(kind: SyntheticSettings["grid"]): SurfaceGrid {
  return kind === "basis" ? BASIS_GRID : STANDARD_GRID;
}

/** Makes a chunk. @param index Its number, from 0. */
export function makeChunk(settings: SyntheticSettings, index: number): Chunk {
  const first = index * settings.chunk;
  const length = Math.min(settings.chunk, settings.samples - first);
  const set = settings.grid === "random"
    ? onRandomGrids(settings, first, length)
    : onOneGrid(settings, first, length);
  const { count, drawn, invalid, incomplete, withArbitrage } = set.counts;
  return {
    bytes: encodeColumns(set.columns),
    counts: { count, drawn, invalid, incomplete, withArbitrage },
  };
}

interface Columns {
  readonly columns: NumberColumns;
  readonly counts: ChunkCounts;
}

function onOneGrid(
  settings: SyntheticSettings,
  start: number,
  length: number,
): Columns {
  const { seed, noise, tolerance, region } = settings;
  const grid = gridOf(settings.grid);
  const law = lawByName(settings.law);
  const set = synthesize(law, length, {
    seed,
    start,
    grid,
    region,
    noise,
    tolerance,
  });
  return { columns: columnsOf(set), counts: set };
}

/** A surface at a time, each on a grid of its own. */
function onRandomGrids(
  settings: SyntheticSettings,
  start: number,
  length: number,
): Columns {
  const { seed, noise, tolerance, region } = settings;
  const law = lawByName(settings.law);
  const rng = makeRng(seed).child("grids");
  const sets: Synthesis[] = [];
  for (let i = start; i < start + length; ++i) {
    const grid = randomGrid(rng.child(`grid ${i}`));
    sets.push(synthesize(law, 1, {
      seed,
      start: i,
      grid,
      region,
      noise,
      tolerance,
    }));
  }
  const kept = sets.filter((set) => set.count === 1);
  const places = (of: (grid: SurfaceGrid) => Float64Array, name: string) =>
    Object.fromEntries(
      Array.from(of(STANDARD_GRID), (_, j) => [
        `${name}_${j}`,
        Float64Array.from(kept, (set) => of(set.grid)[j]),
      ]),
    );
  const total = (of: (set: Synthesis) => number) =>
    sets.reduce((n, set) => n + of(set), 0);
  return {
    columns: {
      ...columnsOf(joined(kept, law.space.names)),
      ...places((g) => g.maturities, "maturity"),
      ...places((g) => g.moneyness, "moneyness"),
    },
    counts: {
      count: kept.length,
      drawn: length,
      invalid: total((s) => s.invalid),
      incomplete: total((s) => s.incomplete),
      withArbitrage: total((s) => s.withArbitrage),
    },
  };
}

/** Maturities and strikes drawn within the standard grid's ends. */
function randomGrid(rng: Rng): SurfaceGrid {
  const draw = (points: Float64Array) => {
    const low = points[0];
    const high = points[points.length - 1];
    return points.map(() => low + (high - low) * rng.uniform()).sort();
  };
  return {
    maturities: draw(STANDARD_GRID.maturities),
    moneyness: draw(STANDARD_GRID.moneyness),
  };
}

function joined(
  sets: readonly Synthesis[],
  names: readonly string[],
): Pick<Synthesis, "names" | "parameters" | "vols" | "count"> {
  return {
    names,
    parameters: Float64Array.from(sets.flatMap((s) => [...s.parameters])),
    vols: Float32Array.from(sets.flatMap((s) => [...s.vols])),
    count: sets.length,
  };
}

/** Name of a volatility's column. */
export function volColumn(node: number): string {
  return `iv_${String(node).padStart(3, "0")}`;
}

function columnsOf(
  set: Pick<Synthesis, "names" | "parameters" | "vols" | "count">,
): NumberColumns {
  const { names, parameters, vols, count } = set;
  const nodes = count === 0 ? gridSize(STANDARD_GRID) : vols.length / count;
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
