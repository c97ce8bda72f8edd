/** Opens the history that a command works on. */

import type { HistoryStore } from "lib/market/history/history_store.ts";
import { openHistory } from "lib/market/history/open_history.ts";

/** Folder of the embedded history. */
export const HISTORY_FOLDER = "data/history";

/** The server of DATABASE_URL if it is set, else the folder. */
export async function openHistoryHome(folder: string): Promise<HistoryStore> {
  return await openHistory({
    databaseUrl: Deno.env.get("DATABASE_URL"),
    folder,
  });
}

/** Whether there is a history to read: one that is only read is not made. */
export async function hasHistoryHome(folder: string): Promise<boolean> {
  if (Deno.env.get("DATABASE_URL")) return true;
  try {
    return (await Deno.stat(folder)).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
