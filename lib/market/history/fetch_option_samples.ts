/**
 * Option quotes with what was known when they were made, as columns for a
 * learner: one parameterised query joins each quote with the last VIX, VIX9D,
 * VVIX and SKEW whose time is not after the quote's.
 *
 * `dte` is in whole calendar days, from the date of the quote in New York to
 * the expiry's date; hours are not counted. Moneyness is S/K for a call and
 * K/S for a put, so below 1 out of the money for both.
 *
 * @module
 */

import type {
  ContractType,
  HistoryStore,
  OptionSample,
} from "lib/market/history/history_store.ts";

/** Which quotes to fetch; all bounds are inclusive. */
export interface OptionSampleQuery {
  /** Root symbols. @default every root */
  readonly root?: string | readonly string[];
  /** Side of the chain. */
  readonly type: ContractType;
  /** Most days to expiry. @default no bound */
  readonly maxDte?: number;
  /** Fewest days to expiry. @default {0} */
  readonly minDte?: number;
  /** Least moneyness. @default {0} */
  readonly minMoneyness?: number;
  /** Greatest moneyness. @default no bound */
  readonly maxMoneyness?: number;
  /** First time, ms since 1970 UTC. @default no bound */
  readonly from?: number;
  /** Last time, ms since 1970 UTC. @default no bound */
  readonly until?: number;
  /** Sample tag. @default every row, tagged or not */
  readonly sample?: string;
  /** Age in days above which an index's value counts as unknown. @default no bound */
  readonly maxAgeDays?: number;
}

/** Quotes as columns `[rows]`, by time, root, expiry, strike, then sample. */
export interface OptionSamples {
  /** How many. */
  readonly rows: number;
  /** When each quote was valid, ms since 1970 UTC. */
  readonly validTime: Float64Array;
  /** Root of each contract. */
  readonly rootSymbol: readonly string[];
  /** Side of each contract. */
  readonly contractType: readonly ContractType[];
  /** Price of the underlying at `validTime`. */
  readonly underlyingPrice: Float64Array;
  /** Start of the expiry's date, ms since 1970 as if in UTC. */
  readonly expiration: Float64Array;
  /** Calendar days to expiry. */
  readonly dte: Float64Array;
  /** Strike. */
  readonly strike: Float64Array;
  /** Bid, NaN where unknown. */
  readonly bid: Float64Array;
  /** Ask, NaN where unknown. */
  readonly ask: Float64Array;
  /** Price to use. */
  readonly mark: Float64Array;
  /** Delta. */
  readonly delta: Float64Array;
  /** S/K for calls, K/S for puts. */
  readonly moneyness: Float64Array;
  /** Last VIX known, NaN where none is. */
  readonly vix: Float64Array;
  /** Last VIX9D known, NaN where none is. */
  readonly vix9d: Float64Array;
  /** Last VVIX known, NaN where none is. */
  readonly vvix: Float64Array;
  /** Last SKEW known, NaN where none is. */
  readonly skew: Float64Array;
}

/** The last millisecond that a `Date` knows (ECMA-262, 21.4.1.1). */
const LAST_TIME = 8.64e15;

/** The columns of numbers. */
const NUMBERS = [
  "validTime",
  "underlyingPrice",
  "expiration",
  "dte",
  "strike",
  "bid",
  "ask",
  "mark",
  "delta",
  "moneyness",
  "vix",
  "vix9d",
  "vvix",
  "skew",
] as const;

/**
 * Fetches quotes that have a delta and a mark.
 *
 * @param store The history.
 * @param query Which quotes.
 * @returns Their columns, in the same order in every home.
 * @throws {RangeError} If a bound of the query is out of its domain.
 */
export async function fetchOptionSamples(
  store: HistoryStore,
  query: OptionSampleQuery,
): Promise<OptionSamples> {
  checkQuery(query);
  const batches: (readonly OptionSample[])[] = [];
  await store.optionSamples(query, (batch) => batches.push(batch));
  return samplesOf(batches);
}

/** Samples as columns. @param batches Samples, in order. */
export function samplesOf(
  batches: readonly (readonly OptionSample[])[],
): OptionSamples {
  const rows = batches.reduce((sum, batch) => sum + batch.length, 0);
  const numbers = Object.fromEntries(
    NUMBERS.map((name) => [name, new Float64Array(rows)]),
  ) as Record<(typeof NUMBERS)[number], Float64Array>;
  const rootSymbol: string[] = [];
  const contractType: ContractType[] = [];
  for (const batch of batches) {
    for (const sample of batch) {
      const i = rootSymbol.push(sample.rootSymbol) - 1;
      contractType.push(sample.contractType);
      for (const name of NUMBERS) numbers[name][i] = sample[name];
    }
  }
  return { rows, rootSymbol, contractType, ...numbers };
}

function checkQuery(query: OptionSampleQuery): void {
  if (query.type !== "call" && query.type !== "put") {
    throw new RangeError(
      `Cannot fetch samples as type must be "call" or "put": current value is ${
        JSON.stringify(query.type)
      }`,
    );
  }
  const roots = query.root === undefined ? ["any"] : [query.root].flat();
  if (roots.length === 0 || !roots.every((root) => typeof root === "string")) {
    throw new RangeError(
      `Cannot fetch samples as root must name at least one symbol: current value is ${
        JSON.stringify(query.root)
      }. Leave it out for every root`,
    );
  }
  const atLeast0 = [
    "minDte",
    "maxDte",
    "minMoneyness",
    "maxMoneyness",
    "maxAgeDays",
  ] as const;
  for (const name of atLeast0) {
    const value = query[name];
    if (value === undefined || typeof value === "number" && value >= 0) {
      continue;
    }
    throw new RangeError(
      `Cannot fetch samples as ${name} must be a number >= 0: current value is ${value}`,
    );
  }
  for (const name of ["from", "until"] as const) {
    const value = query[name];
    if (value === undefined || Math.abs(value) <= LAST_TIME) continue;
    throw new RangeError(
      `Cannot fetch samples as ${name} must be a time in ms since 1970: current value is ${value}`,
    );
  }
}
