/**
 * Reading a JSON body within limits.
 *
 * @module
 */

import { Problem } from "lib/serve/problem.ts";
import type { JsonObject } from "lib/serve/check.ts";

/**
 * The JSON value of a request's body.
 *
 * @param request The request.
 * @param limit Most bytes.
 * @throws {Problem} 415 for another media type, 413 for too much, 400 for what
 * is no JSON.
 */
export async function readJson(
  request: Request,
  limit: number,
): Promise<unknown> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/([a-z.+-]+\+)?json\s*(;|$)/i.test(type)) {
    throw new Problem(
      415,
      `The body must be of type application/json: current value is ${
        type === "" ? "missing" : type.slice(0, 60)
      }`,
    );
  }
  const text = new TextDecoder().decode(await readBytes(request, limit));
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem(
      400,
      `The body must be JSON: ${(error as Error).message.slice(0, 120)}`,
    );
  }
}

/** A body that must be an object. @throws {Problem} 422 for another value. */
export async function readJsonObject(
  request: Request,
  limit: number,
): Promise<JsonObject> {
  const value = await readJson(request, limit);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as JsonObject;
  }
  throw new Problem(422, "The body must be a JSON object", [
    { path: "", message: "must be an object" },
  ]);
}

async function readBytes(
  request: Request,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () =>
    new Problem(413, `The body must be at most ${limit} bytes`);
  if (Number(request.headers.get("content-length") ?? 0) > limit) {
    throw tooLarge();
  }
  // A declared length is kept by the HTTP server; without one it is counted.
  if (request.headers.has("content-length")) {
    return new Uint8Array(await request.arrayBuffer());
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request.body ?? []) {
    size += part.length;
    if (size > limit) throw tooLarge();
    parts.push(part);
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
