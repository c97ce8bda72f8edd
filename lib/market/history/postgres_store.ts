/**
 * History on a PostgreSQL server (13 or newer), by the client `postgres`.
 *
 * The package (0.3 MB) is fetched when a store is first opened: its name is
 * put together at run time, so that no lock file names it.
 *
 * @module
 */

import type { Database, Parameter } from "lib/market/history/database.ts";
import type { HistoryStore } from "lib/market/history/history_store.ts";
import { openSqlStore } from "lib/market/history/sql_store.ts";

/** The package that is fetched. */
export const POSTGRES = { name: "postgres", version: "3.4.9" } as const;

/** What is used of the client, in a transaction or not. */
interface Sql {
  unsafe(text: string, params?: readonly unknown[]): Pending;
  begin<T>(body: (within: Sql) => Promise<T>): Promise<T>;
  end(options: { readonly timeout: number }): Promise<void>;
}

/** A statement under way: its rows, or for a COPY where they are written. */
interface Pending extends Promise<unknown[]> {
  writable(): Promise<NodeJS.WritableStream>;
}

/**
 * Opens the history of a server.
 *
 * @param databaseUrl As `postgres://user:password@host:5432/name`.
 * @throws {RangeError} If the URL is none, or no server answers.
 */
export async function openPostgresStore(
  databaseUrl: string,
): Promise<HistoryStore> {
  if (!/^postgres(ql)?:\/\//.test(databaseUrl)) {
    throw new RangeError(
      "Cannot open a server's history as the address must be written as postgres://user@host:5432/name",
    );
  }
  const { default: postgres } = await import(
    `npm:${POSTGRES.name}@${POSTGRES.version}`
  );
  const sql: Sql = postgres(databaseUrl, { max: 4, onnotice: () => {} });
  try {
    return await openSqlStore("postgres", {
      ...databaseOf(sql),
      close: () => sql.end({ timeout: 5 }),
    });
  } catch (error) {
    await sql.end({ timeout: 1 });
    throw error;
  }
}

function databaseOf(sql: Sql): Database {
  return {
    query: async <Row>(text: string, params: readonly Parameter[] = []) =>
      [...await sql.unsafe(text, params)] as Row[],
    async exec(script) {
      await sql.unsafe(script);
    },
    transaction: (body) => sql.begin((within) => body(databaseOf(within))),
    async copy(target, csv) {
      const stream = await sql.unsafe(
        `COPY ${target} FROM STDIN WITH (FORMAT csv)`,
      ).writable();
      await new Promise<void>((done, failed) => {
        stream.on("finish", done);
        stream.on("error", failed);
        stream.end(csv);
      });
    },
  };
}
