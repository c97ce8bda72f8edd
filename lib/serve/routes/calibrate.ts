/**
 * `POST /calibrate`: quotes to parameters, by net, polished, by least squares
 * or as a posterior; and the older shape of fixed price grids.
 *
 * @module
 */

import type { Hono } from "hono";
import type { NetFit } from "lib/calibration/neural/net_fit.ts";
import { posteriorWork } from "lib/serve/posterior_work.ts";
import { lawName } from "lib/pricing/laws/law_name.ts";
import { LAWS } from "lib/pricing/laws/laws.ts";
import { Check, type JsonObject } from "lib/serve/check.ts";
import type { BriefReport, HeavyRequest } from "lib/serve/heavy_request.ts";
import { isOlderShape, readOlderShape } from "lib/serve/older_shape.ts";
import { readJsonObject } from "lib/serve/read_body.ts";
import {
  type QuoteColumns,
  readQuotes,
  RequestQuotes,
} from "lib/serve/request_quotes.ts";
import type { LoadedModel } from "lib/serve/model_store.ts";
import type { ServerContext } from "lib/serve/server_context.ts";

/** Ways to calibrate. */
export const METHODS = ["net", "polish", "least-squares", "posterior"] as const;

/** Adds the route. */
export function addCalibrate(app: Hono, context: ServerContext): void {
  app.post("/calibrate", async (c) => {
    const began = context.clock();
    const body = await readJsonObject(c.req.raw, context.bodyLimit);
    if (isOlderShape(body)) {
      return c.json(await answerOlderShape(body, began, context));
    }
    const check = new Check();
    const names = LAWS.map(({ name }) => name);
    const law = check.word(
      typeof body["law"] === "string" ? lawName(body["law"]) : body["law"],
      "law",
      names,
    );
    const method = check.word(body["method"] ?? "net", "method", METHODS);
    check.done();
    const quotes = readQuotes(body);
    context.metrics.calibration({ law, method });
    if (method === "posterior") {
      const job = context.jobs.submit(
        "posterior",
        posteriorWork(law, quotes, body, context),
      );
      const location = `/jobs/${job.id}`;
      return c.json({ ...job, location }, 202, { location });
    }
    return c.json(await answer(law, method, quotes, began, context));
  });
}

async function answer(
  law: string,
  method: "net" | "polish" | "least-squares",
  quotes: QuoteColumns,
  began: number,
  context: ServerContext,
) {
  const finish = () => round(context.clock() - began);
  if (method === "least-squares") {
    const report = await leastSquares(law, quotes, null, context);
    return {
      law,
      method,
      params: report.params,
      standardErrors: report.standardErrors,
      rmse: report.rmseImpliedVol,
      rmsePrice: report.rmsePrice,
      insideRegion: null,
      warnings: report.warnings,
      milliseconds: finish(),
      model: null,
    };
  }
  const model = context.models.calibratorOf(law);
  const fit = await model.batcher!.ask(new RequestQuotes(quotes));
  const base = {
    law,
    method,
    insideRegion: fit.insideRegion,
    reasons: fit.reasons,
    quotesUsed: fit.quotesUsed,
    model: identityOf(model),
  };
  if (method === "net") {
    const { params, rmseImpliedVol: rmse } = fit;
    return { ...base, params, rmse, milliseconds: finish() };
  }
  const report = await leastSquares(law, quotes, fit, context);
  return {
    ...base,
    params: report.params,
    standardErrors: report.standardErrors,
    rmse: report.rmseImpliedVol,
    rmsePrice: report.rmsePrice,
    warnings: report.warnings,
    milliseconds: finish(),
  };
}

function leastSquares(
  law: string,
  quotes: QuoteColumns,
  from: NetFit | null,
  { pool }: ServerContext,
): Promise<BriefReport> {
  const request: HeavyRequest = {
    kind: "calibrate",
    law,
    quotes,
    start: from?.params ?? null,
  };
  return pool.run<BriefReport>(request);
}

async function answerOlderShape(
  body: JsonObject,
  began: number,
  context: ServerContext,
) {
  const { law, modelName, quotes } = readOlderShape(body);
  context.metrics.calibration({ law, method: "net" });
  const model = context.models.calibratorOf(law);
  const fit = await model.batcher!.ask(new RequestQuotes(quotes));
  return {
    model_name: modelName,
    parameters: fit.params,
    inference_time_ms: round(context.clock() - began),
    input_dimension: quotes.strike.length,
    success: true,
    inside_region: fit.insideRegion,
  };
}

function identityOf({ metadata }: LoadedModel) {
  const { name, version, runId } = metadata;
  return { name, version, runId };
}

/** Milliseconds to a microsecond. */
function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
