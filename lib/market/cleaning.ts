/**
 * Leaves out the quotes that cannot be used, and says which and why.
 *
 * The rules run one after another, each on what the one before left, in a
 * fixed order: first those of one quote, then those that compare quotes. The
 * result depends on the chain and the settings alone.
 *
 * @module
 */

import {
  type ForwardOptions,
  type ForwardPoint,
  impliedForwards,
} from "lib/market/forward.ts";
import {
  checkChain,
  type OptionChain,
  rowOf,
  selectRows,
} from "lib/market/option_chain.ts";
import { withPricesFromVols } from "lib/market/prices_from_vols.ts";
import { bounds } from "lib/market/rules/bounds.ts";
import { calendar } from "lib/market/rules/calendar.ts";
import { convexity } from "lib/market/rules/convexity.ts";
import { duplicates } from "lib/market/rules/duplicates.ts";
import { monotonicity } from "lib/market/rules/monotonicity.ts";
import {
  crossed,
  expired,
  lowOpenInterest,
  lowVolume,
  noPrice,
  wideSpread,
  zeroBid,
} from "lib/market/rules/quote_rules.ts";
import type { CleaningRule, CleaningSettings } from "lib/market/rules/rule.ts";
import { type ChainSlice, sliceKey } from "lib/market/slices.ts";

/** The rules, in the order in which they run. */
export const CLEANING_RULES: readonly CleaningRule[] = [
  noPrice,
  expired,
  zeroBid,
  crossed,
  duplicates,
  wideSpread,
  lowVolume,
  lowOpenInterest,
  bounds,
  monotonicity,
  convexity,
  calendar,
];

/** How to clean. */
export interface CleaningOptions extends Partial<CleaningSettings> {
  /** Names of rules to leave out. @default [] */
  readonly skip?: readonly string[];
  /** How forwards are found for the rules that compare quotes. */
  readonly forwards?: ForwardOptions;
}

/** A quote that was dropped, for people. */
export interface DroppedQuote {
  /** Row of the chain that was given, from 0. */
  readonly index: number;
  /** Underlying symbol or contract class. */
  readonly underlying: string;
  /** Time to expiry, in years. */
  readonly tau: number;
  /** Strike. */
  readonly strike: number;
  /** `"call"` or `"put"`. */
  readonly type: "call" | "put";
  /** Bid, `null` if not known. */
  readonly bid: number | null;
  /** Ask, `null` if not known. */
  readonly ask: number | null;
  /** Price, `null` if not known. */
  readonly price: number | null;
}

/** What one rule did. */
export interface RuleReport {
  /** Name of the rule. */
  readonly rule: string;
  /** What it drops. */
  readonly description: string;
  /** How many quotes it dropped. */
  readonly dropped: number;
  /** How many it left. */
  readonly left: number;
  /** The first few that it dropped. */
  readonly examples: readonly DroppedQuote[];
}

/** What cleaning did. */
export interface CleaningReport {
  /** Quotes given. */
  readonly rowsIn: number;
  /** Quotes kept. */
  readonly rowsOut: number;
  /** Where the rules drew their lines. */
  readonly settings: CleaningSettings;
  /** One entry a rule that ran, in order. */
  readonly rules: readonly RuleReport[];
}

const EXAMPLES = 3;

/** Where the lines are drawn unless the caller says otherwise. */
export const DEFAULT_SETTINGS: CleaningSettings = {
  maxRelativeSpread: 0.5,
  minVolume: 0,
  minOpenInterest: 0,
  tolerance: 1e-9,
};

/**
 * Leaves out the quotes that a rule speaks against.
 *
 * @param chain The quotes, left as they are.
 * @param options Settings, by default {@link DEFAULT_SETTINGS}.
 * @returns The quotes kept, in their order, and the report.
 * @throws {TypeError} If the chain's columns differ in length.
 * @throws {RangeError} If a setting is negative or not a number, or a rule to
 * skip is unknown.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cleanChain } from "lib/market/cleaning.ts";
 * import { chainFromRows } from "lib/market/option_chain.ts";
 *
 * const quote = { tau: 1, spot: 100, isCall: true, ask: 9 };
 * const { chain, report } = cleanChain(chainFromRows("made", [
 *   { ...quote, strike: 100, bid: 8 },
 *   { ...quote, strike: 105, bid: 0 },
 * ]));
 * assertEquals([...chain.strike], [100]);
 * assertEquals(report.rules.find((r) => r.dropped > 0)?.rule, "zero-bid");
 * ```
 */
export function cleanChain(
  chain: OptionChain,
  options: CleaningOptions = {},
): { readonly chain: OptionChain; readonly report: CleaningReport } {
  checkChain(chain);
  const settings = checkSettings(options);
  const rules = chooseRules(options.skip ?? []);
  // Quotes in volatility are compared by the prices that they stand for.
  const priced = withPricesFromVols(chain);
  let left = priced;
  let rows = Array.from(chain.strike, (_, i) => i);
  let forwards: ReadonlyMap<string, ForwardPoint> | undefined;
  const forwardOf = (slice: ChainSlice) => {
    forwards ??= new Map(
      impliedForwards(left, options.forwards ?? {}).map((point) => [
        sliceKey(left, point.slice.indices[0]),
        point,
      ]),
    );
    return forwards.get(sliceKey(left, slice.indices[0]));
  };
  const reports = rules.map((rule): RuleReport => {
    const failing = new Set(rule.failing(left, { settings, forwardOf }));
    const dropped = rows.filter((_, i) => failing.has(i));
    if (failing.size > 0) {
      const kept = rows.map((_, i) => i).filter((i) => !failing.has(i));
      rows = kept.map((i) => rows[i]);
      left = selectRows(left, kept);
    }
    return {
      rule: rule.name,
      description: rule.describe(settings),
      dropped: dropped.length,
      left: rows.length,
      examples: dropped.slice(0, EXAMPLES).map((i) => describeQuote(chain, i)),
    };
  });
  return {
    chain: selectRows(chain, rows),
    report: {
      rowsIn: chain.strike.length,
      rowsOut: rows.length,
      settings,
      rules: reports,
    },
  };
}

function checkSettings(options: CleaningOptions): CleaningSettings {
  const { maxRelativeSpread, minVolume, minOpenInterest, tolerance } = {
    ...DEFAULT_SETTINGS,
    ...options,
  };
  const settings = { maxRelativeSpread, minVolume, minOpenInterest, tolerance };
  for (const [name, value] of Object.entries(settings)) {
    if (value >= 0) continue;
    throw new RangeError(
      `Cannot clean as ${name} must be a number >= 0: current value is ${value}`,
    );
  }
  return settings;
}

function chooseRules(skip: readonly string[]): readonly CleaningRule[] {
  const names = CLEANING_RULES.map(({ name }) => name);
  const unknown = skip.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new RangeError(
      `Cannot skip rule "${unknown}" as it must be one of ${names.join(", ")}`,
    );
  }
  return CLEANING_RULES.filter(({ name }) => !skip.includes(name));
}

function describeQuote(chain: OptionChain, index: number): DroppedQuote {
  const { underlying, tau, strike, isCall, bid, ask, price } = rowOf(
    chain,
    index,
  );
  const known = (value: number) => Number.isNaN(value) ? null : value;
  return {
    index,
    underlying,
    tau,
    strike,
    type: isCall ? "call" : "put",
    bid: known(bid),
    ask: known(ask),
    price: known(price),
  };
}
