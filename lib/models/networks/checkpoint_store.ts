/**
 * Where checkpoints are kept, and whether one is of the training that is to go on.
 *
 * @module
 */

import type { Checkpoint } from "lib/models/networks/checkpoint.ts";

/** Where checkpoints are kept. */
export interface CheckpointStore {
  /** Where they are kept, for messages. @default unsaid */
  readonly place?: string;
  /** The newest checkpoint, or null. */
  load(): Promise<Checkpoint | null>;
  /** Keeps a checkpoint in place of the one before. */
  save(checkpoint: Checkpoint): Promise<void>;
}

/**
 * The newest checkpoint of a store.
 *
 * @param checkpoints The store, if there is one.
 * @param settings All that the weights depend on, as JSON.
 * @returns Null if there is none.
 * @throws {RangeError} If it is of other settings, naming what differs.
 */
export async function loadCheckpoint(
  checkpoints: CheckpointStore | undefined,
  settings: string,
): Promise<Checkpoint | null> {
  const found = await checkpoints?.load() ?? null;
  if (found !== null && found.settings !== settings) {
    throw new RangeError(
      `Cannot resume training${
        checkpoints?.place === undefined ? "" : ` from ${checkpoints.place}`
      } as its settings, network and rows must be those of the checkpoint: ${
        differences(settings, found.settings)
      }. Delete the checkpoint to start anew`,
    );
  }
  return found;
}

/** What differs between two texts of settings. */
function differences(current: string, stored: string): string {
  const [now, then] = [JSON.parse(current), JSON.parse(stored)];
  return [...new Set([...Object.keys(now), ...Object.keys(then)])]
    .filter((key) => JSON.stringify(now[key]) !== JSON.stringify(then[key]))
    .map((key) => `${key} is ${shown(now[key])}, was ${shown(then[key])}`)
    .join("; ");
}

/** A setting in a message; of a hash its beginning. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "not set";
  return text.replace(/[0-9a-f]{64}/g, (hash) => `${hash.slice(0, 8)}…`);
}
