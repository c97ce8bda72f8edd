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
import { type QuoteColumns, RequestQuotes } from "lib/serve/request_quotes.ts";

/** A request to a worker. */
export type HeavyRequest =
  | { readonly kind: "price"; readonly cases: readonly unknown[] }
  | { readonly kind: "implied-vol"; readonly cases: readonly unknown[] }
  | {
    readonly kind: "calibrate";
    readonly law: string;
    readonly quotes: QuoteColumns;
    /** Where to begin: then one search from there. */
    readonly start: LawParams | null;
  };

/** What `/calibrate` needs of a report. */
export type BriefReport =
  & Pick<
    CalibrationReport,
    "params" | "standardErrors" | "rmsePrice" | "rmseImpliedVol" | "iterations"
  >
  & { readonly warnings: readonly string[] };

/** Seed of Monte Carlo prices: the same request has the same answer. */
const SEED = 1;

/** Carries out a request. */
export function carryOut(request: HeavyRequest): unknown {
  switch (request.kind) {
    case "price":
      return priceAll(request.cases, { rng: makeRng(SEED) });
    case "implied-vol":
      return request.cases.map(impliedVolOfCase);
    case "calibrate":
      return calibrateRequest(request);
  }
}

function calibrateRequest(
  { law: name, quotes: columns, start }: Extract<
    HeavyRequest,
    { kind: "calibrate" }
  >,
): BriefReport {
  const law = lawByName(name);
  const quotes = new RequestQuotes(columns);
  const report = start === null
    ? calibrate(quotes, law, { space: "implied-vol" })
    : refine(quotes, law, start, { space: "implied-vol" });
  const { params, standardErrors, rmsePrice, rmseImpliedVol, iterations } =
    report;
  return {
    params,
    standardErrors,
    rmsePrice,
    rmseImpliedVol,
    iterations,
    warnings: report.warnings,
  };
}
