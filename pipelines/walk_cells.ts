/**
 * Steps of a walk that are done, kept until the walk ends: one that was killed
 * goes on where it stopped. A line a step, under a name that is the hash of the
 * settings and the bars, so that another walk finds nothing.
 */

import { dirname } from "@std/path";
import { sha256Hex } from "lib/core/hash.ts";
import { hashConfig } from "lib/validation/trial_ledger.ts";
import type { BacktestConfig } from "pipelines/backtest_config.ts";
import type { StudyData } from "pipelines/backtest_run.ts";
import { trialsPath } from "pipelines/backtest_study.ts";

/** What a step found, of each combination in order. */
export interface WalkCell {
  /** Its number, from 0. */
  readonly step: number;
  /** When its trials were recorded, ms since 1970 UTC. */
  readonly time: number;
  /** Sharpe ratios a year of the days learnt from. */
  readonly sharpes: readonly (number | null)[];
  /** Returns of the days traded. */
  readonly after: readonly (readonly number[])[];
}

/** The file of a walk's steps. */
export async function walkPath(
  config: BacktestConfig,
  { bars }: StudyData,
): Promise<string> {
  const { strategy } = config;
  const tables = bars.flatMap((table) =>
    ([
      "time",
      "open",
      "high",
      "low",
      "close",
      "volume",
      "dividend",
      "split",
    ] as const)
      .map((column) => sha256Hex(new Uint8Array(table[column].slice().buffer)))
  );
  const code = /\.(ts|js|mjs)$/.test(strategy)
    ? await Deno.readTextFile(strategy).catch(() => "")
    : "";
  const hash = await hashConfig({
    config: JSON.parse(JSON.stringify(config)),
    tables: await Promise.all(tables),
    code,
  });
  return trialsPath(config).replace(/jsonl$/, `walk-${hash.slice(0, 16)}`);
}

/** Steps that are done, from the first without a gap. */
export async function readCells(path: string): Promise<WalkCell[]> {
  const text = await Deno.readTextFile(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  });
  const cells: WalkCell[] = [];
  for (const line of text.split("\n")) {
    const cell = parsed(line);
    if (cell?.step === cells.length) cells.push(cell);
  }
  return cells;
}

/** Adds a step; its line starts anew where a killed writer left one half-done. */
export async function addCell(path: string, cell: WalkCell): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeTextFile(path, `\n${JSON.stringify(cell)}\n`, {
    append: true,
  });
}

/** Forgets the steps of a walk that ended. */
export async function forgetCells(path: string): Promise<void> {
  await Deno.remove(path).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}

function parsed(line: string): WalkCell | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
