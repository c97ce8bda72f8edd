/**
 * Reading a JSON body within limits.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import type { JsonObject } from "lib/serve/check.ts";
import { Problem } from "lib/serve/problem.ts";

/** `application/json` and its kin, as `application/geo+json`. */
const JSON_TYPE = /^application\/(?:[a-z.+-]+\+)?json\s*(?:;|$)/i;

/** Most parts of a body that does not say how long it is. */
const MOST_PARTS = 2 ** 15;

/**
 * The bytes of a body that says it is JSON.
 *
 * @param request The request.
 * @param limit Most bytes.
 * @throws {Problem} 415 for another media type, 413 for too much.
 */
export async function readJsonBytes(
  request: Request,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const type = request.headers.get("content-type") ?? "";
  if (!JSON_TYPE.test(type)) {
    throw new Problem(
      415,
      `The body must be of type application/json: current value is ${
        type === "" ? "missing" : type.slice(0, 60)
      }`,
    );
  }
  return await readBytes(request, limit);
}

/**
 * JSON as bytes to its value.
 *
 * @throws {Problem} 400 for what is no JSON.
 */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new Problem(
      400,
      `The body must be JSON: ${(error as Error).message.slice(0, 120)}`,
    );
  }
}

/**
 * A body that must be a JSON object.
 *
 * @param request The request.
 * @param limit Most bytes.
 * @throws {Problem} 415, 413 and 400 as above, 422 for another value.
 */
export async function readJsonObject(
  request: Request,
  limit: number,
): Promise<JsonObject> {
  const value = parseJson(await readJsonBytes(request, limit));
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as JsonObject;
  }
  throw new Problem(422, "The body must be a JSON object", [
    { path: "", message: "must be an object" },
  ]);
}

/** @throws {Problem} 413, or 400 where the client goes before the end. */
async function readBytes(
  request: Request,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await readAll(request, limit);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(400, "The body broke off before its end");
  }
}

async function readAll(
  request: Request,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () =>
    new Problem(413, `The body must be at most ${limit} bytes`);
  const declared = request.headers.get("content-length");
  if (declared !== null) {
    if (Number(declared) > limit) throw tooLarge();
    // The HTTP server reads no more than was declared.
    return new Uint8Array(await request.arrayBuffer());
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request.body ?? []) {
    size += part.length;
    if (size > limit) throw tooLarge();
    parts.push(part);
    if (parts.length > MOST_PARTS) {
      throw new Problem(
        413,
        `The body must come in at most ${MOST_PARTS} parts`,
      );
    }
    // Many small parts that are there already would keep all others waiting.
    if (parts.length % 32 === 0) await nextTurn();
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/** Resolves when the event loop has come round. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
