/**
 * Whether the posterior's intervals can be believed: parameters are drawn from
 * the prior, quotes from the parameters, the posterior from the quotes, and the
 * parameters ranked among its draws.
 *
 * Talts, Betancourt, Simpson, Vehtari and Gelman (2018), arXiv:1804.06788,
 * algorithm 2: chains are thinned, as ranks are uniform for independent draws
 * only. The prior is the one the posterior uses: cut to the search box and to
 * where the law exists.
 *
 * @module
 */

import {
  type PosteriorProblem,
  runChain,
} from "lib/calibration/posterior/chain_task.ts";
import { prepareNoise } from "lib/calibration/posterior/noise.ts";
import { QuoteVols } from "lib/calibration/posterior/quote_vols.ts";
import { NOISE, PosteriorTarget } from "lib/calibration/posterior/target.ts";
import { type CalibrationQuotes, vegaOf } from "lib/calibration/quotes.ts";
import type { Watch } from "lib/core/progress.ts";
import { makeRng, type Rng } from "lib/core/rng.ts";
import { blackPrice } from "lib/pricing/black.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import { drawPrior } from "lib/pricing/laws/prior.ts";

/** Options of {@linkcode posteriorRanks}. */
export interface PosteriorRanksOptions extends Watch {
  /** Surfaces that are simulated. @default {200} */
  readonly replications?: number;
  /** Draws that each truth is ranked among. @default {99} */
  readonly ranked?: number;
  /** Draws of the chain for each that is ranked. @default {5} */
  readonly thin?: number;
  /** Warm-up of each chain. @default {300} */
  readonly warmup?: number;
  /** Seed of all randomness. @default {1} */
  readonly seed?: number;
}

/** Ranks of the true parameters. */
export interface PosteriorRanks {
  /** Draws that each was ranked among: ranks are 0 … this. */
  readonly ranked: number;
  /** Ranks by parameter, one a replication. */
  readonly ranks: Readonly<Record<string, Int32Array>>;
}

/** Volatilities below this are not quoted; noise that leads there is redrawn. */
const LEAST_VOL = 1e-3;
/** Truths looked at for one that is valid, and redraws of noise: rare, or ranks lean. */
const TRIES = 1000;
const REDRAWS = 10;

/**
 * Ranks truths among their posteriors.
 *
 * @param problem Law, noise, priors; of the quotes only the contracts count.
 * @param options How many, how long.
 * @returns Ranks, to be judged by `rankUniformity`.
 * @throws {RangeError} If the prior hardly ever gives a surface.
 */
export function posteriorRanks(
  problem: PosteriorProblem,
  options: PosteriorRanksOptions = {},
): PosteriorRanks {
  const { replications = 200, ranked = 99, thin = 5, warmup = 300 } = options;
  const { seed = 1, signal, onProgress } = options;
  const law = lawByName(problem.law);
  const { names } = new PosteriorTarget(
    law,
    problem.quotes,
    prepareNoise(problem.quotes, problem.noise),
    problem.priors,
  );
  const ranks = names.map(() => new Int32Array(replications));
  for (let r = 0; r < replications; ++r) {
    signal?.throwIfAborted();
    const rng = makeRng(seed).child(`replication ${r}`);
    const { truth, quotes } = simulate(problem, rng);
    const { values: [draws] } = runChain({
      problem: { ...problem, quotes },
      sampler: "nuts",
      seed: Math.floor(2 ** 32 * rng.uniform()),
      index: 0,
      centre: truth,
      draws: ranked * thin,
      warmup,
      targetAcceptance: 0.9,
      walkers: 0,
    });
    names.forEach((_, j) => {
      for (let i = 0; i < ranked; ++i) {
        // The last of each few, so that the first is far from the start.
        const at = (thin * (i + 1) - 1) * names.length + j;
        if (draws[at] < truth[j]) ++ranks[j][r];
      }
    });
    onProgress?.({ done: r + 1, total: replications, label: "replications" });
  }
  return {
    ranked,
    ranks: Object.fromEntries(names.map((name, j) => [name, ranks[j]])),
  };
}

/** A truth from the prior, and quotes from the truth. */
function simulate(
  { law: name, quotes, noise, priors }: PosteriorProblem,
  rng: Rng,
): { truth: Float64Array; quotes: CalibrationQuotes } {
  const law = lawByName(name);
  const prepared = prepareNoise(quotes, noise);
  const target = new PosteriorTarget(law, quotes, prepared, priors);
  const { parameters } = target.space;
  const model = new QuoteVols(quotes, law);
  let low = 0;
  for (let attempt = 0; attempt < TRIES && low <= REDRAWS; ++attempt) {
    const truth = Float64Array.from(
      target.names,
      (parameter, j) =>
        parameter === NOISE
          ? Math.abs((prepared.scale ?? 0) * rng.normal())
          : drawPrior(parameters[j].prior, rng),
    );
    const inside = parameters.every(({ search: [lower, upper] }, j) =>
      truth[j] > lower && truth[j] < upper
    );
    if (
      !inside ||
      target.evaluateInto(target.toUnconstrained(truth)) === -Infinity
    ) continue;
    model.evaluate(law.characteristicFunction(law.space.toParams(truth)));
    const s = target.size > parameters.length ? truth[parameters.length] : 0;
    const vols = model.vols.map((vol, i) =>
      vol + Math.hypot(Math.sqrt(prepared.variance[i]), s) * rng.normal()
    );
    if (vols.every((vol) => vol > LEAST_VOL)) {
      return { truth, quotes: quotesAt(quotes, vols) };
    }
    ++low;
  }
  throw new RangeError(
    `Cannot simulate quotes of ${name} as its prior must nearly always give volatilities above ${LEAST_VOL}: it does not. Narrow the prior, the noise or the strikes`,
  );
}

/** The same contracts at other volatilities. */
function quotesAt(
  quotes: CalibrationQuotes,
  vols: Float64Array,
): CalibrationQuotes {
  const at = (
    of: (slice: CalibrationQuotes["slices"][number], i: number) => number,
  ) =>
    Float64Array.from(vols, (_, i) => of(quotes.slices[quotes.sliceOf[i]], i));
  return {
    ...quotes,
    impliedVol: vols,
    price: at(({ forward, tau, discount }, i) =>
      blackPrice({
        forward,
        tau,
        discount,
        strike: quotes.strike[i],
        sigma: vols[i],
        isCall: quotes.isCall[i] === 1,
      })
    ),
    vega: at((slice, i) => vegaOf(slice, quotes.strike[i], vols[i])),
  };
}
