/**
 * What the server answers, as an OpenAPI 3.1 document.
 *
 * @module
 */

import { LAWS } from "lib/pricing/laws/laws.ts";
import { MOST_QUOTES } from "lib/serve/request_quotes.ts";

/** A JSON schema, or a part of an OpenAPI document. */
export type Schema = Readonly<Record<string, unknown>>;

const number: Schema = { type: "number" };
const positive: Schema = { type: "number", exclusiveMinimum: 0 };
const text: Schema = { type: "string" };
const params: Schema = { type: "object", additionalProperties: number };
const ref = (name: string): Schema => ({
  $ref: `#/components/schemas/${name}`,
});

function object(
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[] = Object.keys(properties),
): Schema {
  return { type: "object", properties, required };
}

function listOf(items: Schema, maxItems?: number): Schema {
  return maxItems === undefined
    ? { type: "array", items }
    : { type: "array", items, minItems: 1, maxItems };
}

/** Schemas of bodies. */
export const SCHEMAS: Readonly<Record<string, Schema>> = {
  Problem: object({
    error: { ...text, description: "A word for programs." },
    message: { ...text, description: "A sentence for people." },
    details: listOf(object({ path: text, message: text })),
  }),
  Quote: {
    ...object({
      strike: positive,
      maturity: { ...positive, description: "Years." },
      type: { enum: ["call", "put"] },
      price: { type: "number", minimum: 0 },
      bid: { type: "number", minimum: 0 },
      ask: { type: "number", minimum: 0 },
      impliedVol: positive,
    }, ["strike", "maturity", "type"]),
    oneOf: [
      { required: ["price"] },
      { required: ["bid", "ask"] },
      { required: ["impliedVol"] },
    ],
  },
  CalibrateRequest: object({
    law: { enum: [...LAWS.map(({ name }) => name), "vg"] },
    method: {
      enum: ["net", "polish", "least-squares", "posterior"],
      default: "net",
      description:
        "By net alone; least squares from the net's answer; least squares alone; or the whole posterior, as a job.",
    },
    spot: positive,
    rate: { ...number, default: 0, description: "Continuous." },
    dividend: { ...number, default: 0, description: "Continuous." },
    quotes: listOf(ref("Quote"), MOST_QUOTES),
  }, ["law", "spot", "quotes"]),
  CalibrateResponse: object({
    law: text,
    method: text,
    params,
    standardErrors: params,
    rmse: {
      type: ["number", "null"],
      description: "Root-mean-square implied-volatility error, a decimal.",
    },
    insideRegion: {
      type: ["boolean", "null"],
      description: "Whether the net was trained on surfaces like this one.",
    },
    reasons: listOf(text),
    milliseconds: number,
    model: {
      oneOf: [
        object({ name: text, version: text, runId: text }),
        { type: "null" },
      ],
    },
  }, [
    "law",
    "method",
    "params",
    "rmse",
    "insideRegion",
    "milliseconds",
    "model",
  ]),
  OlderRequest: object({
    option_prices: listOf({ type: "number", minimum: 0 }, MOST_QUOTES),
    model_name: { enum: ["VarianceGamma", "CGMY"] },
    strikes: listOf(positive, MOST_QUOTES),
    maturities: listOf(positive, MOST_QUOTES),
    spot_price: { ...positive, default: 100 },
    risk_free_rate: { ...number, default: 0.05 },
  }, ["option_prices", "model_name"]),
  OlderResponse: object({
    model_name: text,
    parameters: params,
    inference_time_ms: number,
    input_dimension: { type: "integer" },
    success: { type: "boolean" },
  }),
  Job: object({
    id: text,
    kind: text,
    status: {
      enum: ["queued", "running", "succeeded", "failed", "cancelled"],
    },
    created: text,
    finished: text,
    result: {},
    error: text,
  }, ["id", "kind", "status", "created"]),
  PricingCase: {
    ...object({
      id: {},
      law: text,
      params,
      spot: positive,
      strike: positive,
      rate: number,
      dividend: number,
      maturity: positive,
      type: { enum: ["call", "put"] },
      style: { enum: ["european", "american", "barrier", "asian"] },
      tolerance: positive,
      greeks: { type: "boolean" },
    }, ["law", "params", "spot", "strike", "maturity", "type"]),
    additionalProperties: true,
  },
  VolCase: object({
    id: {},
    spot: positive,
    strike: positive,
    rate: number,
    dividend: number,
    maturity: positive,
    type: { enum: ["call", "put"] },
    price: number,
  }, ["spot", "strike", "maturity", "type", "price"]),
  CaseResults: listOf({ type: "object", additionalProperties: true }),
  InferenceRequest: object({
    id: text,
    inputs: listOf(object({
      name: text,
      shape: listOf({ type: "integer" }),
      datatype: text,
      data: { type: "array" },
    })),
    outputs: listOf(object({ name: text })),
  }, ["inputs"]),
  InferenceResponse: object({
    model_name: text,
    model_version: text,
    outputs: listOf(object({
      name: text,
      shape: listOf({ type: "integer" }),
      datatype: text,
      data: { type: "array" },
    })),
  }),
  Anything: { type: "object", additionalProperties: true },
};

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
    request: listOf(ref("PricingCase")),
    responses: { 200: ref("CaseResults"), ...bad },
  },
  {
    method: "post",
    path: "/implied-vol",
    summary: "Implied volatilities; one that has none fails alone",
    request: listOf(ref("VolCase")),
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
        "Prices, implied volatilities and calibrated laws. Rates and yields are continuous, maturities in years.",
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
