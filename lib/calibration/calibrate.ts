/**
 * Fits a law to quotes by least squares and says how far to trust the fit.
 *
 * Levenberg–Marquardt on analytic gradients in the logistic coordinates of the
 * law's search box, so bounds hold without clipping; from several starts. The
 * pricing error tightens as the fit does: the starts compete on rough prices of
 * at most a few hundred quotes; the best one goes on with all quotes, to 1e-9
 * of the forward, or to 1e-12 if the quotes turn out to be free of noise, so
 * that pricing never limits the parameters.
 *
 * @module
 */

import { makeRng, type Rng } from "lib/core/rng.ts";
import type { Watch } from "lib/core/progress.ts";
import { diagnose } from "lib/calibration/diagnostics.ts";
import {
  CalibrationObjective,
  type Space,
  type Weights,
} from "lib/calibration/objective.ts";
import {
  type CalibrationQuotes,
  impliedVolOf,
} from "lib/calibration/quotes.ts";
import type {
  CalibrationReport,
  FittedQuote,
  StartOutcome,
} from "lib/calibration/report.ts";
import {
  chooseStarts,
  clampInside,
  globalStart,
} from "lib/calibration/starts.ts";
import { thinQuotes } from "lib/calibration/thin_quotes.ts";
import { levenbergMarquardt } from "lib/math/optimize/levenberg_marquardt.ts";
import type { Law } from "lib/pricing/laws/law.ts";

/** How to calibrate. */
export interface CalibrateOptions extends Watch {
  /** Weights of the quotes. @default "none" */
  readonly weights?: Weights;
  /** In what residuals are measured. @default "price" */
  readonly space?: Space;
  /** Starts of the local search. @default 4 */
  readonly starts?: number;
  /**
   * Whether a global search adds a start.
   *
   * @default only if several starts do not confirm each other
   */
  readonly global?: boolean;
  /** Where the first start is. @default the law's own */
  readonly start?: Readonly<Record<string, number>>;
  /** Stream for the starts. @default makeRng(1) */
  readonly rng?: Rng;
  /** A clock in milliseconds, for the report. @default none: 0 ms */
  readonly now?: () => number;
}

/** A local search's end. */
interface LocalFit {
  readonly point: Float64Array;
  readonly cost: number;
  readonly iterations: number;
}

/** Pricing errors of the passes of a local search, relative to the forward. */
const ROUGH_PASS = {
  tolerance: 1e-7,
  costTolerance: 1e-6,
  maxIterations: 80,
  damping: 1e-3,
};
const FINE_PASS = {
  tolerance: 1e-9,
  costTolerance: 1e-10,
  maxIterations: 60,
  damping: 1e-6,
};
const EXACT_PASS = {
  tolerance: 1e-12,
  costTolerance: 1e-13,
  maxIterations: 40,
  damping: 1e-9,
};
/** Costs this close, relatively, are the same minimum. */
const SAME_COST = 1e-3;
/** Cost of rough pricing errors, as a share of the objective's scale. */
const ROUNDING = 1e-10;
const WORST = 5;
/** Starts are looked for, and approached, on this many quotes. */
const SEARCHED = 160;
const UNSEEN = { cost: Infinity, iterations: 0 };

/**
 * Calibrates a law.
 *
 * @param quotes Prepared quotes.
 * @param law The law.
 * @param options Weights, space, starts.
 * @returns The report.
 * @throws {RangeError} If no start is a valid point.
 */
