/**
 * What a study of the model factory is asked for: data, labels, split, models,
 * costs. One table of keys; files and flags fill it.
 */

import {
  between,
  date,
  flag,
  list,
  type Reader,
  settings,
  text,
  whole,
  word,
} from "pipelines/read_config.ts";

/** Settings of the model factory. */
export interface FactoryConfig {
  /** Name of the study: its trials count together. */
  readonly study: string;
  /** Files, or `sp500`, `planted`, `noise`. */
  readonly data: readonly string[];
  /** What the files hold: bars, ready-made splits, or columns of series. */
  readonly layout: "bars" | "splits" | "series";
  /** Symbols to use; none named: all. */
  readonly symbols: readonly string[];
  /** First day used, or empty. */
  readonly from: string;
  /** Last day used, or empty. */
  readonly to: string;
  /** What is predicted. */
  readonly label: "return" | "direction" | "triple-barrier" | "path";
  /** Bars ahead, a model for each. */
  readonly horizons: readonly number[];
  /** Half width of the band of returns that are neither up nor down. */
  readonly neutralBand: number;
  /** Whether the neutral band is a class of its own; else its windows go. */
  readonly neutralClass: boolean;
  /** Both barriers of the triple barrier, in volatilities. */
  readonly barrier: number;
  /** Column of ready-made splits that is the label; empty: label, target or y. */
  readonly labelColumn: string;
  /** Whether a row of ready-made splits labels the window before it or with it. */
  readonly labelOf: "before" | "with";
  /** Features by name; none named: all. */
  readonly features: readonly string[];
  /** Bars of a window. */
  readonly sequenceLength: number;
  /** Longest step between two bars of a window, in bars. */
  readonly maxGap: number;
  /** Share of time learnt from. */
  readonly trainShare: number;
  /** Share of time that choices are made on. */
  readonly validationShare: number;
  /** Bars dropped before each boundary; `auto`: longest horizon + window. */
  readonly purge: number | "auto";
  /** Bars dropped after each boundary. */
  readonly embargo: number;
  /** Bars before the end of an embargo that windows may look back on. */
  readonly lookBack: number;
  /** Whether all symbols share a scale or each has its own. */
  readonly scaling: "panel" | "symbol";
  /** Families that an experiment compares. */
  readonly models: readonly string[];
  /** Panels that an experiment runs on besides its data. */
  readonly controls: readonly string[];
  /** Seed of everything. */
  readonly seed: number;
  /** Whether training stops when validation no longer gains. */
  readonly earlyStopping: boolean;
  /** Epochs or rounds without a gain. */
  readonly patience: number;
  /** By how much the loss must fall to count. */
  readonly minDelta: number;
  /** Hyperparameters of the model; in experiments `family.name`. */
  readonly params: Readonly<Record<string, unknown>>;
  /** What the tuner searches, as `tenor tune` takes it. */
  readonly search: Readonly<Record<string, unknown>>;
  /** What runs graphs. */
  readonly backend: "wasm" | "node";
  /** Threads. */
  readonly threads: number;
  /** Bars of a year, for Sharpe ratios. */
  readonly periodsPerYear: number | "auto";
  /** Commission, in basis points of what is traded. */
  readonly commissionBps: number;
  /** Half the spread, in basis points. */
  readonly slippageBps: number;
  /** Folder of runs. */
  readonly runs: string;
  /** Folder of registered models. */
  readonly registry: string;
  /** Folder of the ledgers in which the trials of each study are counted. */
  readonly trials: string;
}

const wholes: Reader = (value) => {
  const items = Array.isArray(value)
    ? value
    : typeof value === "string"
    ? value.split(",").map(Number)
    : [value];
  return items.length > 0 &&
      items.every((v) => Number.isInteger(v) && v >= 1) &&
      new Set(items).size === items.length
    ? items
    : undefined;
};
const lists: Reader = (value) =>
  value === null || value === "" ? [] : list(value);
const bars = whole(0, 1e7);

type Key = readonly [must: string, read: Reader, fallback: unknown];
/** For each key what it must be in words, how it is read, and its default. */
export const FACTORY_KEYS: Readonly<Record<keyof FactoryConfig, Key>> = {
  study: ["a name", text, "factory"],
  data: ["files, or sp500, planted, noise", list, ["sp500"]],
  layout: [
    "bars, splits or series",
    word("bars", "splits", "series"),
    "bars",
  ],
  symbols: ["a list of symbols", lists, []],
  from: ["a day, YYYY-MM-DD, or empty", date, ""],
  to: ["a day, YYYY-MM-DD, or empty", date, ""],
  label: [
    "return, direction, triple-barrier or path",
    word("return", "direction", "triple-barrier", "path"),
    "direction",
  ],
  horizons: ["different whole numbers ≥ 1", wholes, [1]],
  neutralBand: ["a number in [0, 1]", between(0, 1), 0],
  neutralClass: ["true or false", flag, false],
  barrier: ["a number in [0.01, 100]", between(0.01, 100), 2],
  labelColumn: [
    "the name of a column, or empty",
    (v) => typeof v === "string" ? v : undefined,
    "",
  ],
  labelOf: ["before or with", word("before", "with"), "before"],
  features: ["a list of features", lists, []],
  sequenceLength: ["a whole number in [1, 10000]", whole(1, 10000), 60],
  maxGap: ["a whole number ≥ 1", whole(1, 1e7), 10],
  trainShare: ["a number in [0.01, 0.98]", between(0.01, 0.98), 0.7],
  validationShare: ["a number in [0.01, 0.98]", between(0.01, 0.98), 0.15],
  purge: [
    "auto or a whole number ≥ 0",
    (v) => v === "auto" ? v : bars(v),
    60,
  ],
  embargo: ["a whole number ≥ 0", bars, 1440],
  lookBack: ["a whole number ≥ 0", bars, 0],
  scaling: ["panel or symbol", word("panel", "symbol"), "panel"],
  models: ["a list of families", list, ["nlinear"]],
  controls: ["a list of planted and noise", lists, []],
  seed: ["a whole number ≥ 0", whole(0, 2 ** 32 - 1), 42],
  earlyStopping: ["true or false", flag, true],
  patience: ["a whole number ≥ 1", whole(1), 5],
  minDelta: ["a number in [0, 1]", between(0, 1), 0],
  params: ["an object", settings, {}],
  search: ["an object", settings, {}],
  backend: ["wasm or node", word("wasm", "node"), "wasm"],
  threads: ["a whole number in [1, 64]", whole(1, 64), 1],
  periodsPerYear: [
    "auto or a number > 0",
    (v) => v === "auto" ? v : between(1e-9, 1e9)(v),
    "auto",
  ],
  commissionBps: ["a number ≥ 0", between(0, 1e4), 1],
  slippageBps: ["a number ≥ 0", between(0, 1e4), 1],
  runs: ["a folder", text, "results/runs"],
  registry: ["a folder", text, "results/models"],
  trials: ["a folder", text, "results/trials"],
};
/** Keys that are objects with keys of their own. */
export const NESTED = ["params", "search"];
