/**
 * API keys: stored as hashes, compared in constant time.
 *
 * @module
 */

import { sha256Hex } from "lib/core/hash.ts";
import { Problem } from "lib/serve/problem.ts";

/** Known keys. */
export interface ApiKeys {
  /** Name of the key's holder, or null for an unknown key. */
  holderOf(key: string): Promise<string | null>;
}

const LINE = /^([A-Za-z0-9._-]+):([0-9a-f]{64})$/;

/**
 * Reads keys: a line each, `holder:SHA-256 in hexadecimal`; empty lines and
 * those that begin with `#` say nothing.
 *
 * @param text Content of a file of keys.
 * @throws {SyntaxError} If a line is something else.
 */
export function readApiKeys(text: string): ApiKeys {
  const known: { holder: string; hash: Uint8Array }[] = [];
  text.split("\n").forEach((line, i) => {
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#")) return;
    const match = LINE.exec(trimmed);
    if (match === null) {
      throw new SyntaxError(
        `Cannot read the keys as line ${
          i + 1
        } must be holder:hash, the hash by printf %s KEY | sha256sum`,
      );
    }
    known.push({ holder: match[1], hash: bytesOf(match[2]) });
  });
  if (known.length === 0) {
    throw new SyntaxError("Cannot read the keys as there must be at least one");
  }
  return {
    async holderOf(key) {
      const hash = bytesOf(await sha256Hex(key));
      let holder: string | null = null;
      // Every key is compared, to the end.
      for (const one of known) {
        if (sameBytes(hash, one.hash)) holder = one.holder;
      }
      return holder;
    },
  };
}

/**
 * Who makes a request: the holder of its key.
 *
 * @param headers `authorization: Bearer KEY` or `x-api-key: KEY`.
 * @throws {Problem} 401 without a known key.
 */
export async function authenticate(
  keys: ApiKeys,
  headers: Headers,
): Promise<string> {
  const bearer = /^Bearer\s+(\S+)$/i.exec(headers.get("authorization") ?? "");
  const key = bearer?.[1] ?? headers.get("x-api-key");
  const holder = key === null ? null : await keys.holderOf(key);
  if (holder === null) {
    throw new Problem(
      401,
      key === null
        ? "The request needs a key: authorization: Bearer KEY, or x-api-key: KEY"
        : "The key is not known",
    );
  }
  return holder;
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g)!, (pair) => parseInt(pair, 16));
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; ++i) difference |= a[i] ^ b[i];
  return difference === 0;
}
