/**
 * Quotes of one side as a table to learn deltas from: features as columns,
 * with what splitters and the baseline must know of each row.
 *
 * @module
 */

import {
  type DeltaFeature,
  FEATURE_BOUNDS,
  INDEX_FEATURES,
  QUOTE_FEATURES,
} from "lib/greeks/delta_features.ts";
import type { OptionSamples } from "lib/market/history/fetch_option_samples.ts";
import type { ContractType } from "lib/market/history/history_store.ts";
import { newYorkDate } from "lib/market/history/written_time.ts";
import { formatDate } from "lib/market/instant.ts";
import type { Matrix } from "lib/math/matrix.ts";

/** An index is a feature if at least this share of quotes has it. */
const LEAST_KNOWN = 0.9;

/** What is learnt from. */
export interface DeltaTable {
  /** Side of the chain. */
  readonly type: ContractType;
  /** The quotes. */
  readonly samples: OptionSamples;
  /** Columns of the features. */
  readonly features: readonly DeltaFeature[];
  /** Indices left out, with the share of quotes that had them. */
  readonly leftOut: Readonly<Partial<Record<DeltaFeature, number>>>;
  /** Day of each quote, the group that stays together. */
  readonly days: readonly string[];
}

/**
 * Makes the table of some quotes: which volatility indices are features is
 * decided here.
 *
 * @param samples Quotes of one side, with deltas.
 * @throws {RangeError} If there are none.
 */
export function deltaTable(samples: OptionSamples): DeltaTable {
  if (samples.rows === 0) {
    throw new RangeError(
      "Cannot learn deltas as there must be quotes with a delta: there are none within the bounds asked for",
    );
  }
  const leftOut: Partial<Record<DeltaFeature, number>> = {};
  const indices = INDEX_FEATURES.filter((name) => {
    const known = samples[name].reduce(
      (n, v) => n + (isKnown(name, v) ? 1 : 0),
      0,
    );
    const share = known / samples.rows;
    if (share >= LEAST_KNOWN) return true;
    leftOut[name] = share;
    return false;
  });
  return {
    type: samples.contractType[0],
    samples,
    features: [...QUOTE_FEATURES, ...indices],
    leftOut,
    days: daysOf(samples),
  };
}

/** The date of each quote in New York, `YYYY-MM-DD`. */
export function daysOf({ validTime }: OptionSamples): string[] {
  return Array.from(validTime, (ms) => formatDate(newYorkDate(ms)));
}

function isKnown(name: DeltaFeature, value: number): boolean {
  const [least, most] = FEATURE_BOUNDS[name];
  return value >= least && value <= most;
}

/**
 * The features of a table with given prices of the underlying.
 *
 * @param samples The quotes.
 * @param features Columns.
 * @param underlying Price of the underlying for each quote.
 * @returns Shape `[n × p]`; an index not known is NaN.
 */
export function featureMatrix(
  samples: OptionSamples,
  features: readonly DeltaFeature[],
  underlying: Float64Array,
): Matrix {
  const { rows, strike, dte, mark } = samples;
  const isCall = samples.contractType[0] === "call";
  const columns: Readonly<Record<DeltaFeature, (i: number) => number>> = {
    dte: (i) => dte[i],
    moneyness: (i) =>
      isCall ? underlying[i] / strike[i] : strike[i] / underlying[i],
    mark: (i) => mark[i],
    strike: (i) => strike[i],
    underlying_price: (i) => underlying[i],
    vix9d: (i) => samples.vix9d[i],
    vvix: (i) => samples.vvix[i],
    skew: (i) => samples.skew[i],
  };
  const data = new Float64Array(rows * features.length);
  features.forEach((name, j) => {
    const value = columns[name];
    for (let i = 0; i < rows; ++i) data[i * features.length + j] = value(i);
  });
  return { data, rows, cols: features.length };
}
