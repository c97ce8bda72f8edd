/**
 * Quotes of days with a skewed smile, rates and dividends, priced by Black and
 * Scholes at each strike's volatility, with the deltas of that volatility: a
 * history whose truth is known.
 */

import type { Rng } from "lib/core/rng.ts";
import {
  type OptionSamples,
  samplesOf,
} from "lib/market/history/fetch_option_samples.ts";
import type {
  ContractType,
  OptionSample,
} from "lib/market/history/history_store.ts";
import { blackGreeks } from "lib/pricing/black.ts";

const DAY_MS = 86_400_000;
const FIRST = Date.UTC(2025, 2, 3);

/** What a history of smiles is made of. */
export interface SmileHistory {
  /** Days. @default 6 */
  readonly days?: number;
  /** Root. @default "XYZ" */
  readonly root?: string;
  /** True price of the underlying on a day. @default about 560 */
  readonly spotOf?: (day: number) => number;
  /** Recorded price over the true one on a day. @default 1 */
  readonly recorded?: (day: number) => number;
  /** At-the-money volatility of a day. @default about .2 */
  readonly levelOf?: (day: number) => number;
  /** Continuous rate. @default .045 */
  readonly rate?: number;
  /** Continuous dividend yield. @default .015 */
  readonly dividend?: number;
  /** Days to expiry. */
  readonly dtes?: readonly number[];
  /** Strikes over the spot. */
  readonly relatives?: readonly number[];
  /** Added to each mark. @default 0 */
  readonly premiumOf?: (
    isCall: boolean,
    strike: number,
    spot: number,
  ) => number;
  /** Indices are known. @default false */
  readonly indices?: boolean;
}

/** Quotes of one side, by day, expiry and strike. */
export function smileQuotes(
  type: ContractType,
  history: SmileHistory = {},
): OptionSamples {
  const { days = 6 } = history;
  return samplesOf(
    Array.from({ length: days }, (_, day) => quotesOfDay(type, day, history)),
  );
}

/** Both sides. */
export function smileSides(history: SmileHistory = {}): OptionSamples[] {
  return [smileQuotes("call", history), smileQuotes("put", history)];
}

function quotesOfDay(
  contractType: ContractType,
  day: number,
  history: SmileHistory,
): OptionSample[] {
  const {
    root = "XYZ",
    spotOf = (day) => 560 + 9 * Math.sin(2.1 * day),
    recorded = () => 1,
    levelOf = (day) => 0.2 + 0.04 * Math.cos(1.7 * day),
    rate = 0.045,
    dividend = 0.015,
    dtes = [3, 10, 31, 66],
    relatives = RELATIVES,
    premiumOf = () => 0,
    indices = false,
  } = history;
  const date = FIRST + day * DAY_MS;
  const spot = spotOf(day);
  const isCall = contractType === "call";
  return dtes.flatMap((dte) =>
    relatives.map((relative): OptionSample => {
      const strike = Math.round(spot * relative);
      const tau = dte / 365;
      const x = Math.log(strike / spot) / Math.sqrt(tau + 0.05);
      const sigma = levelOf(day) * (1 - 0.35 * x + 0.4 * x * x);
      const { price, delta } = blackGreeks({
        spot,
        strike,
        tau,
        sigma,
        rate,
        dividend,
        isCall,
      });
      const underlyingPrice = spot * recorded(day);
      const mark = Math.max(1e-12, price + premiumOf(isCall, strike, spot));
      return {
        validTime: date + 20 * 3_600_000,
        rootSymbol: root,
        underlyingPrice,
        expiration: date + dte * DAY_MS,
        contractType,
        strike,
        bid: mark * 0.99,
        ask: mark * 1.01,
        mark,
        delta,
        dte,
        moneyness: isCall ? underlyingPrice / strike : strike / underlyingPrice,
        vix: NaN,
        vix9d: indices ? 100 * levelOf(day) : NaN,
        vvix: indices ? 85 + day : NaN,
        skew: indices ? 130 - day : NaN,
      };
    })
  );
}

const RELATIVES = Array.from({ length: 33 }, (_, i) => 0.84 + 0.01 * i);

/** Noise of a size, in a stream of its own. */
export function noise(rng: Rng, size: number): () => number {
  return () => size * (2 * rng.uniform() - 1);
}
