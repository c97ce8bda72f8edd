/**
 * Opens a history in its home: the server that is named, else the folder.
 *
 * @module
 */

import type { HistoryStore } from "lib/market/history/history_store.ts";

/** Where to look. */
export interface HistoryHome {
  /** A PostgreSQL server, as `postgres://user@host:5432/name`. @default none */
  readonly databaseUrl?: string | undefined;
  /** The folder of the embedded one. */
  readonly folder: string;
}

/**
 * Opens a history, making its tables the first time.
 *
 * @param home The server's address, if there is one, and the folder.
 * @returns The store; close it.
 * @throws {RangeError} If the folder is in use or the address cannot be used.
 */
export async function openHistory(home: HistoryHome): Promise<HistoryStore> {
  const { databaseUrl, folder } = home;
  if (databaseUrl !== undefined && databaseUrl !== "") {
    const { openPostgresStore } = await import(
      "lib/market/history/postgres_store.ts"
    );
    return await openPostgresStore(databaseUrl);
  }
  const { openPgliteStore } = await import(
    "lib/market/history/pglite_store.ts"
  );
  return await openPgliteStore(folder);
}
