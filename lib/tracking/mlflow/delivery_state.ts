/**
 * How far a server has come with a spool; kept beside it, whole or not at all.
 *
 * @module
 */

import { join } from "@std/path";
import { writeTextAtomic } from "lib/core/atomic_file.ts";
import { stableJson } from "lib/tracking/manifest.ts";

/** Content of `delivery.json`. */
export interface DeliveryState {
  /** The server, or null before anything was sent. */
  readonly server: string | null;
  /** The server's id of the run, or null before it has one. */
  readonly mlflowRunId: string | null;
  /** Where the run's artifacts go, as the server says. */
  readonly artifactUri: string | null;
  /** The run's folder, from the spool's folder on. */
  readonly folder: string | null;
  /** Bytes of the spool that need not be sent again. */
  readonly offset: number;
  /** Events that the server has. */
  readonly delivered: number;
  /** Events that the server can never take. */
  readonly setAside: number;
  /** How the server was told that the run ended. */
  readonly ended: "no" | "yes" | "killed";
}

/** Before anything was sent. */
export const NOTHING_SENT: DeliveryState = {
  server: null,
  mlflowRunId: null,
  artifactUri: null,
  folder: null,
  offset: 0,
  delivered: 0,
  setAside: 0,
  ended: "no",
};

/**
 * Reads the state of a spool.
 *
 * @param folder The run's spool.
 * @returns Its state; {@linkcode NOTHING_SENT} if there is none.
 */
export async function readDeliveryState(
  folder: string,
): Promise<DeliveryState> {
  try {
    const text = await Deno.readTextFile(join(folder, "delivery.json"));
    return { ...NOTHING_SENT, ...JSON.parse(text) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return NOTHING_SENT;
    throw error;
  }
}

/**
 * Writes the state of a spool.
 *
 * @param folder The run's spool.
 * @param state How far it is.
 */
export async function writeDeliveryState(
  folder: string,
  state: DeliveryState,
): Promise<void> {
  await writeTextAtomic(join(folder, "delivery.json"), stableJson(state));
}
