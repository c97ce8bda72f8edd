/**
 * Every trial that a study ever ran, in a file that is only added to: the number
 * of trials behind a result is what was recorded and not what somebody
 * remembers. The deflated Sharpe ratio needs that number and the variance of
 * the trials' Sharpe ratios (Bailey and López de Prado, 2014, J. Portfolio
 * Management 40(5), equation 1).
 *
 * The file is JSON lines. Each append happens under an advisory lock, as one
 * write to the file's end, flushed: writers in many processes do not mix their
 * lines. A line that a killed writer left half-done is closed by the next one
 * and counted as torn: it was a trial too, though its result is lost.
 *
 * @module
 */

import { dirname } from "@std/path";
import { DataQualityError } from "lib/core/errors.ts";
import { sha256Hex } from "lib/core/hash.ts";
import type { TrialSpread } from "lib/validation/skill/deflated_sharpe.ts";

/** One thing that was tried. */
export interface Trial {
  /** Its name within the study, for people. */
  readonly id: string;
  /** Hash of everything that was chosen, see {@linkcode hashConfig}. */
  readonly config: string;
  /** What the study ranks by; null if the trial failed. */
  readonly score: number | null;
  /** Sharpe ratio a period, not annualised; null if there is none. */
  readonly sharpe: number | null;
  /** When it ended, ms since 1970 UTC, as the caller's clock says. */
  readonly time: number;
}

/** What a ledger holds. */
export interface TrialRecord {
  /** Trials in the order in which they were recorded. */
  readonly trials: readonly Trial[];
  /** Lines that were never finished. */
  readonly torn: number;
}

/** What is needed of a ledger to deflate a Sharpe ratio. */
export interface TrialCount {
  /** Trials recorded, torn lines and repeats included. */
  readonly total: number;
  /** Different configurations; each torn line counts as one more. */
  readonly distinct: number;
  /** Latest Sharpe ratio a period of each configuration that has one. */
  readonly sharpes: Float64Array;
  /** Their variance, ddof 1; NaN of fewer than two. */
  readonly sharpeVariance: number;
}

/**
 * A name for a configuration: SHA-256 of its JSON with keys in order, so that
 * the order in which settings were written does not make a new trial.
 *
 * @param config Any JSON value.
 * @returns 64 hexadecimal digits.
 * @throws {TypeError} If a number is not finite or a value is not JSON.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { hashConfig } from "lib/validation/trial_ledger.ts";
 *
 * assertEquals(
 *   await hashConfig({ fast: 10, slow: 50 }),
 *   await hashConfig({ slow: 50, fast: 10 }),
 * );
 * ```
 */
export async function hashConfig(config: unknown): Promise<string> {
  return await sha256Hex(JSON.stringify(inOrder(config, "config")));
}

/**
 * Adds trials to a ledger, all of them or, if the process dies, the first few
 * and a torn line.
 *
 * @param path The file; made with its folder where needed.
 * @param trials What was tried.
 * @throws {TypeError} If a trial has not the form of one.
 *
 * @example Two trials of one configuration
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { countTrials, readTrials, recordTrials } from "lib/validation/trial_ledger.ts";
 *
 * const dir = await Deno.makeTempDir();
 * const trial = { id: "a", config: "c1", score: 1, sharpe: 0.05, time: 0 };
 * await recordTrials(`${dir}/trials.jsonl`, [trial]);
 * await recordTrials(`${dir}/trials.jsonl`, [{ ...trial, id: "b" }]);
 * const { total, distinct } = countTrials(await readTrials(`${dir}/trials.jsonl`));
 * assertEquals([total, distinct], [2, 1]);
 * await Deno.remove(dir, { recursive: true });
 * ```
 */
export async function recordTrials(
  path: string,
  trials: readonly Trial[],
): Promise<void> {
  const lines = trials.map((trial) => {
    const problem = problemOf(trial);
    if (problem !== undefined) {
      throw new TypeError(`Cannot record trial "${trial.id}" as ${problem}`);
    }
    const { id, config, score, sharpe, time } = trial;
    return JSON.stringify({ id, config, score, sharpe, time }) + "\n";
  });
  if (lines.length === 0) return;
  await Deno.mkdir(dirname(path), { recursive: true });
  using file = await Deno.open(path, {
    read: true,
    append: true,
    create: true,
  });
  await file.lock(true);
  const start = await endsTorn(file) ? "\n" : "";
  const bytes = new TextEncoder().encode(start + lines.join(""));
  let written = 0;
  while (written < bytes.length) {
    written += await file.write(bytes.subarray(written));
  }
  await file.sync();
}

/**
 * Reads a ledger.
 *
 * @param path The file; one that is not there holds no trials.
 * @returns Its trials and the number of torn lines.
 * @throws {DataQualityError} If a whole line is JSON and yet no trial: the file
 * is another's.
 */
