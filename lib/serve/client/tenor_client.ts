/**
 * A typed client of the server, for Deno, Node and browsers.
 *
 * It needs `fetch` alone and imports nothing but types.
 *
 * @module
 */

import type {
  CalibrateRequest,
  Calibration,
  CaseOutcome,
  Health,
  InferenceRequest,
  InferenceResponse,
  JobStatusBody,
  ModelMetadata,
  ModelSummary,
  OlderCalibration,
  OlderRequest,
  PosteriorRequestBody,
  PricedCase,
  PricingCaseBody,
  VolCase,
  VolCaseBody,
} from "lib/serve/client/bodies.ts";
import type {
  LoadedModel,
  PredictBatchBody,
  PredictedDelta,
  PredictedDeltas,
  PredictRequestBody,
} from "lib/serve/client/delta_bodies.ts";
import { TenorHttpError } from "lib/serve/client/tenor_http_error.ts";

/** Options of {@linkcode TenorClient}. */
export interface TenorClientOptions {
  /** API key, where the server asks for one. @default none */
  readonly key?: string;
  /** What sends requests. @default {globalThis.fetch} */
  readonly fetch?: typeof fetch;
}

/** Options of a request. */
export interface RequestOptions {
  /** Aborts the request. */
  readonly signal?: AbortSignal;
}

/**
 * Asks a server.
 *
 * @example The delta of a quote, with its interval
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { TenorClient } from "lib/serve/client/tenor_client.ts";
 *
 * // Here an answer is made up; by default the server of the URL is asked.
 * const fetch = () => Promise.resolve(Response.json({
 *   delta: 0.48,
 *   interval: [0.47, 0.49],
 *   contract_type: "call",
 *   model_version: "1.0.0",
 *   run_id: "greeks_calls_1",
 * }));
 * const client = new TenorClient("http://127.0.0.1:8000", { fetch });
 * const { delta, interval, model_version } = await client.predict({
 *   contract_type: "call",
 *   features: {
 *     dte: 10,
 *     moneyness: 4780 / 4800,
 *     mark: 41.5,
 *     strike: 4800,
 *     underlying_price: 4780,
 *     vix9d: 13.2,
 *     vvix: 84,
 *   },
 * });
 * assertEquals([delta, ...interval], [0.48, 0.47, 0.49]);
 * assertEquals(model_version, "1.0.0");
 * ```
 */
export class TenorClient {
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #fetch: typeof fetch;

