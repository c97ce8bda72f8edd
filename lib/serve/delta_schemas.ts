/**
 * JSON schemas of what `/predict`, `/predict/batch` and `/model/info` take and
 * give.
 *
 * @module
 */

import {
  type DeltaFeature,
  FEATURE_BOUNDS,
  INDEX_FEATURES,
  QUOTE_FEATURES,
} from "lib/greeks/delta_features.ts";
import { TOLERANCE_TEXT } from "lib/serve/delta_rows.ts";
import {
  CONTRACT_TYPES,
  MOST_ROWS,
  MOST_STRIKES,
  STEEPNESS,
  STRIKE_STEP,
} from "lib/serve/predict_request.ts";
import {
  closed,
  listOf,
  maybe,
  number,
  object,
  positive,
  ref,
  type Schema,
  text,
} from "lib/serve/schema_parts.ts";

const SAID: Readonly<Record<DeltaFeature, string>> = {
  dte: "Days to expiry.",
  moneyness:
    `underlying_price / strike for a call, strike / underlying_price for a put, within ${TOLERANCE_TEXT}.`,
  mark: "Middle of bid and ask.",
  strike: "Strike.",
  underlying_price: "Price of the underlying.",
  vix9d: "VIX9D index; asked for if the model uses it, else passed over.",
  vvix: "VVIX index, likewise.",
  skew: "SKEW index, likewise.",
};

function feature(name: DeltaFeature): Schema {
  const [minimum, maximum] = FEATURE_BOUNDS[name];
  return { type: "number", minimum, maximum, description: SAID[name] };
}

const features = Object.fromEntries(
  [...QUOTE_FEATURES, ...INDEX_FEATURES].map((name) => [name, feature(name)]),
);

const strike = maybe(feature("strike"));

const asked: Readonly<Record<string, Schema>> = {
  contract_type: { enum: CONTRACT_TYPES },
  version: {
    ...maybe(text),
    description:
      "A version such as 1.0.0 or v1.0.0, or latest or champion; the champion where left out.",
  },
};

const answered: Readonly<Record<string, Schema>> = {
  contract_type: { enum: CONTRACT_TYPES },
  model_version: text,
  run_id: { ...text, description: "The run that trained the model." },
};

const interval: Schema = {
  ...listOf(number),
  description: "Low and high, with low ≤ delta ≤ high.",
};

const flag: Schema = { ...maybe({ type: "boolean" }), default: false };

/** Schemas of bodies, by name. */
export const DELTA_SCHEMAS: Readonly<Record<string, Schema>> = {
  DeltaFeatures: closed(features, QUOTE_FEATURES),
  PredictRequest: closed({ ...asked, features: ref("DeltaFeatures") }, [
    "contract_type",
    "features",
  ]),
  PredictResponse: object({
    delta: {
      ...number,
      description: "In [0, 1] for a call, in [−1, 0] for a put.",
    },
    interval,
    ...answered,
  }),
  PredictBatchRequest: {
    ...closed({
      ...asked,
      features: listOf(ref("DeltaFeatures"), MOST_ROWS),
      rows: {
        ...listOf(ref("DeltaFeatures"), MOST_ROWS),
        description: "Another name of features.",
      },
      smooth: {
        ...flag,
        description:
          "Makes deltas and both ends of their intervals nonincreasing in strike across each chain (rows of one dte and underlying_price); rows of one strike share their mean.",
      },
      interpolate: {
        ...flag,
        description:
          "Answers at the strikes of interpolation_options in place of the rows': a monotone cubic through the repaired deltas of one chain. Beyond the rows' strikes delta stays and its interval reaches to the bound.",
      },
      interpolation_options: maybe(closed({
        strike_min: {
          ...strike,
          description: "Least of the rows if left out.",
        },
        strike_max: {
          ...strike,
          description: "Greatest of the rows if left out.",
        },
        strike_step: {
          ...maybe(positive),
          default: STRIKE_STEP,
          description: `At most ${MOST_STRIKES} strikes come of it.`,
        },
      }, [])),
      steepness_factor: {
        ...maybe(positive),
        maximum: STEEPNESS.most,
        default: STEEPNESS.usual,
        description:
          "Factor of the curve's slopes at the rows' strikes; at 1 those of PCHIP.",
      },
    }, ["contract_type"]),
    oneOf: [{ required: ["features"] }, { required: ["rows"] }],
  },
  PredictBatchResponse: object({
    predictions: listOf(number),
    intervals: listOf(interval),
    strikes: {
      ...listOf(number),
      description: "Where the predictions stand: the rows', or the curve's.",
    },
    ...answered,
    count: { type: "integer", description: "Number of predictions." },
    smoothed: {
      type: "boolean",
      description: "Whether chains were made monotone; always, for a curve.",
    },
    interpolated: { type: "boolean" },
  }),
  ModelInfo: object({
    models: listOf(object({
      name: text,
      version: text,
      kind: text,
      contract_type: { enum: [...CONTRACT_TYPES, null] },
      level: {
        ...maybe(number),
        description: "Share of its intervals that hold the delta.",
      },
      in_service: {
        type: "boolean",
        description:
          "Whether it answers where no version is named; others were asked for by theirs.",
      },
      feature_names: { ...maybe({ type: "array" }), items: text },
      aliases: { type: "object", additionalProperties: text },
      versions: { ...listOf(text), description: "All that are registered." },
      metadata: {
        type: "object",
        additionalProperties: true,
        description: "The artifact's metadata.json.",
      },
    })),
  }),
};
