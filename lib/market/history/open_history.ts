/**
 * Opens a history in its home: the server that is named, else the folder.
 *
 * @module
 */

import type { HistoryStore } from "lib/market/history/history_store.ts";
import { openPglite } from "lib/market/history/pglite_database.ts";
import { openPostgres } from "lib/market/history/postgres_database.ts";
import { openSqlStore } from "lib/market/history/sql_store.ts";

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
 * @throws {RangeError} If another program has the folder open, the address
 * cannot be used or the tables are of a newer program.
 */
export async function openHistory(home: HistoryHome): Promise<HistoryStore> {
  const { databaseUrl, folder } = home;
  const onServer = databaseUrl !== undefined && databaseUrl !== "";
  const database = onServer
    ? await openPostgres(databaseUrl)
    : await openPglite(folder);
  try {
    return await openSqlStore(onServer ? "postgres" : "pglite", database);
  } catch (error) {
    await database.close();
    throw error;
  }
}
