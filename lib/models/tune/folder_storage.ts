/**
 * A study in a run folder: `study.jsonl`, a line a change, only ever appended
 * to. A last line that was cut off is dropped.
 *
 * @module
 */

import {
  applyChangeInto,
  type StudyChange,
  type StudyStorage,
} from "lib/models/tune/storage.ts";
import { lockStudy } from "lib/models/tune/study_lock.ts";
import type { TrialRecord } from "lib/models/tune/trial_record.ts";

/** Name of the file within its folder. */
export const STUDY_FILE = "study.jsonl";

/**
 * Keeps a study in a folder, made if absent. One process at a time.
 *
 * @param folder Path of the folder.
 */
export function folderStorage(folder: string): StudyStorage {
  const path = `${folder}/${STUDY_FILE}`;
  let file: Deno.FsFile | undefined;
  let unlock: (() => void) | undefined;
  const write = async (value: unknown) => {
    if (file === undefined) {
      throw new Error(`Cannot write to ${path} as it must be open`);
    }
    await writeAll(file, JSON.stringify(value) + "\n");
  };
  return {
    async open(header) {
      await Deno.mkdir(folder, { recursive: true });
      unlock = await lockStudy(`${folder}/study.lock`);
      file = await Deno.open(path, { read: true, write: true, create: true });
      const { lines, bytes } = wholeLines(await readAll(file));
      await file.truncate(bytes);
      await file.seek(bytes, Deno.SeekMode.Start);
      if (lines.length === 0) {
        await write({ header });
        return { header, trials: [] };
      }
      const trials: TrialRecord[] = [];
      lines.slice(1).forEach((line, i) =>
        applyChangeInto(trials, parse(line, path, i + 2) as StudyChange)
      );
      const first = parse(lines[0], path, 1) as { header?: unknown };
      if (typeof first.header !== "string") {
        throw new SyntaxError(`Cannot read ${path} as line 1 holds no study`);
      }
      return { header: first.header, trials };
    },
    start: (number, params) => write({ kind: "start", number, params }),
    report: (number, report) => write({ kind: "report", number, ...report }),
    finish: (number, end) => write({ kind: "finish", number, ...end }),
    close() {
      file?.close();
      unlock?.();
      file = unlock = undefined;
      return Promise.resolve();
    },
  };
}

function parse(line: string, path: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new SyntaxError(
      `Cannot read ${path} as line ${number} must be JSON: current value is ${
        line.slice(0, 80)
      }`,
      { cause: error },
    );
  }
}

/** Lines that were ended, and their length in bytes. */
function wholeLines(
  content: Uint8Array,
): { readonly lines: readonly string[]; readonly bytes: number } {
  const bytes = content.lastIndexOf(10) + 1;
  const text = new TextDecoder().decode(content.subarray(0, bytes));
  return { lines: text.split("\n").slice(0, -1), bytes };
}

async function readAll(file: Deno.FsFile): Promise<Uint8Array> {
  const { size } = await file.stat();
  const content = new Uint8Array(size);
  let at = 0;
  while (at < size) {
    const count = await file.read(content.subarray(at));
    if (count === null) break;
    at += count;
  }
  return content.subarray(0, at);
}

async function writeAll(file: Deno.FsFile, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) {
    at += await file.write(bytes.subarray(at));
  }
}
