/**
 * Where an MLflow tracking server is, and how a caller says who it is.
 *
 * The meaning of the variables that these come from is that of MLflow's own
 * client: basic authentication goes before a token.
 * https://mlflow.org/docs/latest/auth/index.html
 *
 * @module
 */

/** Who calls. Neither of these is ever written to a file. */
export interface MlflowAuth {
  /** A bearer token. */
  readonly token?: string | undefined;
  /** Name for basic authentication, used with a password only. */
  readonly username?: string | undefined;
  /** Password for basic authentication. */
  readonly password?: string | undefined;
}

/** A server, ready to be called. */
export interface ServerAddress {
  /** The address without credentials and without a slash at its end. */
  readonly base: string;
  /** Value of the header `Authorization`, if there is one. */
  readonly authorization: string | undefined;
}

/**
 * Reads a tracking URI.
 *
 * @param uri `http://…` or `https://…`, with a path and credentials where wished.
 * @param auth Who calls; goes before credentials of the URI. @default {{}}
 * @returns The address, its credentials apart.
 * @throws {RangeError} If it is no address of HTTP.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { serverAddress } from "lib/tracking/mlflow/server_address.ts";
 *
 * assertEquals(serverAddress("http://me:pass@localhost:5000/mlflow/"), {
 *   base: "http://localhost:5000/mlflow",
 *   authorization: "Basic bWU6cGFzcw==",
 * });
 * ```
 */
export function serverAddress(
  uri: string,
  auth: MlflowAuth = {},
): ServerAddress {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new RangeError(
      `Cannot track runs with MLflow as its tracking URI must start with http:// or https://: current value is ${uri}`,
    );
  }
  const username = auth.username ?? decodeURIComponent(url.username);
  const password = auth.password ?? decodeURIComponent(url.password);
  return {
    base: `${url.protocol}//${url.host}${url.pathname}`.replace(/\/+$/, ""),
    authorization: authorizationOf({ ...auth, username, password }),
  };
}

function authorizationOf(auth: MlflowAuth): string | undefined {
  const { token, username, password } = auth;
  if (username && password) {
    const bytes = new TextEncoder().encode(`${username}:${password}`);
    return `Basic ${btoa(String.fromCharCode(...bytes))}`;
  }
  return token ? `Bearer ${token}` : undefined;
}
