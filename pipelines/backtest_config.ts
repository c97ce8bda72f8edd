/** Settings of `tenor backtest` and `tenor walk-forward`. */

import { DataQualityError } from "lib/core/errors.ts";
import type { LimitsConfig } from "lib/risk/limits/limits.ts";
import {
  between,
  type ConfigKeys,
  date,
  flag,
  list,
  readConfig,
  type Reader,
  settings,
  text,
  whole,
  word,
} from "pipelines/read_config.ts";

/** What is run. */
export interface BacktestConfig {
  /** Name of the study: trials of one name are counted together. */
  readonly name: string;
  /** Files with bars, or `sp500` for bars from an npm package. */
  readonly data: readonly string[];
  /** Files with option chains, or `synthetic` for 40 made days of the seed. */
  readonly chains: readonly string[];
  /** Mend rows that are out of order or wrong, and count them, or refuse. */
  readonly repair: boolean;
  /** Symbol that is traded; of options, the underlying's. */
  readonly symbol: string;
  /** First day; none for the first there is. */
  readonly from: string;
  /** Last day; none for the last there is. */
  readonly to: string;
  /** Name of a strategy, or a module whose default export makes one. */
  readonly strategy: string;
  /** What is set of the strategy. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Values of settings that are tried, for walk-forward. */
  readonly grid: Readonly<Record<string, readonly unknown[]>>;
  /** What it is measured against. */
  readonly benchmark: "buy-and-hold" | "none";
  /** What is paid in. */
  readonly cash: number;
  /** `cash`: no borrowing; `margin`: 50 % at first, 25 % to keep. */
  readonly account: "cash" | "margin";
  /** Commission a share, in currency units. */
  readonly commissionPerShare: number;
  /** Least commission of an order. */
  readonly commissionMinimum: number;
  /** Commission of a contract. */
  readonly commissionPerContract: number;
  /** Commission in basis points of the value traded. */
  readonly commissionBps: number;
  /** Spread in basis points; half is paid. */
  readonly spreadBps: number;
  /** Slippage in basis points. */
  readonly slippageBps: number;
  /** Most of a bar's volume that orders may take; 0 for any. */
  readonly volumeShare: number;
  /** Interest on cash, a year. */
  readonly creditRate: number;
  /** Interest on debt, a year. */
  readonly debitRate: number;
  /** Fee on shares sold short, a year. */
  readonly borrowRate: number;
  /** Bounds that an order must pass. */
  readonly limits: LimitsConfig;
  /** Bars learnt from in each step, for walk-forward. */
  readonly train: number;
  /** Bars traded in each step, for walk-forward. */
  readonly test: number;
  /** Whether each step learns from all bars before it, or from the last. */
  readonly walk: "expanding" | "rolling";
  /** Random cuts of the leak search; 0 for none. */
  readonly leakCuts: number;
  /** Periods a year. */
  readonly periodsPerYear: number;
  /** Seed of resampling and cuts. */
  readonly seed: number;
  /** Folder of the ledgers of trials. */
  readonly trials: string;
}

const fee = ["a number from 0 to 1000000", between(0, 1e6)] as const;
// Costs are run at twice their size too: a sale must still bring something in.
const bps = ["a number from 0 to 1000", between(0, 1000)] as const;
const rate = ["a rate a year, from -1 to 1", between(-1, 1)] as const;

/** A name that can be a file's. */
const studyName: Reader = (value) =>
  typeof value === "string" && /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}$/.test(value)
    ? value
    : undefined;

const KEYS: ConfigKeys<BacktestConfig> = {
  name: [
    "a name of letters, digits, spaces, ., _ and -, a letter or digit first",
    studyName,
  ],
  data: ["a list of files, or sp500", list],
  chains: ["a list of files, or synthetic", list],
  repair: ["true or false", flag],
  symbol: ["a symbol", text],
  from: ["a date, YYYY-MM-DD", date],
  to: ["a date, YYYY-MM-DD", date],
  strategy: ["the name of a strategy or a module", text],
  settings: ["names and values", settings],
  grid: ["names and lists of values", settings],
  benchmark: ["buy-and-hold or none", word("buy-and-hold", "none")],
  cash: ["a number from 0.01 to 1e12", between(0.01, 1e12)],
  account: ["cash or margin", word("cash", "margin")],
  commissionPerShare: fee,
  commissionMinimum: fee,
  commissionPerContract: fee,
  commissionBps: bps,
  spreadBps: bps,
  slippageBps: bps,
  volumeShare: ["a share from 0 to 1", between(0, 1)],
  creditRate: rate,
  debitRate: rate,
  borrowRate: rate,
  limits: ["names and bounds", settings],
  train: ["a whole number ≥ 20", whole(20)],
  test: ["a whole number ≥ 5", whole(5)],
  walk: ["expanding or rolling", word("expanding", "rolling")],
  leakCuts: ["a whole number ≥ 0", whole(0)],
  periodsPerYear: ["a number from 0.01 to 1e6", between(0.01, 1e6)],
  seed: ["a whole number from 0, below 2^32", whole(0, 2 ** 32 - 1)],
  trials: ["a folder", text],
};

const DEFAULTS: Partial<BacktestConfig> = {
  data: [],
  chains: [],
  repair: false,
  from: "",
  to: "",
  settings: {},
  grid: {},
  benchmark: "buy-and-hold",
  cash: 100_000,
  account: "cash",
  commissionPerShare: 0.005,
  commissionMinimum: 1,
  commissionPerContract: 0.65,
  commissionBps: 0,
  spreadBps: 2,
  slippageBps: 1,
  volumeShare: 0,
  creditRate: 0,
  debitRate: 0.06,
  borrowRate: 0.01,
  limits: {},
  train: 750,
  test: 250,
  walk: "rolling",
  leakCuts: 10,
  periodsPerYear: 252,
  seed: 1,
  trials: "results/trials",
};

/**
 * Reads a configuration; keys that are left out have defaults, but for name,
 * symbol and strategy.
 *
 * @param yaml The file's text.
 * @param file Where it comes from, for messages.
 * @throws {DataQualityError} If a key is unknown, missing or does not fit.
 */
export function readBacktestConfig(
  yaml: string,
  file: string,
): BacktestConfig {
  const config = readConfig(KEYS, yaml, file, {}, DEFAULTS);
  const { data, chains, from, to } = config;
  if (data.length + chains.length === 0) {
    throw new DataQualityError(
      "There must be data or chains: name the files, or sp500 or synthetic",
      { file, column: "data" },
    );
  }
  if (from !== "" && to !== "" && from > to) {
    throw new DataQualityError(
      `The last day must not be before the first, ${from}: current value is ${to}`,
      { file, column: "to" },
    );
  }
  return config;
}
