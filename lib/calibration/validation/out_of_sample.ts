/**
 * How a calibrated law does on quotes that it was not shown: strikes between
 * others, the wings, whole expiries, whole days.
 *
 * Strikes are held out as contracts, expiries as runs of neighbouring ones, so
 * that a weekly option does not tell its neighbour's price; a day is scored by the
 * fit of the day before.
 *
 * @module
 */

import type { CalibrationQuotes } from "lib/calibration/quotes.ts";
import {
  type Fold,
  type FoldRun,
  runFolds,
} from "lib/calibration/validation/fold_run.ts";
import type { QuoteDay } from "lib/calibration/validation/quote_days.ts";
import {
  logMoneynessOf,
  maturityOf,
  quotesWhere,
} from "lib/calibration/validation/quote_subsets.ts";
import {
  type ModelScore,
  modelScores,
  points,
} from "lib/calibration/validation/score.ts";
import type { SmileModel } from "lib/calibration/validation/smile_model.ts";
import type { Watch } from "lib/core/progress.ts";

/** Ways of holding out. */
export const SCHEMES = ["strikes", "wings", "expiries", "days"] as const;

/** One way of holding out. */
export type Scheme = typeof SCHEMES[number];

/** How to hold out. */
export interface OutOfSampleOptions extends Watch {
  /** Ways. @default all that the quotes allow */
  readonly schemes?: readonly Scheme[];
  /** Parts that strikes are cut into; every strike is held out once. @default {5} */
  readonly strikeFolds?: number;
  /** Most parts that expiries are cut into. @default {6} */
  readonly expiryFolds?: number;
  /** Share of each expiry's strikes that is its wings. @default {0.3} */
  readonly wingShare?: number;
}

/** One way of holding out, scored. */
export interface SchemeResult {
  /** The way. */
  readonly scheme: Scheme;
  /** Every fold with what each model said. */
  readonly run: FoldRun;
  /** Scores of the models. */
  readonly scores: readonly ModelScore[];
}

/** Fewest quotes of a part. */
const FEWEST = 5;

/**
 * Scores models on quotes held out.
 *
 * @param days Days of quotes.
 * @param models Laws and baselines.
 * @param options Ways of holding out.
 * @returns A result for each way that the quotes allow.
 * @throws {RangeError} If they allow none.
 */
export async function outOfSample(
  days: readonly QuoteDay[],
  models: readonly SmileModel[],
  options: OutOfSampleOptions = {},
): Promise<SchemeResult[]> {
  const { schemes = SCHEMES } = options;
  const results: SchemeResult[] = [];
  for (const scheme of schemes) {
    const folds = foldsOf(scheme, days, options);
    if (folds.length === 0) continue;
    const run = await runFolds(scheme, folds, models, options);
    results.push({ scheme, run, scores: modelScores(run) });
  }
  if (results.length === 0) {
    throw new RangeError(
      `Cannot hold out ${
        schemes.join(", ")
      } as each part must keep ${FEWEST} quotes on either side: there are ${
        days.reduce((n, { quotes }) => n + quotes.size, 0)
      } on ${days.length} days. Give more quotes or days`,
    );
  }
  return results;
}

/** Folds of one way of holding out; none where the quotes do not allow it. */
export function foldsOf(
  scheme: Scheme,
  days: readonly QuoteDay[],
  options: OutOfSampleOptions = {},
): Fold[] {
  const { strikeFolds = 5, expiryFolds = 6, wingShare = 0.3 } = options;
  switch (scheme) {
    case "strikes":
      return days.flatMap((day) => byPart(day, strikeParts(day, strikeFolds)));
    case "wings":
      return days.flatMap((day) => byPart(day, wingParts(day, wingShare)));
    case "expiries":
      return days.flatMap((day) => byPart(day, expiryParts(day, expiryFolds)));
    case "days":
      // The day before says what the next is worth: nothing looks ahead.
      return days.slice(1).map((day, before) => ({
        label: day.label,
        day: day.label,
        train: [days[before].quotes],
        test: day.quotes,
      }));
  }
}

/** A part's name, and whether a quote belongs to it. */
interface Part {
  readonly label: string;
  readonly holds: (index: number) => boolean;
}

function byPart(day: QuoteDay, parts: readonly Part[]): Fold[] {
  return parts
    .map(({ label, holds }) => ({
      label,
      day: day.label,
      train: [quotesWhere(day.quotes, (i) => !holds(i))],
      test: quotesWhere(day.quotes, holds),
    }))
    .filter(({ train, test }) =>
      train[0].size >= FEWEST && test.size >= FEWEST
    );
}

