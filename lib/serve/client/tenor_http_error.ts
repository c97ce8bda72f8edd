/**
 * A refusal of the server, as an error to be caught.
 *
 * @module
 */

import type { Detail } from "lib/serve/problem.ts";

/** What the server refused, and why. */
export class TenorHttpError extends Error {
  /** `"TenorHttpError"`. */
  override readonly name: string = "TenorHttpError";
  /** HTTP status. */
  readonly status: number;
  /** A word for programs, as `"invalid"`. */
  readonly error: string;
  /** What is wrong with the body, place by place. */
  readonly details: readonly Detail[];
  /** Id of the request, to be found in the server's log. */
  readonly requestId: string | null;
  /** Seconds after which to try again, where the server says so. */
  readonly retryAfter: number | null;

  /** Makes the error. @param message A sentence for people. */
  constructor(
    message: string,
    fields: Pick<
      TenorHttpError,
      "status" | "error" | "details" | "requestId" | "retryAfter"
    >,
  ) {
    super(message);
    this.status = fields.status;
    this.error = fields.error;
    this.details = fields.details;
    this.requestId = fields.requestId;
    this.retryAfter = fields.retryAfter;
  }

  /** The error of an answer that is not ok; its body is read. */
  static async of(response: Response): Promise<TenorHttpError> {
    const { status, headers } = response;
    const text = await response.text();
    let body: { error?: string; message?: string; details?: Detail[] } = {};
    try {
      body = JSON.parse(text) ?? {};
    } catch {
      // A proxy between may answer in words of its own.
      body = { message: text.slice(0, 200) };
    }
    const retryAfter = headers.get("retry-after");
    return new TenorHttpError(body.message || `The server answered ${status}`, {
      status,
      error: body.error ?? "unknown",
      details: body.details ?? [],
      requestId: headers.get("x-request-id"),
      retryAfter: retryAfter === null ? null : Number(retryAfter),
    });
  }
}
