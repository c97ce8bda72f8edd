/**
 * What every home of a history must do.
 *
 * @module
 */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { DataQualityError } from "lib/core/errors.ts";
import { makeRng } from "lib/core/rng.ts";
import type { OpenDatabase } from "lib/market/history/database.ts";
import { fetchOptionSamples } from "lib/market/history/fetch_option_samples.ts";
import type { HistoryStore } from "lib/market/history/history_store.ts";
import { ingestFiles } from "lib/market/history/ingest.ts";
import { migrate, MIGRATIONS } from "lib/market/history/migrations.ts";
import { openSqlStore } from "lib/market/history/sql_store.ts";
import { HEADER, manyQuotes, prices, table } from "./option_csv.ts";

/** Runs the suite as steps over one database, emptied before each. */
export async function storeSuite(
  context: Deno.TestContext,
  home: HistoryStore["home"],
  database: OpenDatabase,
): Promise<void> {
  const store = await openSqlStore(home, database);
  const dir = await Deno.makeTempDir();
  const file = async (name: string, text: string) => {
    await Deno.writeTextFile(`${dir}/${name}`, text);
    return `${dir}/${name}`;
  };
  const step = (name: string, fn: () => Promise<void>) =>
    context.step(name, async () => {
      await empty(database);
      await fn();
    });
  try {
    for (const [name, test] of Object.entries(TESTS)) {
      await step(name, () => test({ store, database, file }));
    }
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** Takes every row away. */
export async function empty(database: OpenDatabase): Promise<void> {
  await database.exec(
    "TRUNCATE option_chain_history, price_history, ingest_file",
  );
}

/** Every quote as a text, in order. */
export async function dump(database: OpenDatabase): Promise<string[]> {
  const rows = await database.query<{ row: string }>(
    "SELECT o::text AS row FROM option_chain_history o ORDER BY 1",
  );
  return rows.map(({ row }) => row);
}

interface Scene {
  readonly store: HistoryStore;
  readonly database: OpenDatabase;
  /** Writes a table and says where. */
  readonly file: (name: string, text: string) => Promise<string>;
}

const TESTS: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  async "A table comes back as it was given, the mark filled in"(
    { store, file },
  ) {
    const path = await file(
      "a.csv",
      table([
        { time: "2025-04-30T20:35:00-04:00", spot: 110, sample: "7" },
        {
          time: "2025-04-30 20:35 EDT",
          type: "P",
          strike: 120,
          bid: 0,
          ask: 0.5,
          mark: 0.1,
          delta: -0.4,
          source: '"a ""b"", c"',
        },
      ]),
    );
    const report = await ingestFiles(store, [path]);
    assertEquals([report.rows, report.inserted], [2, 2]);
    assertEquals(report.noted, { zero_bid: 1 });
    const calls = await fetchOptionSamples(store, { type: "call" });
    assertEquals(calls, {
      rows: 1,
      rootSymbol: ["SPX"],
      contractType: ["call"],
      validTime: Float64Array.of(Date.UTC(2025, 4, 1, 0, 35)),
      underlyingPrice: Float64Array.of(110),
      expiration: Float64Array.of(Date.UTC(2025, 5, 20)),
      // From 30 April, as it was in New York, to 20 June.
      dte: Float64Array.of(51),
      strike: Float64Array.of(100),
      bid: Float64Array.of(4),
      ask: Float64Array.of(5),
      mark: Float64Array.of(4.5),
      delta: Float64Array.of(0.5),
      moneyness: Float64Array.of(1.1),
      vix: Float64Array.of(NaN),
      vix9d: Float64Array.of(NaN),
      vvix: Float64Array.of(NaN),
      skew: Float64Array.of(NaN),
    });
    const puts = await fetchOptionSamples(store, { type: "put" });
    assertEquals([puts.mark[0], puts.moneyness[0]], [0.1, 120 / 100]);
    const tagged = { type: "call", sample: "7" } as const;
    assertEquals((await fetchOptionSamples(store, tagged)).rows, 1);
    const other = { type: "call", sample: "8" } as const;
    assertEquals((await fetchOptionSamples(store, other)).rows, 0);
  },

  async "A file read twice, or again under another name, adds nothing"(
    { store, database, file },
  ) {
    const text = manyQuotes(500);
    const first = await ingestFiles(store, [await file("a.csv", text)]);
    assertEquals(first.inserted, 500 - first.dropped.no_delta);
    const rows = await dump(database);
    const again = await ingestFiles(store, [await file("b.csv", text)]);
    assertEquals([again.inserted, again.skipped], [0, 500]);
    assertEquals(again.duplicates, first.inserted);
    assertEquals(again.dropped, first.dropped);
    const reread = await ingestFiles(store, [await file("b.csv", text)], {
      reread: true,
      chunkRows: 77,
    });
    assertEquals([reread.inserted, reread.skipped], [0, 0]);
    assertEquals(reread.duplicates, first.inserted);
    assertEquals(reread.conflicting, 0);
    assertEquals(await dump(database), rows);
  },

  async "The first quote of a key stays; others are counted, and those that differ told apart"(
    { store, file },
  ) {
    const time = "2025-04-30T20:00:00Z";
    const path = await file(
      "a.csv",
      table([
        { time, delta: 0.5 },
        { time, delta: 0.5, source: "another" },
        { time, delta: 0.6 },
        { time, delta: 0.7, sample: "b" },
      ]),
    );
    const report = await ingestFiles(store, [path]);
    assertEquals(report.inserted, 2);
    assertEquals([report.duplicates, report.conflicting], [2, 1]);
    const { delta } = await fetchOptionSamples(store, { type: "call" });
    assertEquals([...delta], [0.5, 0.7]);
  },

  async "An index known one second after the quote is never joined"(
    { store, file },
  ) {
    const quotes = table([{ time: "2025-04-30T15:00:00Z" }]);
    const closes = prices([
      ["VIX", "2025-04-30T15:00:01Z", 99],
      ["VIX", "2025-04-30T14:59:59Z", 20],
      ["^VIX9D", "2025-04-30T15:00:00Z", 21],
      ["VIX9D", "2025-04-30T15:00:00.001Z", 98],
      ["VVIX", "2025-04-30T15:00:01Z", 97],
      // A close by its date is known when the day's trading has ended.
      ["SKEW", "2025-04-29", 140],
      ["SKEW", "2025-04-30", 96],
    ]);
    const paths = [await file("q.csv", quotes), await file("p.csv", closes)];
    const report = await ingestFiles(store, paths);
    assertEquals(report.files.map((each) => each.table), [
      "option_chain_history",
      "price_history",
    ]);
    const all = { type: "call" } as const;
    const { vix, vix9d, vvix, skew } = await fetchOptionSamples(store, all);
    assertEquals([vix[0], vix9d[0], vvix[0], skew[0]], [20, 21, NaN, 140]);
    const fresh = await fetchOptionSamples(store, {
      type: "call",
      maxAgeDays: 0.5,
    });
    assertEquals([fresh.vix[0], fresh.skew[0]], [20, NaN]);
  },

  async "As-of joins agree with a plain search at random times"(
    { store, file },
  ) {
    const rng = makeRng(11);
    const int = (n: number) => Math.floor(n * rng.uniform());
    // Few enough instants that equal times occur.
    const start = Date.UTC(2025, 2, 7);
    const time = () => start + 60_000 * int(8000);
    const symbols = ["VIX", "VIX9D", "VVIX", "SKEW", "OTHER"];
    const closes = new Map<string, [string, number, number]>();
    for (let i = 0; i < 300; ++i) {
      const [symbol, at] = [symbols[int(5)], time()];
      const key = `${symbol} ${at}`;
      if (!closes.has(key)) closes.set(key, [symbol, at, 10 + i]);
    }
    const known = [...closes.values()];
    const iso = (ms: number) => new Date(ms).toISOString();
    const quotes = Array.from({ length: 400 }, (_, i) => ({
      time: iso(time()),
      root: ["SPX", "SPXW"][int(2)],
      strike: 50 + i,
    }));
    await ingestFiles(store, [
      await file("q.csv", table(quotes)),
      await file("p.csv", prices(known.map(([s, at, c]) => [s, iso(at), c]))),
    ]);
    for (const maxAgeDays of [Infinity, 0.25]) {
      const got = await fetchOptionSamples(store, { type: "call", maxAgeDays });
      assertEquals(got.rows, 400);
      const fields = ["vix", "vix9d", "vvix", "skew"] as const;
      fields.forEach((field, k) => {
        const expected = Array.from(got.validTime, (at) => {
          const past = known.filter(([symbol, then]) =>
            symbol === symbols[k] && then <= at &&
            then >= at - maxAgeDays * 86_400_000
          ).sort((a, b) => b[1] - a[1]);
          return past.length === 0 ? NaN : past[0][2];
        });
        assertEquals([...got[field]], expected);
      });
    }
  },

  async "Bounds are inclusive, and calls are measured by S/K, puts by K/S"(
    { store, file },
  ) {
    const time = "2025-04-30T20:00:00Z";
    const quotes = ["call", "put"].flatMap((type) =>
      [80, 100, 125].flatMap((strike) =>
        ["2025-04-30", "2025-05-30", "2025-06-20"].map((expiry) => ({
          ...{ time, type, strike, expiry },
          delta: type === "call" ? 0.5 : -0.5,
        }))
      )
    );
    await ingestFiles(store, [await file("a.csv", table(quotes))]);
    const near = await fetchOptionSamples(store, {
      type: "call",
      maxDte: 30,
      minMoneyness: 0.8,
      maxMoneyness: 1,
    });
    assertEquals([...near.dte], [0, 0, 30, 30]);
    assertEquals([...near.strike], [100, 125, 100, 125]);
    const puts = await fetchOptionSamples(store, {
      type: "put",
      minDte: 30,
      maxDte: 30,
      maxMoneyness: 1,
    });
    assertEquals([...puts.strike], [80, 100]);
    assertEquals([...puts.moneyness], [0.8, 1]);
    const none = { type: "put", until: Date.parse(time) - 1 } as const;
    assertEquals((await fetchOptionSamples(store, none)).rows, 0);
    const then = { from: Date.parse(time), until: Date.parse(time) };
    const whole = await fetchOptionSamples(store, { type: "put", ...then });
    assertEquals(whole.rows, 9);
  },

  async "No text of a query or a table is taken for SQL"({ store, file }) {
    const time = "2025-04-30T20:00:00Z";
    const roots = [
      "'; drop table option_chain_history; --",
      "$1",
      "\\'); --",
      "{a,b}",
      'NULL"',
      "SPX",
    ];
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const rows = roots.map((root) =>
      `${time},${quoted(root)},100,2025-06-20,C,100,4,5,,0.5,${quoted(root)},${
        quoted("\\N")
      }`
    );
    const path = await file("a.csv", [HEADER, ...rows].join("\n"));
    assertEquals((await ingestFiles(store, [path])).inserted, roots.length);
    for (const root of roots) {
      const got = await fetchOptionSamples(store, { root, type: "call" });
      assertEquals(got.rootSymbol, [root]);
      const query = { type: "call", root: roots, sample: root } as const;
      assertEquals((await fetchOptionSamples(store, query)).rootSymbol, [root]);
    }
    const all = await fetchOptionSamples(store, { root: roots, type: "call" });
    assertEquals(all.rootSymbol, [...roots].sort());
  },

  async "Quotes without a delta are kept but are no samples"({ store, file }) {
    const path = await file(
      "chain.csv",
      "underlying,quote_time,spot,expiry,type,strike,bid,ask\nSPX,2025-04-30T20:00Z,100,2025-06-20,call,100,4,5\n",
    );
    const report = await ingestFiles(store, [path]);
    assertEquals(report.noted, { no_delta_column: 1 });
    assertEquals((await store.parts()).map(({ rows }) => rows), [1]);
    assertEquals((await fetchOptionSamples(store, { type: "call" })).rows, 0);
  },

  async "A bad field names its place, and the chunks before it stay"(
    { store, file },
  ) {
    const lines = manyQuotes(100).trimEnd().split("\n");
    lines[60] = lines[60].replace(",100,", ",many,");
    const path = await file("a.csv", lines.join("\n"));
    const error = await assertRejects(
      () => ingestFiles(store, [path], { chunkRows: 25 }),
      DataQualityError,
      "finite number",
    );
    assertEquals([error.file, error.row], [path, 61]);
    assertEquals([error.column, error.value], ["underlying_price", "many"]);
    const [{ rows }] = await store.parts();
    assertEquals(rows, 49);
    const mended = await file("a.csv", manyQuotes(100));
    const report = await ingestFiles(store, [mended]);
    assertEquals([report.inserted, report.duplicates], [49, 49]);
  },

  async "A run that is stopped goes on where it was, to the same table"(
    { store, database, file },
  ) {
    const path = await file("a.csv", manyQuotes(1000));
    const stop = new AbortController();
    await assertRejects(
      () =>
        ingestFiles(store, [path], {
          chunkRows: 100,
          signal: stop.signal,
          onProgress({ label }) {
            if (label?.endsWith("row 300")) stop.abort();
          },
        }),
      DOMException,
    );
    const [{ rows }] = await store.parts();
    assert(rows > 0 && rows < 500, `${rows} rows before the stop`);
    const report = await ingestFiles(store, [path], { chunkRows: 130 });
    assertEquals(report.skipped, 300);
    assertEquals(report.inserted + rows, 1000 - report.dropped.no_delta);
    const resumed = await dump(database);
    await empty(database);
    await ingestFiles(store, [path]);
    assertEquals(resumed, await dump(database));
  },

  async "Progress goes up to the size of all files, without a call for each chunk"(
    { store, file },
  ) {
    const paths = [
      await file("a.csv", manyQuotes(3000)),
      await file("b.csv", prices([["VIX", "2025-04-30", 24.7]])),
    ];
    const size = paths.reduce((sum, path) => sum + Deno.statSync(path).size, 0);
    const told: number[] = [];
    await ingestFiles(store, paths, {
      onProgress({ done, total }) {
        assertEquals(total, size);
        told.push(done);
      },
    });
    assertEquals(told, told.toSorted((a, b) => a - b));
    assertEquals(told.at(-1), size);
    assert(told.length >= 2 && told.length < 20, `${told.length} calls`);
  },

  async "A migration that fails leaves nothing, and a newer schema is refused"(
    { database },
  ) {
    const next = MIGRATIONS.length + 1;
    const step = (sql: string) => [
      ...MIGRATIONS,
      { number: next, name: "a test's", sql },
    ];
    const broken = "CREATE TABLE half_made (x int); SELECT 1 / 0;";
    await assertRejects(() => migrate(database, step(broken)));
    await assertRejects(() => database.query("SELECT * FROM half_made"));
    const whole = step("CREATE TABLE whole_made (x int)");
    assertEquals(await migrate(database, whole), [next]);
    assertEquals(await migrate(database, whole), []);
    await assertRejects(() => migrate(database), RangeError, "newer program");
    await database.exec("DROP TABLE whole_made");
    await database.query("DELETE FROM tenor_migration WHERE number = $1::int", [
      next,
    ]);
  },

  async "A transaction that throws leaves nothing"({ store, database, file }) {
    const path = await file("a.csv", manyQuotes(10));
    await assertRejects(
      () =>
        database.transaction(async (within) => {
          await within.query(
            "INSERT INTO price_history VALUES ($1::text, now(), 1)",
            ["X"],
          );
          await within.copy("price_history", "Y,2025-01-01,2\nZ,no time,3\n");
        }),
      Error,
      "no time",
    );
    assertEquals(await store.parts(), []);
    await ingestFiles(store, [path]);
    assertEquals((await store.parts())[0].symbol, "SPX");
  },
};
