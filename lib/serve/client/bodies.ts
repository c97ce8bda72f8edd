/**
 * What is sent to the server and what it answers.
 *
 * @module
 */

import type { Job } from "lib/jobs/job.ts";
import type { Greeks } from "lib/pricing/contract.ts";
import type { ArtifactMetadata } from "lib/registry/artifact.ts";

/** What every quote says. */
export interface QuotePlace {
  /** Strike. */
  readonly strike: number;
  /** Years to expiry. */
  readonly maturity: number;
  /** Call or put. */
  readonly type: "call" | "put";
}

/** A quote: a price, a bid and an ask, or an implied volatility. */
export type Quote =
  & QuotePlace
  & (
    | {
      /** Price. */
      readonly price: number;
    }
    | {
      /** Bid. */
      readonly bid: number;
      /** Ask, at least the bid. */
      readonly ask: number;
    }
    | {
      /** Implied volatility, a decimal. */
      readonly impliedVol: number;
    }
  );

/** A surface. */
export interface SurfaceBody {
  /** Name of the law, such as `"variance-gamma"` or `"vg"`. */
  readonly law: string;
  /** Spot. */
  readonly spot: number;
  /** Continuous rate. @default {0} */
  readonly rate?: number;
  /** Continuous dividend yield. @default {0} */
  readonly dividend?: number;
  /** Quotes. */
  readonly quotes: readonly Quote[];
}

/** A surface to be calibrated to at once. */
export interface CalibrateRequest extends SurfaceBody {
  /** By what. @default {"net"} */
  readonly method?: "net" | "polish" | "least-squares";
}

/** A surface whose posterior is to be sampled. */
export interface PosteriorRequestBody extends SurfaceBody {
  /** Draws kept of each chain. @default {1000} */
  readonly draws?: number;
  /** Draws before. @default {1000} */
  readonly warmup?: number;
  /** Chains. @default {4} */
  readonly chains?: number;
  /** Seed of all randomness. @default {1} */
  readonly seed?: number;
  /** Sampler. @default {"nuts"} */
  readonly sampler?: "nuts" | "ensemble";
}

/** A calibrated law. */
export interface Calibration {
  /** Registered name of the law. */
  readonly law: string;
  /** By what. */
  readonly method: "net" | "polish" | "least-squares";
  /** Parameters by name. */
  readonly params: Readonly<Record<string, number>>;
  /** Standard errors, by least squares; null where the quotes do not tell. */
  readonly standardErrors?: Readonly<Record<string, number | null>>;
  /** Root-mean-square implied-volatility error, a decimal. */
  readonly rmse: number | null;
  /** Root-mean-square price error, by least squares. */
  readonly rmsePrice?: number;
  /** Whether the net was trained on surfaces like this one. */
  readonly insideRegion: boolean;
  /** Why not. */
  readonly reasons?: readonly string[];
  /** Quotes that stood on the net's grid. */
  readonly quotesUsed?: number;
  /** What to know before using the numbers. */
  readonly warnings?: readonly string[];
  /** Milliseconds on the server. */
  readonly milliseconds: number;
  /** Which model answered; null by least squares alone. */
  readonly model: {
    /** Name. */
    readonly name: string;
    /** Semantic version. */
    readonly version: string;
    /** The run that trained it. */
    readonly runId: string;
  } | null;
}

/** A grid of call prices, strike-major. */
export interface OlderRequest {
  /** Prices; that at strike `i` and maturity `j` at `i · maturities + j`. */
  readonly option_prices: readonly number[];
  /** The law. */
  readonly model_name: "VarianceGamma" | "CGMY";
  /** Strikes. @default 80 to 120 in 20 equal steps */
  readonly strikes?: readonly number[];
  /** Years. @default 0.1 to 2 in 10 equal steps */
  readonly maturities?: readonly number[];
  /** Spot. @default {100} */
  readonly spot_price?: number;
  /** Continuous rate. @default {0.05} */
  readonly risk_free_rate?: number;
}

/** The answer to an {@linkcode OlderRequest}. */
export interface OlderCalibration {
  /** The law. */
  readonly model_name: "VarianceGamma" | "CGMY";
  /** Parameters by name. */
  readonly parameters: Readonly<Record<string, number>>;
  /** Milliseconds on the server. */
  readonly inference_time_ms: number;
  /** Number of prices. */
  readonly input_dimension: number;
  /** Whether there is an answer. */
  readonly success: boolean;
  /** Whether the net was trained on surfaces like this one. */
  readonly inside_region: boolean;
}

