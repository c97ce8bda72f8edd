/**
 * Content hashes: how a manifest names the bytes it speaks of.
 *
 * @module
 */

import { createHash } from "node:crypto";

/**
 * SHA-256 (FIPS 180-4) of some bytes, as 64 lower-case hexadecimal digits.
 *
 * @param bytes The content, or a text that is hashed as UTF-8.
 * @returns The digest in hexadecimal.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sha256Hex } from "lib/core/hash.ts";
 *
 * // FIPS 180-4, the "abc" example.
 * assertEquals((await sha256Hex("abc")).slice(0, 16), "ba7816bf8f01cfea");
 * ```
 */
export async function sha256Hex(bytes: Uint8Array | string): Promise<string> {
  const content = typeof bytes === "string"
    ? new TextEncoder().encode(bytes)
    : bytes;
  const digest = await crypto.subtle.digest(
    "SHA-256",
    content as Uint8Array<ArrayBuffer>,
  );
  return Array.from(
    new Uint8Array(digest),
    (byte) => byte.toString(16).padStart(2, "0"),
  ).join("");
}

/**
 * SHA-256 of a file's content, read in chunks with flat memory.
 *
 * @param path The file.
 * @returns The digest in hexadecimal.
 * @throws {Deno.errors.NotFound} If there is no such file.
 */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  const file = await Deno.open(path);
  for await (const chunk of file.readable) hash.update(chunk);
  return hash.digest("hex");
}
