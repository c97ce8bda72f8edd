/**
 * What the server answers, as an OpenAPI 3.1 document.
 *
 * @module
 */

import { MOST_CASES } from "lib/serve/heavy_request.ts";
import { listOf, ref, type Schema, text } from "lib/serve/schema_parts.ts";
import { SCHEMAS } from "lib/serve/schemas.ts";

interface Operation {
  readonly method: "get" | "post" | "delete";
  readonly path: string;
  readonly summary: string;
  readonly request?: Schema;
  readonly responses: Readonly<Record<number, Schema | string>>;
}

const refused = (...statuses: number[]) =>
  Object.fromEntries(statuses.map((status) => [status, ref("Problem")]));
const bad = refused(400, 413, 415, 422, 429, 503);
const anything = ref("Anything");

const OPERATIONS: readonly Operation[] = [
  {
    method: "post",
    path: "/calibrate",
    summary: "Quotes to the parameters of a law",
    request: { oneOf: [ref("CalibrateRequest"), ref("OlderRequest")] },
    responses: {
      200: { oneOf: [ref("CalibrateResponse"), ref("OlderResponse")] },
      202: ref("Job"),
      ...refused(404),
      ...bad,
    },
  },
  {
    method: "post",
    path: "/predict",
    summary: "Delta of a quote with its interval, by the model calls or puts",
    request: ref("PredictRequest"),
    responses: { 200: ref("PredictResponse"), ...refused(404), ...bad },
  },
  {
    method: "post",
    path: "/predict/batch",
    summary:
      "Deltas of up to 1,000 quotes; made monotone across chains, or read off at other strikes",
    request: ref("PredictBatchRequest"),
    responses: { 200: ref("PredictBatchResponse"), ...refused(404), ...bad },
  },
  {
    method: "get",
    path: "/jobs/{id}",
    summary: "How far a job is, and what came of it",
    responses: { 200: ref("Job"), ...refused(404) },
  },
  {
    method: "delete",
    path: "/jobs/{id}",
    summary: "Stops a job",
    responses: { 200: ref("Job"), ...refused(404) },
  },
  {
    method: "post",
    path: "/price",
    summary: "Prices cases; one that cannot be priced fails alone",
    request: listOf(ref("PricingCase"), MOST_CASES),
    responses: { 200: ref("CaseResults"), ...bad },
  },
  {
    method: "post",
    path: "/implied-vol",
    summary: "Implied volatilities; one that has none fails alone",
    request: listOf(ref("VolCase"), MOST_CASES),
    responses: { 200: ref("CaseResults"), ...bad },
  },
  {
    method: "get",
    path: "/models",
    summary: "Models that are loaded",
    responses: { 200: anything },
  },
  {
    method: "get",
    path: "/models/{name}",
    summary: "All that is known of a model",
    responses: { 200: anything, ...refused(404) },
  },
  {
    method: "get",
    path: "/models/{name}/files/{file}",
    summary: "A file of a model, such as model.onnx",
    responses: { 200: "application/octet-stream", ...refused(404) },
  },
  {
    method: "get",
    path: "/model/info",
    summary:
      "Every model that is loaded: its metadata and features, and what versions there are",
    responses: { 200: ref("ModelInfo") },
  },
  {
    method: "get",
    path: "/health",
    summary: "Whether the server is ready",
    responses: { 200: anything, 503: anything },
  },
  {
    method: "get",
    path: "/metrics",
    summary: "Counters and histograms for Prometheus",
    responses: { 200: "text/plain" },
  },
  {
    method: "get",
    path: "/v2",
    summary: "Open Inference Protocol: the server",
    responses: { 200: anything },
  },
  {
    method: "get",
    path: "/v2/health/live",
    summary: "Open Inference Protocol: alive",
    responses: { 200: anything },
  },
  {
    method: "get",
    path: "/v2/health/ready",
    summary: "Open Inference Protocol: ready",
    responses: { 200: anything, 503: anything },
  },
  {
    method: "get",
    path: "/v2/models/{name}",
    summary: "Open Inference Protocol: inputs and outputs of a model",
    responses: { 200: anything, ...refused(404) },
  },
  {
    method: "get",
    path: "/v2/models/{name}/ready",
    summary: "Open Inference Protocol: whether a model is ready",
    responses: { 200: anything, ...refused(404) },
  },
  {
    method: "post",
    path: "/v2/models/{name}/infer",
    summary: "Open Inference Protocol: runs a model's graph",
    request: ref("InferenceRequest"),
    responses: { 200: ref("InferenceResponse"), ...refused(404), ...bad },
  },
  {
    method: "get",
    path: "/v2/models/{name}/versions/{version}",
    summary: "Open Inference Protocol: the same of a version, or of an alias",
    responses: { 200: anything, ...refused(404, 503) },
  },
  {
    method: "get",
    path: "/v2/models/{name}/versions/{version}/ready",
    summary: "Open Inference Protocol: whether a version can be loaded",
    responses: { 200: anything, ...refused(404, 503) },
  },
  {
    method: "post",
    path: "/v2/models/{name}/versions/{version}/infer",
    summary: "Open Inference Protocol: runs the graph of a version",
    request: ref("InferenceRequest"),
    responses: { 200: ref("InferenceResponse"), ...refused(404), ...bad },
  },
];

/** Words for statuses. */
const DESCRIPTIONS: Readonly<Record<number, string>> = {
  200: "The answer",
  202: "Accepted as a job",
  400: "The body is no JSON",
  401: "The key is missing or unknown",
  404: "There is no such thing",
  413: "The body is too large",
  415: "The body is of another media type",
  422: "The body is invalid; details name the places",
  429: "Too many requests",
  503: "Not ready, or too much to do",
};

/**
 * The document.
 *
 * @param version Version of the code.
 * @param withKeys Whether requests need a key.
 */
export function openApi(version: string, withKeys: boolean): Schema {
  const paths: Record<string, Record<string, Schema>> = {};
  for (const operation of OPERATIONS) {
    paths[operation.path] ??= {};
    paths[operation.path][operation.method] = operationOf(operation, withKeys);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Tenor",
      version,
      description:
        "Prices, implied volatilities, calibrated laws and predicted deltas. Rates and yields are continuous, maturities in years.",
    },
    paths,
    components: {
      schemas: SCHEMAS,
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        apiKey: { type: "apiKey", in: "header", name: "x-api-key" },
      },
    },
    ...(withKeys ? { security: [{ bearer: [] }, { apiKey: [] }] } : {}),
  };
}

function operationOf(operation: Operation, withKeys: boolean): Schema {
  const { path, method, summary, request, responses } = operation;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const all = withKeys && path !== "/health"
    ? { ...responses, ...refused(401) }
    : responses;
  return {
    summary,
    operationId: `${method}${path.replace(/[^A-Za-z0-9]+/g, "_")}`,
    ...(path === "/health" ? { security: [] } : {}),
    ...(names.length === 0 ? {} : {
      parameters: names.map((name) => ({
        name,
        in: "path",
        required: true,
        schema: text,
      })),
    }),
    ...(request === undefined ? {} : {
      requestBody: {
        required: true,
        content: { "application/json": { schema: request } },
      },
    }),
    responses: Object.fromEntries(
      Object.entries(all).map(([status, schema]) => [status, {
        description: DESCRIPTIONS[Number(status)],
        content: typeof schema === "string"
          ? { [schema]: {} }
          : { "application/json": { schema } },
      }]),
    ),
  };
}
