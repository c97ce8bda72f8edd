/**
 * A store of history over any {@linkcode Database}: all of its SQL, once.
 *
 * @module
 */

import type { Database, OpenDatabase } from "lib/market/history/database.ts";
import type {
  HistoryPart,
  HistoryStore,
  HistoryTable,
  IngestChunk,
  IngestState,
  PriceQuote,
} from "lib/market/history/history_store.ts";
import { migrate } from "lib/market/history/migrations.ts";
import {
  SAMPLE_STATEMENT,
  sampleParameters,
  type SampleRecord,
  toSample,
} from "lib/market/history/sample_statement.ts";
import { optionCsv, priceCsv } from "lib/market/history/staging_csv.ts";

/** Samples that are fetched at once: memory stays flat. */
const BATCH = 10_000;

/**
 * How many quotes a measured bound leaves is not known to the planner, which
 * may take it for one and join by nested loops: a comparison for each pair of
 * a quote and a time. The loop over times, which has no other way, stays.
 */
const PLANNING = `
  SET LOCAL enable_nestloop = off;
  SET LOCAL work_mem = '64MB'`;

/** How a table is filled: what is staged, and what a key and a row are. */
const TABLES: Readonly<
  Record<HistoryTable, { columns: string; key: string; rest: string }>
> = {
  option_chain_history: {
    columns:
      "valid_time, root_symbol, underlying_price, expiration_date, contract_type, strike, bid, ask, mark, delta, sample, source",
    key:
      "root_symbol, valid_time, expiration_date, contract_type, strike, coalesce(sample, '')",
    rest: "underlying_price, bid, ask, mark, delta",
  },
  price_history: {
    columns: "symbol, valid_time, close",
    key: "symbol, valid_time",
    rest: "close",
  },
};

/**
 * Makes a store of a database, bringing its schema up to date.
 *
 * @param home Which home the database is.
 * @param database The database; the store closes it.
 */
export async function openSqlStore(
  home: HistoryStore["home"],
  database: OpenDatabase,
): Promise<HistoryStore> {
  await migrate(database);
  return {
    home,
    ingestState: (file) => stateOf(database, file),
    async append(chunk) {
      const state = await append(database, chunk);
      // An embedded database has nobody else to count its rows for plans.
      if (chunk.complete) await database.exec(`ANALYZE ${chunk.data.table}`);
      return state;
    },
    async forget(file) {
      await database.query("DELETE FROM ingest_file WHERE file = $1::text", [
        file,
      ]);
    },
    optionSamples: (query, take) =>
      database.transaction(async (within) => {
        await within.exec(PLANNING);
        await within.query(
          `DECLARE samples NO SCROLL CURSOR FOR ${SAMPLE_STATEMENT}`,
          sampleParameters(query),
        );
        for (;;) {
          const records = await within.query<SampleRecord>(
            `FETCH ${BATCH} FROM samples`,
          );
          if (records.length > 0) take(records.map(toSample));
          if (records.length < BATCH) break;
        }
      }),
    prices: (symbols) => database.query<PriceQuote>(PRICES, [symbols]),
    parts: () => database.query<HistoryPart>(PARTS),
    close: () => database.close(),
  };
}

const PRICES = `
  SELECT symbol, round(extract(epoch FROM valid_time) * 1000)::float8
    AS "validTime", close
  FROM price_history WHERE symbol = ANY ($1::text[])
  ORDER BY symbol COLLATE "C", valid_time`;

const PARTS = `
  SELECT "table", symbol, rows, first, last FROM (
    SELECT 'option_chain_history' AS "table", root_symbol AS symbol,
      count(*)::float8 AS rows,
      extract(epoch FROM min(valid_time))::float8 * 1000 AS first,
      extract(epoch FROM max(valid_time))::float8 * 1000 AS last
    FROM option_chain_history GROUP BY root_symbol
    UNION ALL
    SELECT 'price_history', symbol, count(*)::float8,
      extract(epoch FROM min(valid_time))::float8 * 1000,
      extract(epoch FROM max(valid_time))::float8 * 1000
    FROM price_history GROUP BY symbol
  ) parts ORDER BY "table", symbol COLLATE "C"`;

const STATE = `
  SELECT table_name AS "table", rows::float8 AS rows,
    inserted::float8 AS inserted, duplicates::float8 AS duplicates,
    conflicting::float8 AS conflicting, dropped,
    first_dropped AS "firstDropped", noted, complete
  FROM ingest_file WHERE file = $1::text`;

async function stateOf(
  database: Database,
  file: string,
): Promise<IngestState | undefined> {
  const [state] = await database.query<IngestState>(STATE, [file]);
  return state;
}