export function calibrate(
  quotes: CalibrationQuotes,
  law: Law,
  options: CalibrateOptions = {},
): CalibrationReport {
  const { weights = "none", space = "price", starts = 4 } = options;
  const { rng = makeRng(1), now = () => 0, signal } = options;
  const began = now();
  const objective = new CalibrationObjective(quotes, weights, space);
  const few = thinQuotes(quotes, SEARCHED);
  const rough = few === quotes
    ? objective
    : new CalibrationObjective(few, weights, space);
  const points = chooseStarts(
    law,
    rough,
    starts,
    rng.child("starts"),
    options.start,
  );
  const search = (point: Float64Array, i: number): LocalFit => {
    signal?.throwIfAborted();
    options.onProgress?.({
      done: i,
      total: starts + 1,
      label: `${law.name}, start ${i + 1}`,
    });
    return descend(rough, law, { point, ...UNSEEN }, ROUGH_PASS, signal);
  };
  const fits = points.map(search);
  if (options.global ?? (starts > 1 && !confirmed(fits, rough.scale))) {
    const stop = () => signal?.throwIfAborted();
    const point = globalStart(law, rough, rng.child("global"), stop);
    fits.push(search(point, starts));
  }
  fits.sort((a, b) => a.cost - b.cost);
  const all = starts + 1;
  options.onProgress?.({ done: all, total: all, label: law.name });
  // Only quotes without noise can tell prices of 1e-9 from exact ones.
  const exact = fits[0].cost <= ROUNDING * rough.scale;
  const pass = exact ? EXACT_PASS : FINE_PASS;
  const best = descend(objective, law, fits[0], pass, signal);
  if (!Number.isFinite(best.cost)) {
    throw new RangeError(
      `Cannot calibrate ${law.name} as no start gives finite prices: check the forwards and maturities of ${quotes.source}`,
    );
  }
  const outcomes = fits.map((fit) =>
    outcome(law, fit, fits[0].cost, rough.scale)
  );
  return report(objective, law, best, outcomes, now() - began);
}

/** Options of {@linkcode refine}. */
export interface RefineOptions
  extends Pick<CalibrateOptions, "weights" | "space" | "now" | "signal"> {
  /** Most steps; 0 judges the point itself. @default 60 */
  readonly maxIterations?: number;
}

/**
 * Calibrates from a point that is known to be near: one search on all quotes,
 * without rough passes or other starts.
 *
 * @param quotes Prepared quotes.
 * @param law The law.
 * @param start Where to begin; brought inside the search box.
 * @param options Weights, space, steps.
 * @returns The report.
 * @throws {RangeError} If the point gives no finite prices.
 */
export function refine(
  quotes: CalibrationQuotes,
  law: Law,
  start: Readonly<Record<string, number>>,
  options: RefineOptions = {},
): CalibrationReport {
  const { weights = "none", space = "price", now = () => 0, signal } = options;
  const { maxIterations = FINE_PASS.maxIterations } = options;
  const began = now();
  const objective = new CalibrationObjective(quotes, weights, space);
  const point = clampInside(law, law.space.toVector(start));
  const from = { point, ...UNSEEN };
  const pass = { ...FINE_PASS, maxIterations };
  let best = descend(objective, law, from, pass, signal);
  if (maxIterations > 0 && best.cost <= ROUNDING * objective.scale) {
    best = descend(objective, law, best, EXACT_PASS, signal);
  }
  if (!Number.isFinite(best.cost)) {
    throw new RangeError(
      `Cannot refine ${law.name} as the start must give finite prices: current value is ${
        JSON.stringify(start)
      }`,
    );
  }
  return report(objective, law, best, [], now() - began);
}

/** One pass of the local search, from where the last one ended. */
function descend(
  objective: CalibrationObjective,
  law: Law,
  from: LocalFit,
  pass: typeof EXACT_PASS,
  signal: AbortSignal | undefined,
): LocalFit {
  const { space } = law;
  const n = objective.quotes.size;
  objective.tolerance = pass.tolerance;
  const { x, cost, iterations } = levenbergMarquardt(
    {
      residuals: n,
      unknowns: space.size,
      evaluateInto(y, r, jacobian) {
        const params = space.toParams(space.fromUnconstrained(y));
        if (space.violation(params) !== null) return false;
        const cf = law.characteristicFunction(params);
        if (!objective.residualsInto(cf, r, jacobian)) return false;
        const slopes = space.unconstrainedSlopes(y);
        for (let i = 0; i < jacobian.length; ++i) {
          jacobian[i] *= slopes[i % space.size];
        }
        return true;
      },
    },
    space.toUnconstrained(from.point),
    {
      maxIterations: pass.maxIterations,
      costTolerance: pass.costTolerance,
      damping: pass.damping,
      ...(signal === undefined
        ? {}
        : { onStep: () => signal.throwIfAborted() }),
    },
  );
  return {
    point: space.fromUnconstrained(x),
    cost,
    iterations: from.iterations + iterations,
  };
}