export async function readTrials(path: string): Promise<TrialRecord> {
  const lines = (await readLocked(path)).split("\n");
  // What follows the last newline is nothing, or a line never finished.
  const rest = lines.pop()!;
  const trials: Trial[] = [];
  let torn = rest === "" ? 0 : 1;
  for (const [index, line] of lines.entries()) {
    const trial = parsed(line);
    if (trial === undefined) {
      ++torn;
      continue;
    }
    const problem = problemOf(trial as Trial);
    if (problem !== undefined) {
      throw new DataQualityError(`This is no trial: ${problem}`, {
        file: path,
        row: index + 1,
        value: line,
      });
    }
    trials.push(trial as Trial);
  }
  return { trials, torn };
}

/**
 * Counts trials.
 *
 * @param record What was read.
 * @returns Their number, and the spread of their Sharpe ratios.
 */
export function countTrials(record: TrialRecord): TrialCount {
  const latest = new Map<string, number | null>();
  for (const { config, sharpe } of record.trials) {
    // A repeat that failed does not make an earlier result undone.
    latest.set(config, sharpe ?? latest.get(config) ?? null);
  }
  const sharpes = Float64Array.from(
    Array.from(latest.values()).filter((sharpe) => sharpe !== null),
  );
  return {
    total: record.trials.length + record.torn,
    distinct: latest.size + record.torn,
    sharpes,
    sharpeVariance: variance(sharpes),
  };
}

/**
 * What the deflated Sharpe ratio takes of a ledger. Trials without a Sharpe
 * ratio count in their number: they were tried.
 *
 * @param record What was read.
 * @returns Number of different configurations and variance of Sharpe ratios.
 * @throws {RangeError} If fewer than two configurations have a Sharpe ratio.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { trialSpreadOf } from "lib/validation/trial_ledger.ts";
 *
 * const trial = { score: null, time: 0 };
 * const { trials, variance } = trialSpreadOf({
 *   torn: 0,
 *   trials: [
 *     { ...trial, id: "a", config: "a", sharpe: 0.1 },
 *     { ...trial, id: "b", config: "b", sharpe: 0.3 },
 *   ],
 * });
 * assertEquals(trials, 2);
 * assertAlmostEquals(variance, 0.02, 1e-15);
 * ```
 */
export function trialSpreadOf(record: TrialRecord): TrialSpread {
  const { distinct, sharpes, sharpeVariance } = countTrials(record);
  if (sharpes.length < 2) {
    throw new RangeError(
      `Cannot tell the spread of trials as two or more must have a Sharpe ratio: ${sharpes.length} of ${distinct} have one`,
    );
  }
  return { trials: distinct, variance: sharpeVariance };
}

/** Whether the last line of a file was never finished. */
async function endsTorn(file: Deno.FsFile): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const last = new Uint8Array(1);
  await file.seek(-1, Deno.SeekMode.End);
  await file.read(last);
  return last[0] !== 0x0a;
}

/** A file's text, with no writer in the middle of a line. */
async function readLocked(path: string): Promise<string> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path, { read: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
  await file.lock(false);
  // Reading to the end closes the file, and so the lock.
  return await new Response(file.readable).text();
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function problemOf(trial: Trial): string | undefined {
  if (typeof trial !== "object" || trial === null) return "it is no object";
  for (const key of ["id", "config"] as const) {
    if (typeof trial[key] !== "string" || trial[key] === "") {
      return `${key} must be a text: current value is ${trial[key]}`;
    }
  }
  for (const key of ["score", "sharpe"] as const) {
    if (trial[key] !== null && !Number.isFinite(trial[key])) {
      return `${key} must be a finite number or null: current value is ${
        trial[key]
      }`;
    }
  }
  return Number.isFinite(trial.time)
    ? undefined
    : `time must be a finite number: current value is ${trial.time}`;
}

/** The same JSON value with the keys of its objects in order. */
function inOrder(value: unknown, place: string): unknown {
  if (Array.isArray(value)) {
    return value.map((each, i) => inOrder(each, `${place}[${i}]`));
  }
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, each]) => each !== undefined)
        .sort(([a], [b]) => a < b ? -1 : 1)
        .map(([key, each]) => [key, inOrder(each, `${place}.${key}`)]),
    );
  }
  const fine = value === null || typeof value === "string" ||
    typeof value === "boolean" || Number.isFinite(value);
  if (fine) return value;
  throw new TypeError(
    `Cannot hash a configuration as ${place} must be a JSON value: current value is ${
      String(value)
    }`,
  );
}

function variance(values: Float64Array): number {
  if (values.length < 2) return NaN;
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  return values.reduce((sum, v) => sum + (v - mean) ** 2, 0) /
    (values.length - 1);
}
