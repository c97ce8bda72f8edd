/**
 * Makes a folder of synthetic surfaces on all cores; what is there already is
 * kept.
 *
 * @module
 */

import { STANDARD_GRID } from "lib/calibration/neural/surface_grid.ts";
import {
  type ChunkCounts,
  makeChunk,
  type SyntheticSettings,
} from "lib/calibration/synthetic/chunk.ts";
import type { ChunkTask } from "lib/calibration/synthetic/chunk_worker.ts";
import {
  claimFolder,
  completeFolder,
  type PartRecord,
  readMetadata,
  storedPart,
  storePart,
  type SyntheticMetadata,
} from "lib/calibration/synthetic/synthetic_store.ts";
import { checkNoise } from "lib/calibration/synthetic/noise.ts";
import { SurfacePricer } from "lib/calibration/synthetic/surface_pricer.ts";
import type { Watch } from "lib/core/progress.ts";
import { workerMap } from "lib/core/worker_map.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";

/** How to make the folder. */
export interface WriteSyntheticOptions extends Watch {
  /** Threads; 1 makes the chunks in this one. @default {1} */
  readonly workers?: number;
  /** Version of the code, for the metadata. */
  readonly codeVersion: string;
}

/** What was done. */
export interface WriteSyntheticResult {
  /** What `metadata.json` says. */
  readonly metadata: SyntheticMetadata;
  /** Parts that were there already. */
  readonly kept: number;
}

/**
 * Makes or completes a folder.
 *
 * @param dir The folder.
 * @param settings What fixes its bytes.
 * @param options Threads, progress, cancellation.
 * @throws {ArtifactError} If the folder holds surfaces of other settings.
 * @throws {RangeError} If the noise level or the tolerance is out of range.
 */
export async function writeSynthetic(
  dir: string,
  settings: SyntheticSettings,
  options: WriteSyntheticOptions,
): Promise<WriteSyntheticResult> {
  const { workers = 1, codeVersion, signal, onProgress } = options;
  checkNoise(settings.noise);
  // Checks the tolerance before there is a folder.
  new SurfacePricer(lawByName(settings.law), STANDARD_GRID, settings);
  await claimFolder(dir, settings);
  const total = Math.ceil(settings.samples / settings.chunk);
  const missing: number[] = [];
  for (let index = 0; index < total; ++index) {
    if (await storedPart(dir, index) === null) missing.push(index);
  }
  const kept = total - missing.length;
  const whole = missing.length === 0 ? await readMetadata(dir) : null;
  // What is whole keeps the version of the code that made it.
  if (whole !== null) return { metadata: whole, kept };
  let done = kept;
  const stored = () => {
    const surfaces = Math.min(++done * settings.chunk, settings.samples);
    onProgress?.({
      done: surfaces,
      total: settings.samples,
      label: `${settings.law} surfaces`,
    });
  };
  if (workers <= 1) {
    for (const index of missing) {
      signal?.throwIfAborted();
      const { bytes, counts } = makeChunk(settings, index);
      await storePart(dir, index, bytes, counts);
      stored();
    }
  } else if (missing.length > 0) {
    await workerMap<ChunkTask, null>(
      new URL("./chunk_worker.ts", import.meta.url),
      missing.map((index) => ({ dir, settings, index })),
      {
        workers,
        onResult: stored,
        ...(signal === undefined ? {} : { signal }),
      },
    );
  }
  const parts: PartRecord[] = [];
  for (let index = 0; index < total; ++index) {
    parts.push((await storedPart(dir, index))!);
  }
  const metadata: SyntheticMetadata = {
    source: `Tenor's ${settings.law} law at scrambled Sobol points`,
    licence: "MIT, as the code that made it",
    codeVersion,
    settings,
    totals: sumOf(parts),
    parts,
  };
  await completeFolder(dir, metadata);
  return { metadata, kept };
}

function sumOf(parts: readonly ChunkCounts[]): ChunkCounts {
  const total = (of: (part: ChunkCounts) => number) =>
    parts.reduce((n, part) => n + of(part), 0);
  return {
    count: total((p) => p.count),
    drawn: total((p) => p.drawn),
    invalid: total((p) => p.invalid),
    incomplete: total((p) => p.incomplete),
    withArbitrage: total((p) => p.withArbitrage),
  };
}
