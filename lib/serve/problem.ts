/**
 * What a client did wrong, or what the server cannot do now, as JSON.
 *
 * @module
 */

import { BusyError } from "lib/core/worker_pool.ts";
import {
  ArtifactError,
  ConvergenceError,
  DataQualityError,
  PricingError,
} from "lib/core/errors.ts";

/** One thing that is wrong with a body. */
export interface Detail {
  /** Where it stands, as `quotes[3].strike`. */
  readonly path: string;
  /** What it must be, and what it is. */
  readonly message: string;
}

/** Statuses that the server answers with when it refuses. */
export type ProblemStatus =
  | 400
  | 401
  | 403
  | 404
  | 405
  | 413
  | 415
  | 422
  | 429
  | 500
  | 503;

/** Words for programs, by status. */
const WORDS: Readonly<Record<ProblemStatus, string>> = {
  400: "malformed",
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  405: "method_not_allowed",
  413: "too_large",
  415: "unsupported_media_type",
  422: "invalid",
  429: "too_many_requests",
  500: "internal",
  503: "unavailable",
};

/** A refusal. */
export class Problem extends Error {
  /** `"Problem"`. */
  override readonly name: string = "Problem";
  /** HTTP status. */
  readonly status: ProblemStatus;
  /** What is wrong, place by place. */
  readonly details: readonly Detail[];

  /** Makes a refusal. @param status HTTP status. @param message For people. */
  constructor(
    status: ProblemStatus,
    message: string,
    details: readonly Detail[] = [],
  ) {
    super(message);
    this.status = status;
    this.details = details;
  }
}

/** The body of a refusal. */
export interface ProblemBody {
  /** A word for programs. */
  readonly error: string;
  /** A sentence for people. */
  readonly message: string;
  /** What is wrong, place by place. */
  readonly details: readonly Detail[];
}

/** A refusal as JSON. */
export function problemBody(problem: Problem): ProblemBody {
  const { status, message, details } = problem;
  return { error: WORDS[status], message, details };
}

/**
 * An error of the library as a refusal; what nobody foresaw is a 500 that says
 * nothing of the inside.
 */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof BusyError) return new Problem(503, error.message);
  if (error instanceof ArtifactError) return new Problem(404, error.message);
  const known = error instanceof PricingError ||
    error instanceof DataQualityError || error instanceof ConvergenceError ||
    error instanceof RangeError;
  if (known) return new Problem(422, error.message);
  return new Problem(500, "The server failed; the log has the request's id");
}
