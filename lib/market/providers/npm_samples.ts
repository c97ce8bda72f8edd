/**
 * Real daily bars that come as npm packages, fetched when first asked for and
 * kept in Deno's cache: the S&P 500 index of 2000 to 2020 (vega-datasets
 * 3.2.1, data/sp500-2000.csv, BSD-3-Clause; 17 MB).
 *
 * An index pays no dividends and is not for sale; a backtest on it is one of
 * price changes.
 *
 * @module
 */

import { type BarsFile, barsFromCsv } from "lib/market/bars/read_bars.ts";
import { loadPackage } from "lib/market/history/load_package.ts";
import { textOf } from "lib/market/read_chain.ts";

/** Where the bars of the S&P 500 are. */
const SP500 = {
  name: "vega-datasets",
  version: "3.2.1",
  file: "../data/sp500-2000.csv",
} as const;

/**
 * Daily bars of the S&P 500 index, symbol `SPX`, 3 January 2000 to 17 April
 * 2020, as the file has them.
 *
 * @returns 5,105 bars.
 * @throws {TypeError} If the package can be neither found nor fetched.
 */
export async function loadSp500Bars(): Promise<BarsFile> {
  // Once the package is there its files are: this one is not exported as code.
  await loadPackage(SP500);
  const entry = import.meta.resolve(`npm:${SP500.name}@${SP500.version}`);
  const url = new URL(SP500.file, entry);
  const source = `${SP500.name}@${SP500.version}/data/sp500-2000.csv`;
  const path = decodeURIComponent(url.pathname);
  return await barsFromCsv(textOf(path), source, { symbol: "SPX" });
}
