/**
 * Checkpoints kept in one file, written beside and renamed: a process that is
 * killed leaves the one before.
 *
 * @module
 */

import { writeBytesAtomic } from "lib/core/atomic_file.ts";
import {
  decodeCheckpoint,
  encodeCheckpoint,
} from "lib/models/networks/checkpoint.ts";
import type { CheckpointStore } from "lib/models/networks/checkpoint_store.ts";

/** A store in a file. @param path The file; it need not exist. */
export function checkpointFile(path: string): CheckpointStore {
  return {
    async load() {
      let bytes: Uint8Array;
      try {
        bytes = await Deno.readFile(path);
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) return null;
        throw error;
      }
      return await decodeCheckpoint(bytes, path);
    },
    save: async (checkpoint) =>
      await writeBytesAtomic(path, await encodeCheckpoint(checkpoint)),
  };
}
