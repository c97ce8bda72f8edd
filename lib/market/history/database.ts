/**
 * The little that a store of history asks of a PostgreSQL: parameterised
 * statements, scripts, transactions and COPY. Embedded or a server, the SQL
 * above it is the same.
 *
 * @module
 */

/** A value that stands for `$1`, `$2`, … of a statement. */
export type Parameter =
  | string
  | number
  | boolean
  | null
  | readonly string[];

/** One connection, or a transaction on one. */
export interface Database {
  /**
   * Runs one statement.
   *
   * @param text SQL with `$1`, `$2`, … where values belong.
   * @param params Their values, in that order.
   * @returns The rows, by column name; numbers as numbers, `int8` too.
   */
  query<Row extends object>(
    text: string,
    params?: readonly Parameter[],
  ): Promise<Row[]>;
  /** Runs a script of the program's own, without values. */
  exec(script: string): Promise<void>;
  /** Runs `body` in a transaction: committed if it ends, else rolled back. */
  transaction<T>(body: (within: Database) => Promise<T>): Promise<T>;
  /**
   * Appends rows to a table by COPY.
   *
   * @param target The program's own `table (columns)`.
   * @param csv The rows as CSV; an empty field without quotes is null.
   */
  copy(target: string, csv: string): Promise<void>;
}

/** A database that is held until it is closed. */
export interface OpenDatabase extends Database {
  /** Lets go of the files or the connections. */
  close(): Promise<void>;
}
