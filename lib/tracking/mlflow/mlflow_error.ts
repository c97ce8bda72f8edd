/**
 * What a server's answer means for what was sent: whether to send it again.
 *
 * @module
 */

/**
 * - `away`: nothing wrong with the request; sent later, it may succeed.
 * - `denied`: no request can succeed until somebody changes address or rights.
 * - `refused`: this request can never succeed.
 */
export type MlflowFailure = "away" | "denied" | "refused";

/** A request to MLflow that did not succeed. */
export class MlflowError extends Error {
  /** `"MlflowError"`. */
  override readonly name: string = "MlflowError";
  /** What it means for the request. */
  readonly failure: MlflowFailure;
  /** HTTP status, or 0 if no answer came. */
  readonly status: number;
  /** MLflow's `error_code`, or an empty text. */
  readonly code: string;
  /** How long the server asked to be left alone, in milliseconds, if it did. */
  readonly retryAfterMs: number | undefined;

  /**
   * Makes the error.
   *
   * @param failure What it means for the request.
   * @param message What was asked and what came.
   * @param answer Status, code and wait, as far as they are known.
   */
  constructor(
    failure: MlflowFailure,
    message: string,
    answer: {
      readonly status?: number;
      readonly code?: string;
      readonly retryAfterMs?: number | undefined;
    } = {},
  ) {
    super(message);
    this.failure = failure;
    this.status = answer.status ?? 0;
    this.code = answer.code ?? "";
    this.retryAfterMs = answer.retryAfterMs;
  }
}

/**
 * What an answer other than success means.
 *
 * 408, 429 and 5xx pass by. Without MLflow's `error_code` it was not MLflow that
 * answered 404, so the address is wrong rather than the request. A server that
 * stores no artifacts says so with 503, for as long as it is not started otherwise.
 *
 * @param status HTTP status.
 * @param code MLflow's `error_code`, or an empty text.
 * @param text The answer's text.
 * @returns Its meaning.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { failureOf } from "lib/tracking/mlflow/mlflow_error.ts";
 *
 * assertEquals(failureOf(429, "REQUEST_LIMIT_EXCEEDED", ""), "away");
 * assertEquals(failureOf(400, "INVALID_PARAMETER_VALUE", ""), "refused");
 * ```
 */
export function failureOf(
  status: number,
  code: string,
  text: string,
): MlflowFailure {
  if (status === 503 && text.includes("serve-artifacts")) return "refused";
  if (status >= 500 || status === 408 || status === 429) return "away";
  if (status === 401 || status === 403) return "denied";
  return status < 400 || (status === 404 && code === "") ? "denied" : "refused";
}

/**
 * Reads the header `Retry-After`.
 *
 * @param value Seconds or a date of HTTP, or null.
 * @param now Milliseconds since 1970.
 * @returns Milliseconds to wait, or undefined if it says nothing.
 */
export function retryAfterMs(
  value: string | null,
  now: number,
): number | undefined {
  if (value === null || value.trim() === "") return undefined;
  const seconds = Number(value);
  const ms = isNaN(seconds) ? Date.parse(value) - now : 1000 * seconds;
  return isNaN(ms) ? undefined : Math.max(0, ms);
}

/**
 * Whether an error is MLflow's, of a certain code.
 *
 * @param error What was caught.
 * @param code MLflow's `error_code`.
 * @returns Whether it is.
 */
export function isCode(error: unknown, code: string): boolean {
  return error instanceof MlflowError && error.code === code;
}

/**
 * Whether an error says that its request can never succeed.
 *
 * @param error What was caught.
 * @returns Whether it does.
 */
export function isRefused(error: unknown): error is MlflowError {
  return error instanceof MlflowError && error.failure === "refused";
}
