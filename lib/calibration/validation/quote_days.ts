/**
 * A chain as days of quotes that can be held out: one quote a contract, so that
 * no put tells what the held-out call of its strike costs.
 *
 * @module
 */

import {
  type CalibrationQuotes,
  calibrationQuotes,
} from "lib/calibration/quotes.ts";
import { thinQuotes } from "lib/calibration/thin_quotes.ts";
import {
  logMoneynessOf,
  maturityOf,
  quotesWhere,
} from "lib/calibration/validation/quote_subsets.ts";
import { DataQualityError } from "lib/core/errors.ts";
import { type OptionChain, selectRows } from "lib/market/option_chain.ts";
import { quoteDay } from "lib/market/slices.ts";

/** The quotes of one day. */
export interface QuoteDay {
  /** The date, `yyyy-mm-dd`, or `"undated"`. */
  readonly label: string;
  /** The quotes, each with an implied volatility. */
  readonly quotes: CalibrationQuotes;
}

/** Which quotes to take. */
export interface QuoteDayOptions {
  /** Shortest time to expiry, in years. @default {0.05} */
  readonly minMaturity?: number;
  /** Largest `|ln(K/F)|`. @default {0.3} */
  readonly maxLogMoneyness?: number;
  /** Most quotes a day, evenly over strikes and expiries. @default {250} */
  readonly maxQuotes?: number;
  /** Called with each day that is left out and the quotes it has. */
  readonly onLeftOut?: (label: string, quotes: number) => void;
}

/** Fewest quotes that make a day. */
const FEWEST = 10;
const DAY_MS = 86_400_000;

/**
 * Cuts a chain into days.
 *
 * @param chain Quotes of one or more days.
 * @param options Which quotes to take.
 * @returns The days in order; days of fewer than ten quotes are left out.
 * @throws {DataQualityError} If no day is left.
 */
export function quoteDays(
  chain: OptionChain,
  options: QuoteDayOptions = {},
): QuoteDay[] {
  const rows = Array.from(chain.strike, (_, i) => i);
  const days = Map.groupBy(rows, (i) => quoteDay(chain, i));
  const result = [...days]
    .sort(([a], [b]) => a - b)
    .map(([day, indices]): QuoteDay => ({
      label: Number.isNaN(day)
        ? "undated"
        : new Date(day * DAY_MS).toISOString().slice(0, 10),
      quotes: usable(
        calibrationQuotes(selectRows(chain, indices)),
        options,
      ),
    }))
    .filter(({ label, quotes }) => {
      const enough = quotes.size >= FEWEST;
      if (!enough) options.onLeftOut?.(label, quotes.size);
      return enough;
    });
  if (result.length === 0) {
    throw new DataQualityError(
      `Cannot hold out quotes as a day must have at least ${FEWEST} with an implied volatility and the maturities and strikes asked for: none has. Widen --min-maturity or --max-log-moneyness`,
      { file: chain.source },
    );
  }
  return result;
}

function usable(
  quotes: CalibrationQuotes,
  options: QuoteDayOptions,
): CalibrationQuotes {
  const { minMaturity = 0.05, maxLogMoneyness = 0.3, maxQuotes = 250 } =
    options;
  const k = logMoneynessOf(quotes);
  const tau = maturityOf(quotes);
  const chosen = new Map<string, number>();
  for (let i = 0; i < quotes.size; ++i) {
    if (!(quotes.impliedVol[i] > 0) || !(tau[i] >= minMaturity)) continue;
    if (!(Math.abs(k[i]) <= maxLogMoneyness)) continue;
    const contract = `${quotes.sliceOf[i]}|${quotes.strike[i]}`;
    // Of a call and a put the one out of the money: it is quoted finer.
    const outside = (quotes.isCall[i] === 1) === (k[i] >= 0);
    if (outside || !chosen.has(contract)) chosen.set(contract, i);
  }
  const kept = new Set(chosen.values());
  return thinQuotes(quotesWhere(quotes, (i) => kept.has(i)), maxQuotes);
}
