/**
 * A posterior as the work of a job.
 *
 * @module
 */

import type { SamplerName } from "lib/calibration/posterior/chain_task.ts";
import type { Work } from "lib/jobs/job.ts";
import { Check, type JsonObject } from "lib/serve/check.ts";
import { Problem } from "lib/serve/problem.ts";
import type { QuoteColumns } from "lib/serve/request_quotes.ts";
import type { ServerContext } from "lib/serve/server_context.ts";

/** Samplers that a request may name. */
export const SAMPLERS: readonly SamplerName[] = ["nuts", "ensemble"];

/** Least, usual and most of each number that a request may set. */
export const POSTERIOR_SETTINGS = {
  draws: { least: 4, usual: 1000, most: 20_000 },
  warmup: { least: 0, usual: 1000, most: 20_000 },
  chains: { least: 1, usual: 4, most: 16 },
  seed: { least: 0, usual: 1, most: 2 ** 32 - 1 },
} as const;

/** What is sampled, as it is sent to the thread. */
export interface PosteriorRequest {
  /** Registered name of the law. */
  readonly law: string;
  /** Checked quotes. */
  readonly quotes: QuoteColumns;
  /** Sampler. */
  readonly sampler: SamplerName;
  /** Draws kept of each chain. */
  readonly draws: number;
  /** Draws before. */
  readonly warmup: number;
  /** Chains. */
  readonly chains: number;
  /** Seed of all randomness. */
  readonly seed: number;
  /** Threads that chains run in. */
  readonly workers: number;
}

/**
 * Checks a request's settings and returns what the job will do.
 *
 * @param law Registered name of the law.
 * @param quotes Checked quotes.
 * @param body `{draws, warmup, chains, seed, sampler}`, each optional.
 * @param context Threads and a clock.
 * @throws {Problem} 422, naming the setting that is wrong.
 */
export function posteriorWork(
  law: string,
  quotes: QuoteColumns,
  body: JsonObject,
  { posteriors, chainThreads, clock }: ServerContext,
): Work {
  const check = new Check();
  const setting = (name: keyof typeof POSTERIOR_SETTINGS) => {
    const { least, usual, most } = POSTERIOR_SETTINGS[name];
    const value = body[name] ?? usual;
    const fits = typeof value === "number" && Number.isInteger(value) &&
      value >= least && value <= most;
    return fits
      ? value
      : check.wrong(name, `a whole number from ${least} to ${most}`, value);
  };
  const request: PosteriorRequest = {
    law,
    quotes,
    sampler: check.word(body["sampler"] ?? "nuts", "sampler", SAMPLERS),
    draws: setting("draws"),
    warmup: setting("warmup"),
    chains: setting("chains"),
    seed: setting("seed"),
    workers: chainThreads,
  };
  check.done();
  return async ({ signal, onProgress }) => {
    const began = clock();
    const answer = await posteriors.run(request, { signal, onProgress });
    if (!answer.ok) throw new Problem(answer.status, answer.message);
    const milliseconds = Math.round(clock() - began);
    return { ...answer.value as object, milliseconds };
  };
}
