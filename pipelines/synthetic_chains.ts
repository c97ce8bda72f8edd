/** Made chains for a backtest that needs no download. */

import { makeSynthSettings } from "lib/greeks/synth/synth_settings.ts";
import { syntheticHistory } from "lib/greeks/synth/synthetic_history.ts";
import type { OptionQuote } from "lib/market/history/history_store.ts";

/** What a configuration writes in place of files. */
export const SYNTHETIC = "synthetic";

/** Trading days of a made history. */
const DAYS = 40;

/**
 * Quotes of 40 days under Bates' law, at the day's variance.
 *
 * @param symbol What they are quotes of.
 * @param seed The same seed makes the same quotes.
 */
export function syntheticQuotes(symbol: string, seed: number): OptionQuote[] {
  const settings = makeSynthSettings({ root: symbol, days: DAYS, seed });
  return Array.from(syntheticHistory(settings), ({ quotes }) => quotes).flat();
}
