/**
 * `POST /calibrate`: quotes to parameters, by net, polished, by least squares
 * or as a posterior; and the older shape of fixed price grids.
 *
 * @module
 */

import type { NetFit } from "lib/calibration/neural/net_fit.ts";
import { isInRegion } from "lib/calibration/neural/training_region.ts";
import { lawName } from "lib/pricing/laws/law_name.ts";
import { LAWS } from "lib/pricing/laws/laws.ts";
import { askThread } from "lib/serve/ask_thread.ts";
import { Check, type JsonObject } from "lib/serve/check.ts";
import type { BriefReport } from "lib/serve/heavy_request.ts";
import { isOlderShape, readOlderShape } from "lib/serve/older_shape.ts";
import { posteriorWork } from "lib/serve/posterior_work.ts";
import { readJsonObject } from "lib/serve/read_body.ts";
import {
  type QuoteColumns,
  readQuotes,
  RequestQuotes,
} from "lib/serve/request_quotes.ts";
import type { ServedModel } from "lib/serve/served_model.ts";
import type { ServerContext } from "lib/serve/server_context.ts";
import { thinColumns } from "lib/serve/thin_columns.ts";
import type { WebApp } from "lib/serve/web_app.ts";

/** Ways to calibrate. */
export const METHODS = ["net", "polish", "least-squares", "posterior"] as const;

/** Quotes that a net is shown; of more, as many spread over the surface. */
const NET_QUOTES = 1000;

/** A surface to calibrate to, by one of the ways that answer at once. */
interface Task {
  readonly law: string;
  readonly method: Exclude<typeof METHODS[number], "posterior">;
  readonly quotes: QuoteColumns;
  /** When the request came. */
  readonly began: number;
}

/** Adds the route. */
export function addCalibrate(app: WebApp, context: ServerContext): void {
  app.post("/calibrate", async (c) => {
    const began = context.clock();
    const body = await readJsonObject(c.req.raw, context.bodyLimit);
    if (isOlderShape(body)) {
      return c.json(await answerOlderShape(body, began, context));
    }
    const { law, method } = readHead(body);
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
    const task = { law, method, quotes, began };
    return c.json(await answer(task, context));
  });
}

function readHead(body: JsonObject) {
  const check = new Check();
  const { law: given } = body;
  const law = check.word(
    typeof given === "string" ? lawName(given) : given,
    "law",
    LAWS.map(({ name }) => name),
  );
  const method = check.word(body["method"] ?? "net", "method", METHODS);
  check.done();
  return { law, method };
}

async function answer(task: Task, context: ServerContext) {
  const { law, method } = task;
  const finish = () => round(context.clock() - task.began);
  if (method === "least-squares") {
    const report = await leastSquares(task, null, context);
    return {
      law,
      method,
      ...fitted(report),
      insideRegion: isInRegion(law, report.params),
      milliseconds: finish(),
      model: null,
    };
  }
  const model = context.models.calibratorOf(law);
  const fit = await netFit(model, task.quotes);
  const { insideRegion, reasons, quotesUsed } = fit;
  const found = method === "net"
    ? { params: fit.params, rmse: fit.rmseImpliedVol }
    : fitted(await leastSquares(task, fit, context));
  return {
    law,
    method,
    ...found,
    insideRegion,
    reasons,
    quotesUsed,
    milliseconds: finish(),
    model: identityOf(model),
  };
}

function netFit(model: ServedModel, quotes: QuoteColumns): Promise<NetFit> {
  return model.fit(new RequestQuotes(thinColumns(quotes, NET_QUOTES)));
}

/** Least squares on the exact pricer; one search if it knows where to begin. */
function leastSquares(
  { law, quotes }: Task,
  from: NetFit | null,
  { quickPool, slowPool, within }: ServerContext,
): Promise<BriefReport> {
  return askThread<BriefReport>(
    from === null ? slowPool : quickPool,
    { kind: "fit", law, quotes, start: from?.params ?? null },
    { within },
  );
}

function fitted(report: BriefReport) {
  const { params, standardErrors, rmsePrice, warnings } = report;
  const { rmseImpliedVol: rmse } = report;
  return { params, standardErrors, rmse, rmsePrice, warnings };
}

async function answerOlderShape(
  body: JsonObject,
  began: number,
  context: ServerContext,
) {
  const { law, modelName, quotes } = readOlderShape(body);
  context.metrics.calibration({ law, method: "net" });
  const fit = await netFit(context.models.calibratorOf(law), quotes);
  return {
    model_name: modelName,
    parameters: fit.params,
    inference_time_ms: round(context.clock() - began),
    input_dimension: quotes.strike.length,
    success: true,
    inside_region: fit.insideRegion,
  };
}

function identityOf({ metadata }: ServedModel) {
  const { name, version, runId } = metadata;
  return { name, version, runId };
}

/** Milliseconds to a microsecond. */
function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
