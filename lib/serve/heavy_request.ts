/**
 * What the server hands to worker threads, so that its own thread stays free:
 * requests as plain data in, answers as plain data out.
 *
 * @module
 */

import { calibrate, refine } from "lib/calibration/calibrate.ts";
import type { CalibrationReport } from "lib/calibration/report.ts";
import { makeRng } from "lib/core/rng.ts";
import { impliedVolOfCase } from "lib/pricing/implied_vol_case.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import type { LawParams } from "lib/pricing/laws/law.ts";
import { priceAll } from "lib/pricing/price_case.ts";
import { Check } from "lib/serve/check.ts";
import {
  asProblem,
  type Detail,
  type ProblemStatus,
} from "lib/serve/problem.ts";
import { parseJson } from "lib/serve/read_body.ts";
import { type QuoteColumns, RequestQuotes } from "lib/serve/request_quotes.ts";

/** Most cases of a request. */
export const MOST_CASES = 100_000;

/** A list of cases, still as bytes, answered as bytes. */
export interface CasesRequest {
  /** Which list. */
  readonly kind: "price" | "implied-vol";
  /** JSON as it came. */
  readonly body: Uint8Array;
}

/** A surface to fit by least squares. */
export interface FitRequest {
  /** Which request. */
  readonly kind: "fit";
  /** Registered name of the law. */
  readonly law: string;
  /** Checked quotes. */
  readonly quotes: QuoteColumns;
  /** Where to begin: then one search from there; null searches widely. */
  readonly start: LawParams | null;
}

/** A request to a worker. */
export type HeavyRequest = CasesRequest | FitRequest;

/** What a worker answers: a refusal keeps its status across the threads. */
export type HeavyAnswer =
  | { readonly ok: true; readonly value: unknown }
  | {
    readonly ok: false;
    readonly status: ProblemStatus;
    readonly message: string;
    readonly details: readonly Detail[];
  };

/** What `/calibrate` needs of a report. */
export type BriefReport = Pick<
  CalibrationReport,
  | "params"
  | "standardErrors"
  | "rmsePrice"
  | "rmseImpliedVol"
  | "iterations"
  | "warnings"
>;

/** Seed of Monte Carlo prices: the same request has the same answer. */
const SEED = 1;

/**
 * Carries out a request.
 *
 * @param request What is asked.
 * @param signal Looked at between steps and cases. @default none
 * @throws {Error} What nobody foresaw; refusals are answers.
 */
export function carryOut(
  request: HeavyRequest,
  signal?: AbortSignal,
): Promise<HeavyAnswer> {
  return refusable(() => valueOf(request, signal));
}

/**
 * The value of some work, or its refusal, as what threads answer.
 *
 * @throws {Error} What nobody foresaw.
 */
export async function refusable(work: () => unknown): Promise<HeavyAnswer> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    const { status, message, details } = asProblem(error);
    if (status === 500) throw error;
    return { ok: false, status, message, details };
  }
}

function valueOf(
  request: HeavyRequest,
  signal: AbortSignal | undefined,
): unknown {
  if (request.kind === "fit") return fit(request, signal);
  const cases = new Check().list(parseJson(request.body), "", MOST_CASES);
  const results = request.kind === "price"
    ? priceAll(cases, {
      rng: makeRng(SEED),
      ...(signal === undefined ? {} : { signal }),
    })
    : cases.map((quote, i) => {
      signal?.throwIfAborted();
      return impliedVolOfCase(quote, i);
    });
  return new TextEncoder().encode(JSON.stringify(results));
}

function fit(
  { law: name, quotes: columns, start }: FitRequest,
  signal: AbortSignal | undefined,
): BriefReport {
  const law = lawByName(name);
  const quotes = new RequestQuotes(columns);
  if (!quotes.impliedVol.some((vol) => vol > 0)) {
    throw new RangeError(
      "Cannot calibrate as a quote must have an implied volatility: no price here says more than its intrinsic value",
    );
  }
  const options = {
    space: "implied-vol",
    ...(signal === undefined ? {} : { signal }),
  } as const;
  const report = start === null
    ? calibrate(quotes, law, options)
    : refine(quotes, law, start, options);
  const { params, standardErrors, rmsePrice, rmseImpliedVol } = report;
  const { iterations, warnings } = report;
  return {
    params,
    standardErrors,
    rmsePrice,
    rmseImpliedVol,
    iterations,
    warnings,
  };
}
