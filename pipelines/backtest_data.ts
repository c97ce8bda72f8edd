/** Bars and chains of a configured backtest. */

import { type Bars, sliceBars } from "lib/market/bars/bars.ts";
import { type BarsFile, readBars } from "lib/market/bars/read_bars.ts";
import { loadSp500Bars } from "lib/market/providers/npm_samples.ts";
import { readHistoryFiles } from "lib/market/history/read_samples.ts";
import type { OptionQuote } from "lib/market/history/history_store.ts";
import { daysToExpiry } from "lib/market/history/written_time.ts";
import { chainFromRows, type OptionChain } from "lib/market/option_chain.ts";
import { nearestName } from "lib/core/nearest_name.ts";
import type { BacktestConfig } from "pipelines/backtest_config.ts";
import type { StudyData } from "pipelines/backtest_run.ts";
import { SYNTHETIC, syntheticQuotes } from "pipelines/synthetic_chains.ts";

/** Reads what a configuration is run on. */
export async function loadStudyData(
  config: BacktestConfig,
): Promise<StudyData> {
  const files: BarsFile[] = [];
  for (const name of config.data) {
    files.push(
      name === "sp500"
        ? await loadSp500Bars()
        : await readBars(name, { repair: config.repair }),
    );
  }
  const bars = files.flatMap((file) => file.bars).map((table) =>
    between(table, config)
  ).filter(({ time }) => time.length > 0);
  const chains = await readChains(config);
  const names = bars.map(({ symbol }) => symbol);
  if (chains.length === 0 && !names.includes(config.symbol)) {
    throw new RangeError(
      `Cannot run ${config.name} as its data must have the symbol ${config.symbol}: ${
        names.length === 0
          ? "there are no bars and no chains between these dates"
          : `they have ${names.join(", ")}. The nearest is ${
            nearestName(config.symbol, names)
          }`
      }`,
    );
  }
  const own = bars.find(({ symbol }) => symbol === config.symbol);
  if (own?.time.length === 1) {
    throw new RangeError(
      `Cannot run ${config.name} as ${config.symbol} must have 2 bars or more between its dates: there is 1`,
    );
  }
  return {
    bars,
    chains: chains.filter(({ time }) => isBetween(time, config)),
    repairs: files.flatMap(({ repairs }) =>
      repairs.map(({ symbol, rule, count }) => ({
        rule: `${symbol}: ${rule}`,
        count,
      }))
    ),
  };
}

type Span = Pick<BacktestConfig, "from" | "to">;

const DAY_MS = 86_400_000;

function isBetween(time: number, { from, to }: Span): boolean {
  return (from === "" || time >= Date.parse(from)) &&
    (to === "" || time < Date.parse(to) + DAY_MS);
}

function between(bars: Bars, span: Span): Bars {
  const rows = Array.from(bars.time.keys()).filter((i) =>
    isBetween(bars.time[i], span)
  );
  return rows.length === 0
    ? sliceBars(bars, 0, 0)
    : sliceBars(bars, rows[0], rows.at(-1)! + 1);
}

/** Chains of the symbol by time, ascending, from files of quotes or made. */
export async function readChains(
  { chains, symbol, seed }: Pick<BacktestConfig, "chains" | "symbol" | "seed">,
): Promise<{ readonly time: number; readonly chain: OptionChain }[]> {
  if (chains.length === 0) return [];
  const files = chains.filter((name) => name !== SYNTHETIC);
  if (files.length === 0) return chainsOf(syntheticQuotes(symbol, seed));
  if (files.length < chains.length) {
    throw new RangeError(
      `Cannot run on chains as they must be files or ${SYNTHETIC}, not both: current value is ${
        chains.join(", ")
      }`,
    );
  }
  const { quotes } = await readHistoryFiles(files);
  return chainsOf(quotes.filter(({ rootSymbol }) => rootSymbol === symbol));
}

/** Quotes as chains by time, ascending. */
export function chainsOf(
  quotes: readonly OptionQuote[],
): { readonly time: number; readonly chain: OptionChain }[] {
  const byTime = Map.groupBy(quotes, ({ validTime }) => validTime);
  return [...byTime].sort(([a], [b]) => a - b).map(([time, rows]) => ({
    time,
    chain: chainFromRows(
      rows[0].source ?? "quotes",
      rows.map((quote) => ({
        underlying: quote.rootSymbol,
        eventTime: time,
        expiry: quote.expiration,
        tau: daysToExpiry(time, quote.expiration) / 365,
        strike: quote.strike,
        isCall: quote.contractType === "call",
        bid: quote.bid,
        ask: quote.ask,
        price: quote.mark,
        spot: quote.underlyingPrice,
      })),
    ),
  }));
}
