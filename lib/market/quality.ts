/**
 * What is in a chain and how good it is: its smiles with their forwards and
 * at-the-money volatilities, and what cleaning would drop.
 *
 * @module
 */

import {
  cleanChain,
  type CleaningOptions,
  type RuleReport,
} from "lib/market/cleaning.ts";
import { type ForwardMethod, impliedForwards } from "lib/market/forward.ts";
import { formatDate } from "lib/market/instant.ts";
import type { OptionChain } from "lib/market/option_chain.ts";
import { withPricesFromVols } from "lib/market/prices_from_vols.ts";
import { median } from "lib/market/robust_line.ts";
import { relativeSpread } from "lib/market/rules/rule.ts";
import { type ChainSlice, quoteDay, slicesOf } from "lib/market/slices.ts";
import { impliedVol } from "lib/pricing/implied_vol.ts";

/** One smile in figures; what is not known is `null`. */
export interface SmileSummary {
  /** Underlying symbol or contract class. */
  readonly underlying: string;
  /** Quote date, `2025-04-30`. */
  readonly date: string | null;
  /** Expiry date. */
  readonly expiry: string | null;
  /** Time to expiry, in years. */
  readonly tau: number;
  /** Number of calls. */
  readonly calls: number;
  /** Number of puts. */
  readonly puts: number;
  /** Lowest and highest strike. */
  readonly strikes: readonly [number, number];
  /** Forward. */
  readonly forward: number | null;
  /** Discount factor. */
  readonly discount: number | null;
  /** How they were found. */
  readonly method: ForwardMethod | null;
  /** Put–call pairs behind them. */
  readonly pairs: number;
  /** Robust size of the parity residuals. */
  readonly residual: number | null;
  /** Why it is not plain parity or given rates. */
  readonly note: string;
  /** Volatility at the forward, linear in strike between its neighbours. */
  readonly atmVol: number | null;
}

/** A chain in figures. */
export interface ChainQuality {
  /** Where the quotes came from. */
  readonly source: string;
  /** Number of quotes. */
  readonly quotes: number;
  /** Number of calls. */
  readonly calls: number;
  /** Number of puts. */
  readonly puts: number;
  /** Underlyings, sorted. */
  readonly underlyings: readonly string[];
  /** Median of (ask − bid)/mid, `null` without spreads. */
  readonly medianRelativeSpread: number | null;
  /** Share of quotes that cleaning would keep. */
  readonly usable: number;
  /** What cleaning would drop, rule by rule. */
  readonly rules: readonly RuleReport[];
  /** The smiles, expired ones too. */
  readonly smiles: readonly SmileSummary[];
}

/**
 * Describes a chain.
 *
 * @param chain The quotes.
 * @param options How cleaning would be done.
 */
export function qualityOf(
  chain: OptionChain,
  options: CleaningOptions = {},
): ChainQuality {
  const points = impliedForwards(chain, options.forwards ?? {});
  const priced = withPricesFromVols(chain, points);
  const bySlice = new Map(
    points.map((point) => [point.slice.indices[0], point]),
  );
  const smiles = slicesOf(chain).map((slice): SmileSummary => {
    const point = bySlice.get(slice.indices[0]);
    const calls = slice.indices.filter((i) => chain.isCall[i] === 1).length;
    const [first, last] = [slice.indices[0], slice.indices.at(-1) ?? 0];
    return {
      underlying: slice.underlying,
      date: dateOrNull(quoteDay(chain, first) * 86_400_000),
      expiry: dateOrNull(slice.expiry),
      tau: slice.tau,
      calls,
      puts: slice.indices.length - calls,
      strikes: [chain.strike[first], chain.strike[last]],
      forward: point?.forward ?? null,
      discount: point?.discount ?? null,
      method: point?.method ?? null,
      pairs: point?.pairs ?? 0,
      residual: numberOrNull(point?.residual),
      note: point === undefined ? "expired" : point.note,
      atmVol: point === undefined
        ? null
        : numberOrNull(atmVol(priced, slice, point)),
    };
  });
  const { report } = cleanChain(chain, options);
  const quotes = chain.strike.length;
  const calls = chain.isCall.reduce((sum, isCall) => sum + isCall, 0);
  const spreads = Array.from(chain.strike, (_, i) => relativeSpread(chain, i))
    .filter(Number.isFinite);
  return {
    source: chain.source,
    quotes,
    calls,
    puts: quotes - calls,
    underlyings: [...new Set(chain.underlying)].sort(),
    medianRelativeSpread: numberOrNull(median(spreads)),
    usable: quotes === 0 ? 0 : report.rowsOut / quotes,
    rules: report.rules,
    smiles,
  };
}

/**
 * Volatility at the forward from the out-of-the-money quotes next to it, linear
 * in strike between them; NaN unless there is one on either side.
 */
function atmVol(
  chain: OptionChain,
  slice: ChainSlice,
  { forward, discount }: { forward: number; discount: number },
): number {
  const smile = slice.indices
    .filter((i) => (chain.strike[i] >= forward) === (chain.isCall[i] === 1))
    .map((i) => ({ strike: chain.strike[i], sigma: volOf(i) }))
    .filter(({ sigma }) => sigma > 0);
  // Tables of calls only have no other side: then any quote will do.
  const points = smile.some(({ strike }) => strike < forward) ? smile : slice
    .indices.map((i) => ({ strike: chain.strike[i], sigma: volOf(i) }))
    .filter(({ sigma }) => sigma > 0);
  const below = points.filter(({ strike }) => strike <= forward).at(-1);
  const above = points.find(({ strike }) => strike >= forward);
  if (below === undefined || above === undefined) return NaN;
  if (above.strike === below.strike) return below.sigma;
  const weight = (forward - below.strike) / (above.strike - below.strike);
  return below.sigma + weight * (above.sigma - below.sigma);

  function volOf(i: number): number {
    const result = impliedVol({
      forward,
      strike: chain.strike[i],
      tau: slice.tau,
      discount,
      price: chain.price[i],
      isCall: chain.isCall[i] === 1,
    });
    return result.ok ? result.sigma : NaN;
  }
}

function numberOrNull(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value;
}

function dateOrNull(ms: number): string | null {
  return Number.isNaN(ms) ? null : formatDate(ms);
}
