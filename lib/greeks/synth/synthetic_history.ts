/**
 * A history of option chains, closes and volatility indices made from a law,
 * day by day.
 *
 * Each day's chain is the law's at that day's variance, so smiles move with the
 * market as the law says they do; exercise is European. Quotes and indices have
 * one time, the close: at a quote's time the day's indices are known.
 *
 * @module
 */

import { makeRng, type Rng } from "lib/core/rng.ts";
import { chainValues } from "lib/greeks/synth/chain_values.ts";
import { ListedContracts } from "lib/greeks/synth/listed_contracts.ts";
import {
  marketPath,
  type MarketState,
  YEAR_MS,
} from "lib/greeks/synth/market_path.ts";
import { closeOf } from "lib/greeks/synth/new_york_session.ts";
import { quotedMarket } from "lib/greeks/synth/quoted_market.ts";
import type { SynthSettings } from "lib/greeks/synth/synth_settings.ts";
import {
  type VolatilityIndices,
  volatilityIndices,
} from "lib/greeks/synth/volatility_indices.ts";
import type { OptionQuote } from "lib/market/history/history_store.ts";
import type { CharacteristicFunction } from "lib/pricing/laws/law.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";

/** Decimals of a delta, one more than vendors give. */
const DELTA_DECIMALS = 1e5;

/** One day of a history. */
export interface SyntheticDay {
  /** Price, variance and parameters at the close. */
  readonly state: MarketState;
  /** The indices, to two decimals. */
  readonly indices: VolatilityIndices;
  /** The chain by expiry and strike, each call before its put. */
  readonly quotes: readonly OptionQuote[];
}

/**
 * Makes a history.
 *
 * @param settings What fixes it.
 * @returns Its days, each made when it is asked for.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeSynthSettings } from "lib/greeks/synth/synth_settings.ts";
 * import { syntheticHistory } from "lib/greeks/synth/synthetic_history.ts";
 *
 * const [day] = syntheticHistory(makeSynthSettings({ days: 1 }));
 * assertEquals(day.state.spot, 500);
 * assertEquals(day.quotes[0].validTime, Date.UTC(2025, 0, 2, 21));
 * ```
 */
export function* syntheticHistory(
  settings: SynthSettings,
): Generator<SyntheticDay> {
  const rng = makeRng(settings.seed);
  const law = lawByName(settings.law);
  const listed = new ListedContracts();
  const draws = rng.child("quotes");
  for (const state of marketPath(settings, rng)) {
    const { params } = state;
    const cf = law.characteristicFunction(
      Object.fromEntries(law.space.names.map((name) => [
        name,
        params[name as keyof typeof params],
      ])),
    );
    const indices = rounded(volatilityIndices(cf, params));
    const quotes = chainOf(cf, state, settings, listed, draws);
    yield { state, indices, quotes };
  }
}

/** The day's chain. */
function chainOf(
  cf: CharacteristicFunction,
  state: MarketState,
  settings: SynthSettings,
  listed: ListedContracts,
  draws: Rng,
): OptionQuote[] {
  const { date, time, spot } = state;
  const yearsTo = (expiry: number) => (closeOf(expiry) - time) / YEAR_MS;
  const contracts = listed.list(
    date,
    spot,
    (expiry) => Math.sqrt(cf.cumulants(yearsTo(expiry)).c2),
  );
  return contracts.flatMap(({ expiry, strikes }) =>
    quotesOf(cf, state, settings, {
      expiry,
      strikes,
      tau: yearsTo(expiry),
    }, draws)
  );
}

/** One expiry's quotes. */
function quotesOf(
  cf: CharacteristicFunction,
  { time, spot }: MarketState,
  settings: SynthSettings,
  { expiry, strikes, tau }: {
    readonly expiry: number;
    readonly strikes: Float64Array;
    readonly tau: number;
  },
  draws: Rng,
): OptionQuote[] {
  const { rate, dividend, root, law, delta: kind, seed } = settings;
  const discount = Math.exp(-rate * tau);
  const yieldFactor = Math.exp(-dividend * tau);
  const forward = spot * yieldFactor / discount;
  const { timeValue, callDelta } = chainValues(
    cf,
    { forward, discount, tau, dividend, strikes },
    kind,
  );
  const source = `synthetic ${law} ${seed}`;
  const quotes: OptionQuote[] = [];
  for (let i = 0; i < strikes.length; ++i) {
    const strike = strikes[i];
    const gain = discount * (forward - strike);
    for (const contractType of ["call", "put"] as const) {
      const depth = Math.max(0, contractType === "call" ? gain : -gain);
      const { bidCents, askCents } = quotedMarket({
        value: depth + timeValue[i],
        timeValue: timeValue[i],
        depth,
        spot,
      }, draws.uniform());
      const delta = contractType === "call"
        ? callDelta[i]
        : callDelta[i] - yieldFactor;
      quotes.push({
        validTime: time,
        rootSymbol: root,
        underlyingPrice: spot,
        expiration: expiry,
        contractType,
        strike,
        bid: bidCents / 100,
        ask: askCents / 100,
        mark: (bidCents + askCents) / 200,
        // + 0, as −0 is no number to write.
        delta: Math.round(delta * DELTA_DECIMALS) / DELTA_DECIMALS + 0,
        sample: null,
        source,
      });
    }
  }
  return quotes;
}

function rounded(indices: VolatilityIndices): VolatilityIndices {
  const cents = (x: number) => Math.round(100 * x) / 100;
  return {
    VIX: cents(indices.VIX),
    VIX9D: cents(indices.VIX9D),
    VVIX: cents(indices.VVIX),
    SKEW: cents(indices.SKEW),
  };
}
