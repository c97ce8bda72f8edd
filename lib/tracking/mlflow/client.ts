/**
 * Requests to MLflow's REST API, version 2.0.
 *
 * https://mlflow.org/docs/latest/rest-api.html
 *
 * @module
 */

import {
  failureOf,
  MlflowError,
  retryAfterMs,
} from "lib/tracking/mlflow/mlflow_error.ts";
import type { ServerAddress } from "lib/tracking/mlflow/server_address.ts";

/** Options of {@linkcode MlflowClient}. */
export interface ClientOptions {
  /** The time, in milliseconds since 1970. */
  readonly now: () => number;
  /** How requests are made. @default {globalThis.fetch} */
  readonly fetch?: typeof fetch;
  /** How long an answer may take, in milliseconds. @default {10000} */
  readonly requestMs?: number;
}

/** An answer of MLflow: a JSON object. */
// deno-lint-ignore no-explicit-any
export type Answer = Record<string, any>;

/** Calls one server. */
export class MlflowClient {
  /** The server's address, without credentials. */
  readonly base: string;
  readonly #authorization: string | undefined;
  readonly #fetch: typeof fetch;
  readonly #now: () => number;
  readonly #requestMs: number;

  /**
   * Makes a client; nothing is sent yet.
   *
   * @param address The server.
   * @param options Clock, and how requests are made.
   */
  constructor(address: ServerAddress, options: ClientOptions) {
    this.base = address.base;
    this.#authorization = address.authorization;
    this.#fetch = options.fetch ?? fetch;
    this.#now = options.now;
    this.#requestMs = options.requestMs ?? 10_000;
  }

  /**
   * Asks.
   *
   * @param endpoint Such as `runs/get`.
   * @param query What to ask for.
   * @param signal Ends the request.
   * @returns The answer.
   * @throws {MlflowError} If the server did not answer with success.
   */
  get(
    endpoint: string,
    query: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<Answer> {
    const path = `api/2.0/mlflow/${endpoint}?${new URLSearchParams(query)}`;
    return this.#send("GET", path, { signal });
  }

  /**
   * Tells.
   *
   * @param endpoint Such as `runs/log-batch`.
   * @param body What to tell, as JSON.
   * @param signal Ends the request.
   * @returns The answer.
   * @throws {MlflowError} If the server did not answer with success.
   */
  post(
    endpoint: string,
    body: unknown,
    signal?: AbortSignal,
  ): Promise<Answer> {
    return this.#send("POST", `api/2.0/mlflow/${endpoint}`, {
      body: JSON.stringify(body),
      type: "application/json",
      signal,
    });
  }

  /**
   * Stores a file with the server's proxy of artifacts.
   *
   * @param path Below the proxy's root, without a slash at its start.
   * @param bytes Content.
   * @param signal Ends the request.
   * @throws {MlflowError} If the server did not answer with success.
   */
  async putArtifact(
    path: string,
    bytes: Uint8Array,
    signal?: AbortSignal,
  ): Promise<void> {
    const safe = path.split("/").map(encodeURIComponent).join("/");
    await this.#send("PUT", `api/2.0/mlflow-artifacts/artifacts/${safe}`, {
      body: bytes as Uint8Array<ArrayBuffer>,
      type: "application/octet-stream",
      signal,
    });
  }

  async #send(
    method: string,
    path: string,
    content: {
      readonly body?: string | Uint8Array<ArrayBuffer>;
      readonly type?: string;
      readonly signal?: AbortSignal | undefined;
    },
  ): Promise<Answer> {
    const { body, type, signal } = content;
    signal?.throwIfAborted();
    const what = `${method} ${this.base}/${path.split("?")[0]}`;
    const headers = new Headers({ accept: "application/json" });
    if (type !== undefined) headers.set("content-type", type);
    if (this.#authorization) headers.set("authorization", this.#authorization);

    const ends = new AbortController();
    const end = () => ends.abort();
    signal?.addEventListener("abort", end);
    // A large file may take its time: a second for each 100 kB, past the first.
    const ms = this.#requestMs + (body?.length ?? 0) / 100;
    const timer = setTimeout(end, ms);
    try {
      const response = await this.#fetch(`${this.base}/${path}`, {
        method,
        headers,
        signal: ends.signal,
        ...(body === undefined ? {} : { body }),
      });
      return this.#answer(what, response, await response.text());
    } catch (error) {
      if (error instanceof MlflowError) throw error;
      signal?.throwIfAborted();
      const why = ends.signal.aborted
        ? `no answer within ${Math.round(ms)} ms`
        : reasonOf(error);
      throw new MlflowError("away", `${what}: ${why}`);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
    }
  }

  /** Success is a JSON object; a page of a proxy or a login is none. */
  #answer(what: string, response: Response, text: string): Answer {
    const { status } = response;
    const answer = jsonObject(text);
    if (response.ok && answer !== undefined) return answer;
    if (response.ok) {
      throw new MlflowError(
        "denied",
        `${what}: the answer is not MLflow's; check the tracking URI`,
        { status },
      );
    }
    const code = String(answer?.error_code ?? "");
    const said = String(answer?.message ?? text).slice(0, 500);
    throw new MlflowError(
      failureOf(status, code, text),
      `${what}: ${status} ${code === "" ? said : `${code}: ${said}`}`,
      {
        status,
        code,
        retryAfterMs: retryAfterMs(
          response.headers.get("retry-after"),
          this.#now(),
        ),
      },
    );
  }
}

/** What kept a request from being answered; the first cause says it. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message;
}

function jsonObject(text: string): Answer | undefined {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