/** A job as the server tells of it. */
export type JobStatusBody = Job & {
  /** Where to ask after it; told when it is accepted. */
  readonly location?: string;
};

/** A contract to price. */
export interface PricingCaseBody {
  /** Name of the law. */
  readonly law: string;
  /** Parameters of the law. */
  readonly params: Readonly<Record<string, number>>;
  /** Spot. */
  readonly spot: number;
  /** Strike. */
  readonly strike: number;
  /** Continuous rate. */
  readonly rate: number;
  /** Continuous dividend yield. */
  readonly dividend: number;
  /** Years to expiry. */
  readonly maturity: number;
  /** Call or put. */
  readonly type: "call" | "put";
  /** Payoff style. @default {"european"} */
  readonly style?: "european" | "american" | "barrier" | "asian";
  /** Terms of a barrier. */
  readonly barrier?: { readonly kind: string; readonly level: number };
  /** Terms of an average. */
  readonly asian?: {
    readonly average: "geometric" | "arithmetic";
    readonly fixings: number | "continuous";
  };
  /** Absolute error asked for. @default 1e-8 of the spot */
  readonly tolerance?: number;
  /** Whether Greeks are wanted. @default {false} */
  readonly greeks?: boolean;
  /** Comes back with the result. @default the index */
  readonly id?: string | number;
}

/** A price to imply a volatility from. */
export type VolCaseBody =
  & Pick<
    PricingCaseBody,
    | "id"
    | "spot"
    | "strike"
    | "rate"
    | "dividend"
    | "maturity"
    | "type"
  >
  & {
    /** Price. */
    readonly price: number;
  };

/** The value of a case, or why it has none. */
export type CaseOutcome<Value> =
  & {
    /** The case's id, or its index. */
    readonly id: string | number;
  }
  & (Value | {
    /** Why there is none. */
    readonly failure: {
      /** A word for programs. */
      readonly kind: string;
      /** A sentence for people. */
      readonly message: string;
    };
  });

/** A price. */
export interface PricedCase {
  /** Present value. */
  readonly price: number;
  /** Estimate of the absolute error. */
  readonly error: number;
  /** Present if asked for. */
  readonly greeks?: Greeks;
  /** `∂price/∂parameter` by name; present if Greeks were asked for. */
  readonly sensitivities?: Readonly<Record<string, number>>;
}

/** An implied volatility. */
export interface VolCase {
  /** Implied volatility, a decimal. */
  readonly impliedVol: number;
}

/** A model in a list. */
export type ModelSummary =
  & Pick<
    ArtifactMetadata,
    "name" | "version" | "kind" | "created" | "metrics"
  >
  & {
    /** Law that it calibrates, if it is a calibrator. */
    readonly law: string | null;
    /** `"inverse"` or `"surrogate"`, likewise. */
    readonly route: string | null;
    /** Family of its networks, likewise. */
    readonly architecture: string | null;
  };

/** All that is known of a model. */
export type ModelMetadata = ArtifactMetadata;

/** Whether a server is ready. */
export interface Health {
  /** `"ready"`, `"loading"`, `"no models"` or `"draining"`. */
  readonly status: string;
  /** Version of the code. */
  readonly version: string;
  /** Names of the models that are loaded. */
  readonly models: readonly string[];
}

/** A tensor of the Open Inference Protocol. */
export interface InferenceTensor {
  /** Name. */
  readonly name: string;
  /** Dimensions. */
  readonly shape: readonly number[];
  /** `"FP32"`, `"FP64"`, `"INT32"`, `"INT64"` or `"BOOL"`. */
  readonly datatype: string;
  /** Elements, row-major. */
  readonly data: readonly number[];
}

/** What a graph is run on. */
export interface InferenceRequest {
  /** Comes back with the answer. */
  readonly id?: string;
  /** A tensor for each input. */
  readonly inputs: readonly InferenceTensor[];
  /** Outputs that are wanted. @default all */
  readonly outputs?: readonly { readonly name: string }[];
}

/** What a graph answered. */
export interface InferenceResponse {
  /** Name of the model. */
  readonly model_name: string;
  /** Its version. */
  readonly model_version: string;
  /** What the protocol leaves open. */
  readonly parameters: {
    /** The run that trained the model. */
    readonly run_id: string;
  };
  /** The request's. */
  readonly id?: string;
  /** A tensor for each output. */
  readonly outputs: readonly InferenceTensor[];
}
