/**
 * What the server's routes ask of the web framework. Hono fits; nothing else of
 * it is used, so that routes are read without knowing it.
 *
 * @module
 */

/** One request and the means to answer it. */
export interface Exchange {
  /** The request. */
  readonly req: {
    /** As it came. */
    readonly raw: Request;
    /** A part of the path, by its name in the route. */
    param(name: string): string;
  };
  /** An answer of JSON. */
  json(
    body: unknown,
    status?: number,
    headers?: Readonly<Record<string, string>>,
  ): Response;
  /** An answer of text or bytes. */
  body(
    body: string | Uint8Array<ArrayBuffer> | ReadableStream,
    status?: number,
    headers?: Readonly<Record<string, string>>,
  ): Response;
  /** An answer of HTML. */
  html(body: string): Response | Promise<Response>;
  /** The answer where there is nothing. */
  notFound(): Response | Promise<Response>;
}

/** Answers a request. */
export type Handler = (exchange: Exchange) => Response | Promise<Response>;

/** Where routes are added. */
export interface WebApp {
  /** Answers `GET`. */
  get(path: string, handler: Handler): unknown;
  /** Answers `POST`. */
  post(path: string, handler: Handler): unknown;
  /** Answers `DELETE`. */
  delete(path: string, handler: Handler): unknown;
  /** What has been added. */
  readonly routes: readonly {
    /** Such as `"GET"`; `"ALL"` for any. */
    readonly method: string;
    /** Such as `/models/:name`. */
    readonly path: string;
  }[];
  /** Answers a request. */
  fetch(request: Request, environment?: unknown): Response | Promise<Response>;
  /** Asks the app without a network; for tests. */
  request(
    path: string,
    init?: RequestInit,
    environment?: unknown,
  ): Response | Promise<Response>;
}