function append(database: Database, chunk: IngestChunk): Promise<IngestState> {
  return database.transaction(async (within) => {
    const { file, data } = chunk;
    // One writer at a time, so that two that meet the same keys in another
    // order do not wait for each other for ever. Readers go on.
    await within.exec(
      `LOCK TABLE ${data.table} IN SHARE ROW EXCLUSIVE MODE`,
    );
    const before = await stateOf(within, file);
    const rows = before?.rows ?? 0;
    if (before !== undefined && (before.complete || rows > chunk.from)) {
      return before;
    }
    if (rows < chunk.from) {
      throw new RangeError(
        `Cannot append rows ${chunk.from} to ${chunk.through} of ${chunk.name} as they must follow row ${rows}: another program has begun the file anew`,
      );
    }
    const counts = await addRows(within, data);
    const after: IngestState = {
      table: data.table,
      rows: chunk.through,
      inserted: (before?.inserted ?? 0) + counts.inserted,
      duplicates: (before?.duplicates ?? 0) + data.rows.length -
        counts.inserted,
      conflicting: (before?.conflicting ?? 0) + counts.conflicting,
      dropped: addCounts(before?.dropped, chunk.dropped),
      firstDropped: { ...chunk.firstDropped, ...before?.firstDropped },
      noted: addCounts(before?.noted, chunk.noted),
      complete: chunk.complete,
    };
    await saveState(within, chunk, after);
    return after;
  });
}

async function saveState(
  within: Database,
  { file, name }: IngestChunk,
  state: IngestState,
): Promise<void> {
  await within.query(
    `INSERT INTO ingest_file (file, name, table_name, rows, inserted,
      duplicates, conflicting, dropped, first_dropped, noted, complete)
    VALUES ($1::text, $2::text, $3::text, $4::float8, $5::float8, $6::float8,
      $7::float8, $8::text::jsonb, $9::text::jsonb, $10::text::jsonb,
      $11::boolean)
    ON CONFLICT (file) DO UPDATE SET rows = excluded.rows,
      inserted = excluded.inserted, duplicates = excluded.duplicates,
      conflicting = excluded.conflicting, dropped = excluded.dropped,
      first_dropped = excluded.first_dropped, noted = excluded.noted,
      complete = excluded.complete`,
    [
      file,
      name,
      state.table,
      state.rows,
      state.inserted,
      state.duplicates,
      state.conflicting,
      JSON.stringify(state.dropped),
      JSON.stringify(state.firstDropped),
      JSON.stringify(state.noted),
      state.complete,
    ],
  );
}

/** COPY beside the table, then INSERT what is new, in the order of the file. */
async function addRows(
  within: Database,
  data: IngestChunk["data"],
): Promise<{ inserted: number; conflicting: number }> {
  if (data.rows.length === 0) return { inserted: 0, conflicting: 0 };
  const { columns, key, rest } = TABLES[data.table];
  const staging = `staging_${data.table}`;
  await within.exec(
    `CREATE TEMP TABLE ${staging} (LIKE ${data.table}, place serial)
      ON COMMIT DROP`,
  );
  await within.copy(
    `${staging} (${columns})`,
    data.table === "price_history" ? priceCsv(data.rows) : optionCsv(data.rows),
  );
  const [{ inserted }] = await within.query<{ inserted: number }>(`
    WITH added AS (
      INSERT INTO ${data.table} (${columns})
      SELECT ${columns} FROM ${staging} ORDER BY place
      ON CONFLICT DO NOTHING RETURNING 1
    ) SELECT count(*)::float8 AS inserted FROM added`);
  if (inserted === data.rows.length) return { inserted, conflicting: 0 };
  const [{ conflicting }] = await within.query<{ conflicting: number }>(`
    SELECT count(*)::float8 AS conflicting
    FROM ${staging} s JOIN ${data.table} t
      ON (${qualify(key, "s")}) = (${qualify(key, "t")})
    WHERE (${qualify(rest, "s")}) IS DISTINCT FROM (${qualify(rest, "t")})`);
  return { inserted, conflicting };
}

/** `a, b, coalesce(c, '')` of a table `t`: `t.a, t.b, coalesce(t.c, '')`. */
function qualify(columns: string, table: string): string {
  return columns.replace(/\b[a-z_]+\b(?!\()/g, (name) => `${table}.${name}`);
}

function addCounts(
  a: Readonly<Record<string, number>> = {},
  b: Readonly<Record<string, number>>,
): Record<string, number> {
  const sum = { ...a };
  for (const [rule, n] of Object.entries(b)) sum[rule] = (sum[rule] ?? 0) + n;
  return sum;
}