/** Place of each quote among the strikes of its expiry. */
function ranks(
  quotes: CalibrationQuotes,
): { rank: Int32Array; of: Int32Array } {
  const rank = new Int32Array(quotes.size);
  const of = new Int32Array(quotes.size);
  const indices = Array.from({ length: quotes.size }, (_, i) => i);
  for (const rows of Map.groupBy(indices, (i) => quotes.sliceOf[i]).values()) {
    rows.sort((a, b) => quotes.strike[a] - quotes.strike[b]);
    rows.forEach((i, place) => {
      rank[i] = place;
      of[i] = rows.length;
    });
  }
  return { rank, of };
}

function strikeParts({ quotes }: QuoteDay, folds: number): Part[] {
  const { rank } = ranks(quotes);
  return Array.from({ length: folds }, (_, fold) => ({
    label: `strikes ${fold + 1} of ${folds}`,
    // Shifted by the expiry, so that no moneyness is missing everywhere.
    holds: (i) => (rank[i] + quotes.sliceOf[i]) % folds === fold,
  }));
}

function wingParts({ quotes }: QuoteDay, share: number): Part[] {
  const { rank, of } = ranks(quotes);
  const k = logMoneynessOf(quotes);
  const inWing = (i: number) => {
    const each = Math.floor(share / 2 * of[i]);
    return rank[i] < each || rank[i] >= of[i] - each;
  };
  return [{ label: "both wings", holds: (i) => inWing(i) && k[i] !== 0 }];
}

function expiryParts({ quotes }: QuoteDay, most: number): Part[] {
  const tau = maturityOf(quotes);
  const maturities = [...new Set(tau)].sort((a, b) => a - b);
  const parts = Math.min(most, maturities.length);
  if (parts < 2) return [];
  const partOf = new Map(
    maturities.map((t, i) => [t, Math.floor(i * parts / maturities.length)]),
  );
  return Array.from({ length: parts }, (_, part) => {
    const held = maturities.filter((t) => partOf.get(t) === part);
    const ends = [held[0], held[held.length - 1]].map((t) => t.toFixed(2));
    return {
      label: held.length === 1
        ? `expiry ${ends[0]} y`
        : `expiries ${ends.join("–")} y`,
      holds: (i: number) => partOf.get(tau[i]) === part,
    };
  });
}

/** Rise of the error out of sample that is called overfitting. */
const OVERFIT = 1.5;

/**
 * What the scores mean, a sentence each.
 *
 * @param results What {@linkcode outOfSample} gave.
 */
export function outOfSampleVerdict(
  results: readonly SchemeResult[],
): string[] {
  return results.flatMap(({ scheme, scores }) => {
    const naive = scores.filter((score) => score.naive)
      .toSorted((a, b) => a.outOfSample.rmse - b.outOfSample.rmse)[0];
    const what = scheme === "days" ? "days" : `held-out ${scheme}`;
    return scores.filter((score) => !score.naive).map((score) => {
      const { model, inSample, outOfSample: out } = score;
      const ratio = out.rmse / inSample.rmse;
      const fit = ratio > OVERFIT
        ? `${
          ratio.toFixed(1)
        } times its error on the quotes it was fitted to (${
          points(inSample.rmse)
        }): it loses much beyond what it was shown`
        : `close to its ${
          points(inSample.rmse)
        } on the quotes it was fitted to`;
      const against = naive === undefined
        ? ""
        : `; ${againstNaive(out.rmse, naive)}`;
      const gaps = out.unanswered > 0
        ? ` (it had no answer for ${out.unanswered} quotes)`
        : "";
      return `${model} misses ${what} by ${
        points(out.rmse)
      }${gaps}, ${fit}${against}.`;
    });
  });
}

/** Errors whose ratio is closer to 1 than this are called alike. */
const ALIKE = 0.05;

function againstNaive(rmse: number, naive: ModelScore): string {
  const base = naive.outOfSample.rmse;
  const misses = `the best baseline, the ${naive.model}, misses by ${
    points(base)
  }`;
  if (Math.abs(rmse / base - 1) < ALIKE) return `${misses}, about as much`;
  return `${misses}, so the law is the ${
    rmse < base ? "better" : "worse"
  } of the two`;
}
