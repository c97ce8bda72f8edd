/**
 * A study that lives as long as its process.
 *
 * @module
 */

import type { StudyStorage } from "lib/models/tune/storage.ts";

/** Keeps nothing: the study itself holds its trials. */
export function memoryStorage(): StudyStorage {
  const done = () => Promise.resolve();
  return {
    open: (header) => Promise.resolve({ header, trials: [] }),
    start: done,
    report: done,
    finish: done,
    close: done,
  };
}
