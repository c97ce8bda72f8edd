/** Bars of a study: files, the sample of the S&P 500, or a made panel. */

import { sha256Hex, sha256OfFile } from "lib/core/hash.ts";
import { nearestName } from "lib/core/nearest_name.ts";
import { makeRng } from "lib/core/rng.ts";
import { noisePanel, plantedPanel } from "lib/features/synthetic_panels.ts";
import { type Bars, sliceBars } from "lib/market/bars/bars.ts";
import { readBars } from "lib/market/bars/read_bars.ts";
import { loadSp500Bars } from "lib/market/providers/npm_samples.ts";
import type { FactoryConfig } from "pipelines/factory/factory_keys.ts";

/** Symbols and bars of a made panel, and the strength of a planted signal. */
export const MADE = { symbols: 4, bars: 1500, strength: 0.35 } as const;

/** What a study runs on. */
export interface LoadedBars {
  /** A table a symbol. */
  readonly bars: readonly Bars[];
  /** SHA-256 of each source. */
  readonly hashes: Readonly<Record<string, string>>;
}

/** The settings that say which bars. */
export type BarsWanted = Pick<
  FactoryConfig,
  "study" | "data" | "symbols" | "from" | "to" | "seed"
>;

/**
 * Loads bars.
 *
 * @throws {RangeError} If a symbol is not in the data, or no bars are left.
 */
export async function loadBars(wanted: BarsWanted): Promise<LoadedBars> {
  const { study, data, symbols } = wanted;
  const all: Bars[] = [];
  const hashes: Record<string, string> = {};
  for (const name of data) {
    const bars = await barsOf(name, wanted.seed);
    hashes[name] = await hashOf(name, bars);
    all.push(...bars);
  }
  const names = all.map(({ symbol }) => symbol);
  const unknown = symbols.find((symbol) => !names.includes(symbol));
  if (unknown !== undefined) {
    throw new RangeError(
      `Cannot run ${study} as its symbols must be in the data: ${unknown} is not; the nearest is ${
        nearestName(unknown, names)
      }`,
    );
  }
  const bars = all
    .filter(({ symbol }) => symbols.length === 0 || symbols.includes(symbol))
    .map((table) => between(table, wanted))
    .filter(({ time }) => time.length > 0);
  if (bars.length === 0) {
    throw new RangeError(
      `Cannot run ${study} as there must be bars between its days: from is "${wanted.from}", to is "${wanted.to}"`,
    );
  }
  return { bars, hashes };
}

async function barsOf(name: string, seed: number): Promise<readonly Bars[]> {
  const { symbols, bars, strength } = MADE;
  const rng = makeRng(seed).child(name);
  if (name === "sp500") return (await loadSp500Bars()).bars;
  if (name === "planted") return plantedPanel({ symbols, bars, strength, rng });
  if (name === "noise") return noisePanel({ symbols, bars, rng });
  // Bars that are missing are gaps of the panel, not faults of the file.
  const { bars: read } = await readBars(name, { sessions: [] });
  return knownAtClose(read);
}

/**
 * Bars that are known when their own length has passed, be it five minutes or a
 * week: the median step of all symbols, or less where the next bar opens before.
 */
function knownAtClose(tables: readonly Bars[]): readonly Bars[] {
  const steps = tables
    .flatMap(({ time }) => Array.from(time.subarray(1), (t, i) => t - time[i]))
    .sort((a, b) => a - b);
  if (steps.length === 0) return tables;
  const length = steps[steps.length >> 1];
  return tables.map((bars) => ({
    ...bars,
    knownTime: bars.time.map((t, i) =>
      Math.min(t + length, bars.time[i + 1] ?? Infinity)
    ),
  }));
}

/** A file's hash; of bars that are no file their numbers'. */
async function hashOf(name: string, bars: readonly Bars[]): Promise<string> {
  if (!["sp500", "planted", "noise"].includes(name)) {
    return await sha256OfFile(name);
  }
  return await sha256Hex(JSON.stringify(
    bars.map(({ symbol, time, open, high, low, close, volume }) => [
      symbol,
      ...[time, open, high, low, close, volume].map((column) => [...column]),
    ]),
  ));
}

const DAY_MS = 86_400_000;

function between(bars: Bars, { from, to }: BarsWanted): Bars {
  const first = from === "" ? -Infinity : Date.parse(from);
  const end = to === "" ? Infinity : Date.parse(to) + DAY_MS;
  const begins = bars.time.findIndex((time) => time >= first);
  const stops = bars.time.findLastIndex((time) => time < end);
  return begins < 0 || stops < begins
    ? sliceBars(bars, 0, 0)
    : sliceBars(bars, begins, stops + 1);
}