/** Whether the best of several fits was found more than once. */
function confirmed(fits: readonly LocalFit[], scale: number): boolean {
  const best = Math.min(...fits.map(({ cost }) => cost));
  return fits.filter(({ cost }) => isSame(cost, best, scale)).length > 1;
}

function isSame(cost: number, best: number, scale: number): boolean {
  return cost <= best * (1 + SAME_COST) + ROUNDING * scale;
}

function outcome(
  law: Law,
  fit: LocalFit,
  best: number,
  scale: number,
): StartOutcome {
  return {
    cost: fit.cost,
    params: law.space.toParams(fit.point),
    agrees: isSame(fit.cost, best, scale),
  };
}

function report(
  objective: CalibrationObjective,
  law: Law,
  best: LocalFit,
  starts: readonly StartOutcome[],
  milliseconds: number,
): CalibrationReport {
  const { quotes } = objective;
  const { space } = law;
  const params = space.toParams(best.point);
  const r = new Float64Array(quotes.size);
  const jacobian = new Float64Array(quotes.size * space.size);
  objective.residualsInto(law.characteristicFunction(params), r, jacobian);
  const { warnings, ...errors } = diagnose(
    space,
    best.point,
    jacobian,
    best.cost,
    quotes.size,
  );
  const fitted = fittedQuotes(objective);
  const apart = starts.filter(({ agrees }) => !agrees).length;
  return {
    law: law.name,
    params,
    ...errors,
    ...errorMeasures(fitted),
    quotes: quotes.size,
    iterations: best.iterations,
    milliseconds,
    warnings: [
      ...quotes.warnings,
      ...warnings,
      ...(apart === 0
        ? []
        : [`${apart} of ${starts.length} starts ended at a worse fit`]),
    ],
    worstQuotes: fitted.toSorted((a, b) => miss(b) - miss(a)).slice(0, WORST),
    starts,
    fitted,
  };
}

function miss(quote: FittedQuote): number {
  return Math.abs(quote.modelPrice - quote.marketPrice);
}

/** Every quote beside the model's price at the last point evaluated. */
function fittedQuotes(objective: CalibrationObjective): FittedQuote[] {
  const { quotes, prices } = objective;
  return Array.from(quotes.strike, (strike, i) => {
    const slice = quotes.slices[quotes.sliceOf[i]];
    const model = impliedVolOf(slice, quotes, i, prices[i]);
    const market = quotes.impliedVol[i];
    return {
      strike,
      maturity: slice.tau,
      type: quotes.isCall[i] === 1 ? "call" : "put",
      forward: slice.forward,
      marketPrice: quotes.price[i],
      modelPrice: prices[i],
      marketVol: Number.isNaN(market) ? null : market,
      modelVol: model.ok ? model.sigma : null,
    };
  });
}

/** The error measures of Schoutens (2003), section 1.4. */
function errorMeasures(
  fitted: readonly FittedQuote[],
): Pick<
  CalibrationReport,
  "rmsePrice" | "rmseImpliedVol" | "ape" | "aae" | "arpe"
> {
  const n = fitted.length;
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const aae = mean(fitted.map(miss));
  const priced = fitted.filter(({ marketPrice }) => marketPrice > 0);
  const vols = fitted.flatMap(({ marketVol, modelVol }) =>
    marketVol === null || modelVol === null ? [] : [(modelVol - marketVol) ** 2]
  );
  return {
    rmsePrice: Math.sqrt(mean(fitted.map((quote) => miss(quote) ** 2))),
    rmseImpliedVol: vols.length === 0 ? null : Math.sqrt(mean(vols)),
    ape: n * aae /
      fitted.reduce((sum, { marketPrice }) => sum + marketPrice, 0),
    aae,
    arpe: mean(priced.map((quote) => miss(quote) / quote.marketPrice)),
  };
}