  /**
   * Makes a client; nothing is sent yet.
   *
   * @param url Where the server is, as `http://127.0.0.1:8000`.
   * @param options Key.
   */
  constructor(url: string, options: TenorClientOptions = {}) {
    this.#base = url.replace(/\/+$/, "");
    this.#headers = options.key === undefined
      ? {}
      : { authorization: `Bearer ${options.key}` };
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init));
  }

  /**
   * Fits a law to quotes.
   *
   * @throws {TenorHttpError} What the server refuses.
   */
  calibrate(
    request: CalibrateRequest,
    options?: RequestOptions,
  ): Promise<Calibration> {
    return this.#post("/calibrate", request, options);
  }

  /** Fits a law to a grid of call prices, in the older shape. */
  calibrateGrid(
    request: OlderRequest,
    options?: RequestOptions,
  ): Promise<OlderCalibration> {
    return this.#post("/calibrate", request, options);
  }

  /**
   * Predicts the delta of a quote.
   *
   * @throws {TenorHttpError} What the server refuses: 404 if there is no such
   * model, 422 if a feature cannot be.
   */
  predict(
    request: PredictRequestBody,
    options?: RequestOptions,
  ): Promise<PredictedDelta> {
    return this.#post("/predict", request, options);
  }

  /**
   * Predicts the deltas of up to 1,000 quotes, made monotone or read off a
   * curve where that is asked for.
   *
   * @throws {TenorHttpError} Likewise.
   */
  predictBatch(
    request: PredictBatchBody,
    options?: RequestOptions,
  ): Promise<PredictedDeltas> {
    return this.#post("/predict/batch", request, options);
  }

  /** Every model that is loaded, with its metadata and features. */
  async modelInfo(options?: RequestOptions): Promise<readonly LoadedModel[]> {
    const { models } = await this.#get<{ models: LoadedModel[] }>(
      "/model/info",
      options,
    );
    return models;
  }

  /** Starts to sample a posterior. @returns The job, to be asked after. */
  samplePosterior(
    request: PosteriorRequestBody,
    options?: RequestOptions,
  ): Promise<JobStatusBody> {
    return this.#post(
      "/calibrate",
      { ...request, method: "posterior" },
      options,
    );
  }

  /** How far a job is. */
  job(id: string, options?: RequestOptions): Promise<JobStatusBody> {
    return this.#get(`/jobs/${encodeURIComponent(id)}`, options);
  }

  /** Stops a job. */
  cancelJob(id: string, options?: RequestOptions): Promise<JobStatusBody> {
    const path = `/jobs/${encodeURIComponent(id)}`;
    return this.#ask(path, { method: "DELETE" }, options);
  }

  /**
   * Asks after a job until it has ended.
   *
   * @param id The job.
   * @param options How often, and a listener.
   */
  async jobResult(
    id: string,
    options: RequestOptions & {
      /** Milliseconds between questions. @default {500} */
      readonly every?: number;
      /** Told what is known each time. */
      readonly onStatus?: (job: JobStatusBody) => void;
    } = {},
  ): Promise<JobStatusBody> {
    const { every = 500, onStatus, signal } = options;
    for (;;) {
      const job = await this.job(id, options);
      onStatus?.(job);
      if (job.status !== "queued" && job.status !== "running") return job;
      await new Promise((resolve) => setTimeout(resolve, every));
      signal?.throwIfAborted();
    }
  }

  /** Prices contracts; one that has no price fails alone. */
  price(
    cases: readonly PricingCaseBody[],
    options?: RequestOptions,
  ): Promise<CaseOutcome<PricedCase>[]> {
    return this.#post("/price", cases, options);
  }

  /** Implied volatilities of prices; one that has none fails alone. */
  impliedVol(
    cases: readonly VolCaseBody[],
    options?: RequestOptions,
  ): Promise<CaseOutcome<VolCase>[]> {
    return this.#post("/implied-vol", cases, options);
  }

  /** Models that are loaded. */
  async models(options?: RequestOptions): Promise<readonly ModelSummary[]> {
    const { models } = await this.#get<{ models: ModelSummary[] }>(
      "/models",
      options,
    );
    return models;
  }

  /** All that is known of a model. */
  model(name: string, options?: RequestOptions): Promise<ModelMetadata> {
    return this.#get(`/models/${encodeURIComponent(name)}`, options);
  }

  /** A file of a model, such as `"model.onnx"`. */
  async modelFile(
    name: string,
    file: string,
    options: RequestOptions = {},
  ): Promise<Uint8Array<ArrayBuffer>> {
    const path = `/models/${encodeURIComponent(name)}/files/${
      encodeURIComponent(file)
    }`;
    const response = await this.#send(path, {}, options);
    return new Uint8Array(await response.arrayBuffer());
  }

  /** Runs a model's graph by the Open Inference Protocol. */
  infer(
    name: string,
    request: InferenceRequest,
    options: RequestOptions & {
      /** A version or an alias. @default the one in service */
      readonly version?: string;
    } = {},
  ): Promise<InferenceResponse> {
    const { version, ...rest } = options;
    const path = `/v2/models/${encodeURIComponent(name)}${
      version === undefined ? "" : `/versions/${encodeURIComponent(version)}`
    }/infer`;
    return this.#post(path, request, rest);
  }

  /** Whether the server is ready; does not throw where it is not. */
  async health(options: RequestOptions = {}): Promise<Health> {
    const response = await this.#fetch(`${this.#base}/health`, {
      headers: this.#headers,
      ...options,
    });
    return await response.json();
  }

  /** Counters and histograms, in Prometheus' text format. */
  async metrics(options: RequestOptions = {}): Promise<string> {
    return await (await this.#send("/metrics", {}, options)).text();
  }

  #get<Body>(path: string, options?: RequestOptions): Promise<Body> {
    return this.#ask<Body>(path, {}, options);
  }

  #post<Body>(
    path: string,
    body: unknown,
    options?: RequestOptions,
  ): Promise<Body> {
    return this.#ask<Body>(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }, options);
  }

  async #ask<Body>(
    path: string,
    init: RequestInit,
    options: RequestOptions = {},
  ): Promise<Body> {
    return await (await this.#send(path, init, options)).json();
  }

  async #send(
    path: string,
    init: RequestInit,
    options: RequestOptions,
  ): Promise<Response> {
    const response = await this.#fetch(`${this.#base}${path}`, {
      ...init,
      ...options,
      headers: { ...this.#headers, ...init.headers },
    });
    if (response.ok) return response;
    throw await TenorHttpError.of(response);
  }
}
