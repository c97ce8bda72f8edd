/**
 * What a run says of itself: enough to make it again.
 *
 * @module
 */

/** How far a run came; a run that was killed still says `running`. */
export type RunStatus = "running" | "finished" | "failed";

/** A JSON value. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** Content of `manifest.json`; no time in it, so that equal runs have equal bytes. */
export interface Manifest {
  /** What sort of run, such as `calibration`. */
  readonly kind: string;
  /** Its name within the kind. */
  readonly name: string;
  /** Version of the code that ran, as the caller said. */
  readonly codeVersion: string;
  /**
   * What follows `deno task` to run it again, paths as they were given; null for
   * a run that no command started.
   */
  readonly command: readonly string[] | null;
  /** Settings of the run. */
  readonly config: Json;
  /** Seed of its random numbers, or null if it draws none. */
  readonly seed: number | null;
  /** SHA-256 of each input, by name. */
  readonly dataHashes: Readonly<Record<string, string>>;
  /** How far it came. */
  readonly status: RunStatus;
  /** Why it failed, for a failed run. */
  readonly failure?: string;
  /** SHA-256 of each file, by its path within the run's folder. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * A JSON text with sorted keys, so that the same content has the same bytes.
 *
 * @param value What to write.
 * @returns Text indented by two spaces, with a newline at its end.
 * @throws {RangeError} If a number is not finite, which JSON cannot hold.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { stableJson } from "lib/tracking/manifest.ts";
 *
 * assertEquals(stableJson({ b: 1, a: 2 }), stableJson({ a: 2, b: 1 }));
 * ```
 */
export function stableJson(value: unknown): string {
  return JSON.stringify(value, sortKeys, 2) + "\n";
}

/** As {@link stableJson}, on one line and without the newline. */
export function stableJsonLine(value: unknown): string {
  return JSON.stringify(value, sortKeys);
}

function sortKeys(key: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new RangeError(
      `Cannot write "${key}" as a number in JSON must be finite: current value is ${value}`,
    );
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0),
  );
}
