/**
 * Checkpoints among the files of a run, one an epoch: whatever happens in the
 * middle of an epoch, those before it can be read.
 */

import { join } from "@std/path";
import { ArtifactError } from "lib/core/errors.ts";
import {
  decodeCheckpoint,
  encodeCheckpoint,
} from "lib/models/networks/checkpoint.ts";
import type { CheckpointStore } from "lib/models/networks/checkpoint_store.ts";
import type { Run } from "lib/tracking/run.ts";
import { decodeCell, encodeCell } from "pipelines/factory/cell_file.ts";
import type { CellStore } from "pipelines/factory/experiment.ts";

/** A store in the folder `checkpoints/` of a run. */
export function runCheckpoints(run: Run): CheckpointStore {
  const folder = join(run.path, "checkpoints");
  return {
    place: folder,
    async load() {
      for (const name of (await namesIn(folder)).toReversed()) {
        const path = join(folder, name);
        const bytes = await Deno.readFile(path);
        try {
          const checkpoint = await decodeCheckpoint(bytes, path);
          // Killed between the two, a run has the file and does not name it.
          await run.file(`checkpoints/${name}`, bytes);
          return checkpoint;
        } catch (error) {
          // One that was damaged gives way to the one before.
          if (!(error instanceof ArtifactError)) throw error;
          await Deno.remove(path);
        }
      }
      return null;
    },
    async save(checkpoint) {
      const epoch = String(checkpoint.history.length).padStart(4, "0");
      const name = `epoch-${epoch}.ckpt`;
      if ((await namesIn(folder)).includes(name)) return;
      await run.file(
        `checkpoints/${name}`,
        await encodeCheckpoint(checkpoint),
      );
    },
  };
}

async function namesIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name } of Deno.readDir(folder)) {
      if (/^epoch-\d{4,}\.ckpt$/.test(name)) names.push(name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return names.sort();
}

/**
 * Cells of an experiment among the files of its run. What was damaged is run again.
 */
export function runCellStore(run: Run): CellStore {
  const pathOf = (name: string) => `checkpoints/${name}.json`;
  return {
    async load(name) {
      const path = join(run.path, pathOf(name));
      const text = await textOrNothing(path);
      const cell = text === undefined ? null : decodeCell(text);
      // One that was written in full is named in the manifest now at the latest.
      if (cell !== null) await run.file(pathOf(name), text!);
      return cell;
    },
    save: (name, result) => run.file(pathOf(name), encodeCell(result)),
  };
}

async function textOrNothing(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
