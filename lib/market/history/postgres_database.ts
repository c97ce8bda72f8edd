/**
 * A PostgreSQL server (13 or newer) as a {@linkcode Database}, by the client
 * `postgres`.
 *
 * The package is fetched when a server is first opened.
 *
 * @module
 */

import type {
  Database,
  OpenDatabase,
  Parameter,
} from "lib/market/history/database.ts";
import { loadPackage, type Package } from "lib/market/history/load_package.ts";

/** The package that is fetched, of 0.3 MB. */
export const POSTGRES: Package = { name: "postgres", version: "3.4.9" };

/** What is used of the client, in a transaction or not. */
interface Sql {
  unsafe(text: string, params?: readonly unknown[]): Pending;
}

/** What is used of an open one. */
interface SqlClient extends Sql {
  begin<T>(body: (within: Sql) => Promise<T>): Promise<T>;
  end(options: { readonly timeout: number }): Promise<void>;
}

/** A statement under way: its rows, or for a COPY where they are written. */
interface Pending extends Promise<unknown[]> {
  reject: (error: unknown) => void;
  writable(): Promise<NodeJS.WritableStream>;
}

/** What is used of the package. */
interface PostgresModule {
  readonly default: (
    url: string,
    options: { readonly max: number; readonly onnotice: () => void },
  ) => SqlClient;
}

/**
 * Opens a server's database.
 *
 * @param url As `postgres://user:password@host:5432/name`.
 * @returns The database, on one connection; close it.
 * @throws {RangeError} If the address is none, or no server answers there.
 */
export async function openPostgres(url: string): Promise<OpenDatabase> {
  const at = URL.parse(url);
  if (at === null || !/^postgres(ql)?:$/.test(at.protocol)) {
    // An address may hold a password, so it is not shown.
    throw new RangeError(
      "Cannot open a server's history as its address must be like postgres://user@host:5432/name: current value is another text",
    );
  }
  const { default: postgres } = await loadPackage<PostgresModule>(POSTGRES);
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe("SELECT 1");
  } catch (error) {
    await sql.end({ timeout: 1 });
    const { message, code } = error as { message?: string; code?: string };
    throw new RangeError(
      `Cannot open the history at ${at.host}${at.pathname} as a PostgreSQL server must answer there: ${
        message || code
      }`,
      { cause: error },
    );
  }
  return {
    ...databaseOf(sql, (body) => sql.begin(body)),
    close: () => sql.end({ timeout: 5 }),
  };
}

function databaseOf(sql: Sql, transaction: SqlClient["begin"]): Database {
  return {
    query: async <Row>(text: string, params: readonly Parameter[] = []) =>
      [...await sql.unsafe(text, params)] as Row[],
    async exec(script) {
      await sql.unsafe(script);
    },
    transaction: (body) =>
      transaction((within) => body(databaseOf(within, refuseNested))),
    async copy(target, csv) {
      const copying = sql.unsafe(
        `COPY ${target} FROM STDIN WITH (FORMAT csv)`,
      );
      const stream = await copying.writable();
      await new Promise<void>((done, failed) => {
        stream.on("finish", done);
        stream.on("error", failed);
        // What the server says of the rows goes to the statement, although its
        // promise has been kept by the stream.
        copying.reject = failed;
        stream.end(csv);
      });
    },
  };
}

function refuseNested(): never {
  throw new TypeError("Cannot begin a transaction as one is under way");
}
