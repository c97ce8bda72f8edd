/** Quotes of both sides from a history, with what parity says of them. */

import { sha256Hex } from "lib/core/hash.ts";
import type { DeltaUniverse } from "lib/greeks/delta_artifact.ts";
import { daysOf } from "lib/greeks/delta_table.ts";
import { type ParityPoint, parityPoints } from "lib/greeks/parity_points.ts";
import {
  fetchOptionSamples,
  type OptionSamples,
} from "lib/market/history/fetch_option_samples.ts";
import type {
  ContractType,
  HistoryStore,
} from "lib/market/history/history_store.ts";
import { takeSamples } from "lib/market/history/take_samples.ts";

/** Which quotes are learnt from. */
export interface GreeksQuery {
  /** Roots; all if none is named. */
  readonly roots: readonly string[];
  /** Most days to expiry. */
  readonly maxDte: number;
  /** Least moneyness. */
  readonly minMoneyness: number;
  /** Greatest moneyness. */
  readonly maxMoneyness: number;
}

/** Quotes of both sides. */
export interface GreeksData {
  /** Quotes by side. */
  readonly sides: Readonly<Record<ContractType, OptionSamples>>;
  /** Forwards by parity. */
  readonly points: readonly ParityPoint[];
}

/** Fetches both sides: even one side's model needs the other for parity. */
export async function fetchGreeks(
  store: HistoryStore,
  query: GreeksQuery,
): Promise<GreeksData> {
  const { roots, ...bounds } = query;
  const fetch = (type: ContractType) =>
    fetchOptionSamples(store, {
      ...bounds,
      type,
      ...(roots.length > 0 && { root: roots }),
    });
  const sides = { call: await fetch("call"), put: await fetch("put") };
  return { sides, points: parityPoints([sides.call, sides.put]) };
}

/** What a model is trained on, as its artifact says it. */
export function universeOf(
  query: GreeksQuery,
  samples: OptionSamples,
): DeltaUniverse {
  const roots = [...new Set(samples.rootSymbol)].sort();
  const { maxDte, minMoneyness, maxMoneyness } = query;
  return { roots, maxDte, minMoneyness, maxMoneyness };
}

/** SHA-256 of quotes: of every column, in order. */
export async function samplesHash(samples: OptionSamples): Promise<string> {
  const parts: string[] = [];
  for (const [name, column] of Object.entries(samples)) {
    const bytes = column instanceof Float64Array
      ? new Uint8Array(column.buffer, column.byteOffset, column.byteLength)
      : JSON.stringify(column);
    parts.push(`${name} ${await sha256Hex(bytes as Uint8Array)}`);
  }
  return await sha256Hex(parts.join("\n"));
}

/** Quotes learnt from and quotes held out: whole days, the last ones. */
export interface HeldOut {
  /** Learnt from. */
  readonly train: GreeksData;
  /** Held out. */
  readonly test: GreeksData;
  /** Days held out. */
  readonly days: readonly string[];
}

/**
 * Holds out the last days of both sides.
 *
 * @param data Quotes.
 * @param share Part of the days; at least one, and two are left.
 * @throws {RangeError} If there are fewer than three days.
 */
export function holdOutDays(data: GreeksData, share: number): HeldOut {
  const sides = Object.values(data.sides);
  const days = [...new Set(sides.flatMap(daysOf))].sort();
  if (days.length < 3) {
    throw new RangeError(
      `Cannot hold out days as there must be three or more: there are ${days.length}. Ingest chains of other days`,
    );
  }
  const count = Math.min(
    days.length - 2,
    Math.max(1, Math.round(share * days.length)),
  );
  const held = new Set(days.slice(-count));
  const part = (isHeld: boolean): GreeksData => {
    const take = (side: OptionSamples) => {
      const own = daysOf(side);
      const rows = [...own.keys()].filter((i) => held.has(own[i]) === isHeld);
      return takeSamples(side, rows);
    };
    const call = take(data.sides.call);
    const put = take(data.sides.put);
    return { sides: { call, put }, points: parityPoints([call, put]) };
  };
  return { train: part(false), test: part(true), days: [...held] };
}
