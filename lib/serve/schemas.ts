/**
 * JSON schemas of what the server takes and gives.
 *
 * They describe; the readers beside the routes decide, many times as fast. A
 * test holds the two together.
 *
 * @module
 */

import { DELTA_SCHEMAS } from "lib/serve/delta_schemas.ts";
import { LAW_ALIASES } from "lib/pricing/laws/law_name.ts";
import { LAWS } from "lib/pricing/laws/laws.ts";
import { POSTERIOR_SETTINGS, SAMPLERS } from "lib/serve/posterior_work.ts";
import { MOST_QUOTES } from "lib/serve/request_quotes.ts";
import {
  listOf,
  maybe,
  number,
  object,
  positive,
  ref,
  type Schema,
  text,
} from "lib/serve/schema_parts.ts";

const params: Schema = { type: "object", additionalProperties: number };
const price = maybe({ type: "number", minimum: 0 });

/** A whole number of a request for a posterior. */
function setting(name: keyof typeof POSTERIOR_SETTINGS): Schema {
  const { least, usual, most } = POSTERIOR_SETTINGS[name];
  return maybe({
    type: "integer",
    minimum: least,
    maximum: most,
    default: usual,
    description: "Of a posterior.",
  });
}
/** Fields that are there and are not null. */
function has(...names: string[]): Schema {
  const known = { not: { type: "null" } };
  return {
    required: names,
    properties: Object.fromEntries(names.map((name) => [name, known])),
  };
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
      price: {
        ...price,
        description: "Goes before the middle of bid and ask.",
      },
      bid: price,
      ask: { ...price, description: "At least the bid." },
      impliedVol: {
        ...maybe(positive),
        description: "Counts where there is no price.",
      },
    }, ["strike", "maturity", "type"]),
    description:
      "Null is the same as left out. Prices outside the bounds that exclude arbitrage are refused.",
    anyOf: [
      has("price"),
      has("bid", "ask"),
      has("impliedVol"),
    ],
  },
  CalibrateRequest: object({
    law: {
      enum: [...LAWS.map(({ name }) => name), ...Object.keys(LAW_ALIASES)],
    },
    method: {
      enum: ["net", "polish", "least-squares", "posterior", null],
      default: "net",
      description:
        "By net alone; least squares from the net's answer; least squares alone; or the whole posterior, as a job.",
    },
    spot: positive,
    rate: { ...maybe(number), default: 0, description: "Continuous." },
    dividend: { ...maybe(number), default: 0, description: "Continuous." },
    quotes: listOf(ref("Quote"), MOST_QUOTES),
    draws: setting("draws"),
    warmup: setting("warmup"),
    chains: setting("chains"),
    seed: setting("seed"),
    sampler: { enum: [...SAMPLERS, null], default: "nuts" },
  }, ["law", "spot", "quotes"]),
  CalibrateResponse: object({
    law: text,
    method: text,
    params,
    standardErrors: {
      type: "object",
      additionalProperties: maybe(number),
      description: "By least squares; null where the quotes do not tell.",
    },
    rmse: {
      type: ["number", "null"],
      description: "Root-mean-square implied-volatility error, a decimal.",
    },
    rmsePrice: number,
    insideRegion: {
      type: "boolean",
      description:
        "Whether the net was trained on surfaces like this one; by least squares alone, whether the parameters are among those of such surfaces.",
    },
    reasons: { ...listOf(text), description: "Why not." },
    quotesUsed: {
      type: "integer",
      description: "Quotes that stood on the net's grid.",
    },
    warnings: listOf(text),
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
    strikes: maybe({
      ...listOf(positive, MOST_QUOTES),
      description: "80 to 120 in 20 equal steps where left out.",
    }),
    maturities: maybe({
      ...listOf(positive, MOST_QUOTES),
      description: "0.1 to 2 years in 10 equal steps where left out.",
    }),
    spot_price: { ...maybe(positive), default: 100 },
    risk_free_rate: { ...maybe(number), default: 0.05 },
  }, ["option_prices", "model_name"]),
  OlderResponse: object({
    model_name: text,
    parameters: params,
    inference_time_ms: number,
    input_dimension: { type: "integer" },
    success: { type: "boolean" },
    inside_region: { type: "boolean" },
  }),
  Job: object({
    id: text,
    kind: text,
    status: {
      enum: ["queued", "running", "succeeded", "failed", "cancelled"],
    },
    created: text,
    finished: text,
    progress: object({
      done: number,
      total: number,
      label: text,
    }, ["done", "total"]),
    result: {
      description:
        "Of a posterior: params are its means, standardErrors its standard deviations, parameters all of their diagnostics, expiries the bands.",
    },
    error: text,
    location: text,
  }, ["id", "kind", "status", "created"]),
  ...DELTA_SCHEMAS,
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
    parameters: object({ run_id: text }),
    outputs: listOf(object({
      name: text,
      shape: listOf({ type: "integer" }),
      datatype: text,
      data: { type: "array" },
    })),
  }),
  Anything: { type: "object", additionalProperties: true },
};
