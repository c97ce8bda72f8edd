/**
 * A posterior as the JSON that a job answers with.
 *
 * @module
 */

import {
  type Band,
  predictiveBands,
  type PredictiveExpiry,
} from "lib/calibration/posterior/predictive.ts";
import { samplePosterior } from "lib/calibration/posterior/sample_posterior.ts";
import type { Watch } from "lib/core/progress.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import type { PosteriorRequest } from "lib/serve/posterior_work.ts";
import { plainQuotes, RequestQuotes } from "lib/serve/request_quotes.ts";

/**
 * Samples and summarises.
 *
 * @param request What is sampled.
 * @param watch Told how far the chains are; aborting stops them.
 * @throws {RangeError} If the priors exclude what the quotes say.
 * @throws {TypeError} If no quote has an implied volatility.
 */
export async function posteriorAnswer(
  request: PosteriorRequest,
  watch: Watch,
): Promise<unknown> {
  const { law: name, quotes: columns, workers, ...options } = request;
  const law = lawByName(name);
  const quotes = plainQuotes(new RequestQuotes(columns));
  const posterior = await samplePosterior(quotes, law, {
    ...options,
    workers,
    ...watch,
  });
  const { parameters, fit } = posterior;
  const each = (of: (name: string) => number) =>
    Object.fromEntries(law.space.names.map((name) => [name, of(name)]));
  const predictive = predictiveBands(posterior, {
    draws: 200,
    seed: request.seed,
  });
  return {
    law: name,
    method: "posterior",
    params: each((name) => parameters[name].mean),
    standardErrors: each((name) => parameters[name].sd),
    rmse: fit.rmseImpliedVol,
    parameters,
    sampler: posterior.sampler,
    noise: posterior.noise.kind,
    quotesUsed: posterior.quotes.size,
    chains: posterior.values.length,
    draws: posterior.draws,
    warmup: posterior.warmup,
    divergences: posterior.divergences,
    acceptance: posterior.acceptance,
    misfit: posterior.misfit,
    coverage: predictive.coverage,
    expiries: predictive.expiries.map(expiryJson),
    warnings: posterior.warnings,
    model: null,
  };
}

function expiryJson({ maturity, forward, strike, ...bands }: PredictiveExpiry) {
  return {
    maturity,
    forward,
    strike: [...strike],
    law: bandJson(bands.law),
    quote: bandJson(bands.quote),
    quotes: bands.quotes,
  };
}

function bandJson({ low, median, high }: Band) {
  return { low: [...low], median: [...median], high: [...high] };
}
