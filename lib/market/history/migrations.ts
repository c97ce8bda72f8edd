/**
 * The schema, as numbered steps. Each is applied once, in a transaction of its
 * own with the note that it is; an advisory lock lets one program at a time do
 * it. A step that has been released is never changed: a new one follows it.
 *
 * @module
 */

import type { Database } from "lib/market/history/database.ts";

/** One step of the schema. */
export interface Migration {
  /** Its place, counted from 1. */
  readonly number: number;
  /** What it brings. */
  readonly name: string;
  /** The script. */
  readonly sql: string;
}

/** The steps, in order. */
export const MIGRATIONS: readonly Migration[] = [
  {
    number: 1,
    name: "quotes, prices and how far files have been read",
    // A key with an expression, as NULLS NOT DISTINCT needs PostgreSQL 15. Its
    // order serves queries of some roots; that of prices the as-of joins.
    sql: `
      CREATE TABLE option_chain_history (
        valid_time timestamptz NOT NULL,
        root_symbol text NOT NULL,
        underlying_price float8 NOT NULL CHECK (underlying_price > 0),
        expiration_date date NOT NULL,
        contract_type text NOT NULL CHECK (contract_type IN ('call', 'put')),
        strike float8 NOT NULL CHECK (strike > 0),
        bid float8,
        ask float8,
        mark float8,
        delta float8 CHECK (delta BETWEEN -1 AND 1),
        sample text,
        source text
      );
      CREATE UNIQUE INDEX option_chain_history_key ON option_chain_history (
        root_symbol, valid_time, expiration_date, contract_type, strike,
        (coalesce(sample, ''))
      );
      CREATE TABLE price_history (
        symbol text NOT NULL,
        valid_time timestamptz NOT NULL,
        close float8 NOT NULL,
        PRIMARY KEY (symbol, valid_time)
      );
      CREATE TABLE ingest_file (
        file text PRIMARY KEY,
        name text NOT NULL,
        table_name text NOT NULL,
        rows int8 NOT NULL,
        inserted int8 NOT NULL,
        duplicates int8 NOT NULL,
        conflicting int8 NOT NULL,
        dropped jsonb NOT NULL,
        first_dropped jsonb NOT NULL,
        noted jsonb NOT NULL,
        complete boolean NOT NULL
      );`,
  },
];

/** The advisory lock that migrations take: "tenor" in ASCII. */
const MIGRATION_LOCK = 0x74656e6f72;

/**
 * Brings a database to the newest schema.
 *
 * @param database The database.
 * @param steps The steps, for tests. @default MIGRATIONS
 * @returns The numbers that were applied now.
 * @throws {RangeError} If the database is newer than the program.
 */
export async function migrate(
  database: Database,
  steps: readonly Migration[] = MIGRATIONS,
): Promise<number[]> {
  const applied: number[] = [];
  while (await applyNext(database, steps, applied));
  return applied;
}

/** Applies the first step that is missing; false if none is. */
function applyNext(
  database: Database,
  steps: readonly Migration[],
  applied: number[],
): Promise<boolean> {
  return database.transaction(async (within) => {
    await within.query(
      "SELECT pg_advisory_xact_lock($1::int8)::text AS locked",
      [String(MIGRATION_LOCK)],
    );
    await within.exec(`
      SET LOCAL client_min_messages = warning;
      CREATE TABLE IF NOT EXISTS tenor_migration (
        number int PRIMARY KEY,
        name text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now()
      );`);
    const [{ last }] = await within.query<{ last: number }>(
      "SELECT coalesce(max(number), 0)::int AS last FROM tenor_migration",
    );
    const newest = steps.reduce(
      (most, { number }) => Math.max(most, number),
      0,
    );
    if (last > newest) {
      throw new RangeError(
        `Cannot use this database as its schema must be at most number ${newest}: current value is ${last}. Use the newer program that made it`,
      );
    }
    const next = steps.find(({ number }) => number > last);
    if (next === undefined) return false;
    await within.exec(next.sql);
    await within.query(
      "INSERT INTO tenor_migration (number, name) VALUES ($1::int, $2)",
      [next.number, next.name],
    );
    applied.push(next.number);
    return true;
  });
}
