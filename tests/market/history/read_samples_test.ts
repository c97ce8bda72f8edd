import { assert, assertEquals, assertRejects } from "@std/assert";
import { DataQualityError } from "lib/core/errors.ts";
import { fetchOptionSamples } from "lib/market/history/fetch_option_samples.ts";
import { ingestFiles } from "lib/market/history/ingest.ts";
import { openHistory } from "lib/market/history/open_history.ts";
import {
  readHistoryFiles,
  samplesFromRows,
} from "lib/market/history/read_samples.ts";
import { takeSamples } from "lib/market/history/take_samples.ts";
import { line, prices, table } from "./option_csv.ts";

/** Writes tables into a folder that is gone afterwards. */
async function withFiles(
  texts: readonly string[],
  work: (files: string[], dir: string) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    const files = texts.map((_, i) => `${dir}/table_${i}.csv`);
    for (const [i, text] of texts.entries()) {
      await Deno.writeTextFile(files[i], text);
    }
    await work(files, dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const NOON = "2025-05-01T16:00:00Z";
const CLOSE = "2025-05-01T20:00:00Z";

const QUOTES = table([
  { time: CLOSE, strike: 110, spot: 100, delta: 0.3 },
  { time: NOON, strike: 90, spot: 101, type: "put", delta: -0.2 },
  { time: NOON, strike: 95, spot: 101, delta: 0.7 },
  { time: NOON, strike: 95, spot: 101, delta: 0.9 },
  { time: NOON, strike: 96, spot: 101, delta: "" },
  { time: CLOSE, strike: 105, spot: 100, bid: 0, ask: 0 },
  { time: CLOSE, strike: 120, spot: 100, expiry: "2025-05-01", delta: 0.01 },
]);

const INDICES = prices([
  ["VIX9D", "2025-05-01T16:00:00Z", 21],
  ["VIX9D", "2025-05-01T16:00:01Z", 99],
  ["VIX9D", "2025-04-30T20:00:00Z", 20],
  ["VIX", "2025-05-01T15:59:59Z", 25],
  ["VVIX", "2025-05-01T19:00:00Z", 110],
  ["SPY", "2025-05-01T15:00:00Z", 555],
]);

Deno.test("files are read by ingest's rules: a key once, unusable quotes dropped by name", () =>
  withFiles([QUOTES, INDICES], async (files) => {
    const { quotes, prices, dropped } = await readHistoryFiles(files);
    assertEquals(dropped, { no_delta: 1, empty_market: 1, repeated: 1 });
    assertEquals(quotes.map(({ strike }) => strike), [110, 90, 95, 120]);
    assertEquals(quotes[2].delta, 0.7, "the first of a key stays");
    assertEquals(prices.length, 6);
  }));

Deno.test("samples are one side's, with days to expiry and moneyness", () =>
  withFiles([QUOTES], async (files) => {
    const rows = await readHistoryFiles(files);
    const calls = samplesFromRows(rows, "call");
    assertEquals(calls.contractType, ["call", "call", "call"]);
    assertEquals([...calls.dte], [50, 50, 0]);
    assertEquals([...calls.moneyness], [100 / 110, 101 / 95, 100 / 120]);
    assertEquals([...calls.mark], [4.5, 4.5, 4.5]);
    const puts = samplesFromRows(rows, "put");
    assertEquals([...puts.moneyness], [90 / 101]);
    assert([...calls.vix9d, ...puts.skew].every(Number.isNaN));
  }));

Deno.test("an index is the last one known at the quote's time, never a later one", () =>
  withFiles([QUOTES, INDICES], async (files) => {
    const rows = await readHistoryFiles(files);
    const { vix, vix9d, vvix, skew } = samplesFromRows(rows, "call");
    // At 16:00:00 that of 16:00:00 is known; one second later it is another.
    assertEquals([...vix9d], [99, 21, 99]);
    assertEquals([...vix], [25, 25, 25]);
    assertEquals([...vvix], [110, NaN, 110]);
    assertEquals([...skew], [NaN, NaN, NaN]);
  }));

Deno.test("what comes after a quote's time changes nothing, whatever its order in the file", () =>
  withFiles([
    QUOTES,
    INDICES,
    prices([
      ["VVIX", "2025-05-01T20:00:00.001Z", 1],
      ["VIX", "2030-01-01T00:00:00Z", 2],
    ]),
  ], async ([quotes, indices, later]) => {
    const without = await readHistoryFiles([quotes, indices]);
    for (const files of [[quotes, indices, later], [later, indices, quotes]]) {
      const rows = await readHistoryFiles(files);
      for (const type of ["call", "put"] as const) {
        assertEquals(
          samplesFromRows(rows, type),
          samplesFromRows(without, type),
        );
      }
    }
  }));

Deno.test("files are read as a database would give them back", () =>
  withFiles([QUOTES, INDICES], async (files, dir) => {
    const store = await openHistory({ folder: `${dir}/history` });
    try {
      await ingestFiles(store, files);
      const rows = await readHistoryFiles(files);
      for (const type of ["call", "put"] as const) {
        const stored = await fetchOptionSamples(store, { type });
        const read = samplesFromRows(rows, type);
        const order = Array.from(read.strike.keys()).sort((a, b) =>
          read.validTime[a] - read.validTime[b] ||
          read.expiration[a] - read.expiration[b] ||
          read.strike[a] - read.strike[b]
        );
        assertEquals(takeSamples(read, order), stored);
      }
    } finally {
      await store.close();
    }
  }));

Deno.test("a table without deltas is read: its deltas are NaN", () =>
  withFiles([
    table([{ time: NOON }]).split("\n")
      .map((text) => text.split(",").filter((_, i) => i !== 9).join(","))
      .join("\n"),
  ], async (files) => {
    const rows = await readHistoryFiles(files);
    assertEquals([...samplesFromRows(rows, "call").delta], [NaN]);
  }));

Deno.test("a file that cannot be used is named, with the place", async () => {
  await withFiles([`${line({ time: NOON })}\n`], ([file]) =>
    assertRejects(
      () => readHistoryFiles([file]),
      DataQualityError,
      file,
    ).then(() => {}));
  await withFiles([table([])], ([file]) =>
    assertRejects(
      () => readHistoryFiles([file]),
      DataQualityError,
      `${file}: The file has a header but no rows`,
    ).then(() => {}));
  const bad = table([{ time: NOON }, { time: "yesterday" }]);
  await withFiles([bad], async ([file]) => {
    const error = await assertRejects(
      () => readHistoryFiles([file]),
      DataQualityError,
    );
    assertEquals([error.file, error.row, error.column], [
      file,
      3,
      "valid_time",
    ]);
  });
});

Deno.test("reading stops when it is told to", () =>
  withFiles([QUOTES], async (files) => {
    const signal = AbortSignal.abort("enough");
    const why = await readHistoryFiles(files, { signal }).catch((e) => e);
    assertEquals(why, "enough");
  }));

Deno.test("takeSamples() takes rows of every column, in the order asked for", () =>
  withFiles([QUOTES, INDICES], async (files) => {
    const all = samplesFromRows(await readHistoryFiles(files), "call");
    const taken = takeSamples(all, [2, 0, 2]);
    assertEquals(taken.rows, 3);
    assertEquals(Object.keys(taken).sort(), Object.keys(all).sort());
    assertEquals([...taken.strike], [120, 110, 120]);
    assertEquals(taken.rootSymbol, ["SPX", "SPX", "SPX"]);
    assert(taken.vix9d instanceof Float64Array);
    taken.strike[0] = 1;
    assertEquals(all.strike[2], 120, "a copy");
    assertEquals(takeSamples(all, []).rows, 0);
    assertEquals(takeSamples(all, Int32Array.of(1)).strike[0], 95);
  }));
