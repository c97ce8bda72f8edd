import { assertEquals, assertThrows } from "@std/assert";
import pl from "nodejs-polars";
import { DataQualityError } from "lib/core/errors.ts";
import type { OptionQuote } from "lib/market/history/history_store.ts";
import { openRowReader } from "lib/market/history/row_reader.ts";
import { openTable } from "lib/market/history/table_rows.ts";
import type { ReadOptions } from "lib/market/layouts/layout.ts";
import { CHAINS, testOnFile } from "../shared_data.ts";
import { withFile } from "../temp_file.ts";

/** What the lines of a table are read as. */
function read(text: string, options: ReadOptions = {}, above = 0) {
  const lines = text.trim().split("\n").map((line) => line.split(","));
  const head = {
    file: "a.csv",
    row: above + 1,
    names: lines[above],
    preamble: lines.slice(0, above),
  };
  const reader = openRowReader(head, options);
  lines.slice(above + 1).forEach((fields, i) =>
    reader.add(fields, above + i + 2)
  );
  return reader.take();
}

const quotesOf = (rows: ReturnType<typeof read>) =>
  rows.data.rows as OptionQuote[];

Deno.test("The layout of SPY and SPX chains is read: its time, root, type and delta", () => {
  const rows = read(`
quote_date,quote_ts,underlying,underlying_price,root,occ_symbol,expiration,dte,type,strike,bid,ask,last,volume,open_interest,iv,delta,gamma,source_id
2025-04-30,2025-04-30 20:35 EDT,SPX,554.54,SPXW,SPXW250501P00250000,2025-05-01,1,P,250.0,0.0,0.01,0.01,2.0,1.0,4.3805,0.0,0.0,24
2025-04-30,2025-04-30 20:35 EDT,SPX,554.54,SPXW,SPXW250501C00250000,2025-05-01,1,C,250.0,0.0,0.0,0.0,2.0,1.0,0.0,0.0,0.0,24`);
  assertEquals(quotesOf(rows), [{
    validTime: Date.UTC(2025, 4, 1, 0, 35),
    rootSymbol: "SPXW",
    underlyingPrice: 554.54,
    expiration: Date.UTC(2025, 4, 1),
    contractType: "put",
    strike: 250,
    bid: 0,
    ask: 0.01,
    mark: 0.005,
    delta: 0,
    sample: null,
    source: "24",
  }]);
  assertEquals(rows.dropped, { empty_market: 1 });
  assertEquals(rows.firstDropped, {
    empty_market: { row: 3, column: "ask", value: "0" },
  });
  assertEquals(rows.noted, { zero_bid: 1 });
});

Deno.test("The layout of single names is read; a blank delta goes to the report", () => {
  const rows = read(`
updated,symbol,underlying_price,expiration,side,strike,bid,ask,iv,delta,greeks_source
2026-08-22T09:50:09.293324-04:00,AAPL,309.35,2026-08-24,call,255.0,52.75,56.15,0.94,0.9986,cboe
2026-08-22T09:50:09.293324-04:00,AAPL,309.35,2026-08-24,call,256.0,52.75,56.15,0.0,,
2026-08-22T09:50:09.293324-04:00,AAPL,309.35,2026-08-24,put,257.0,3,2,0.5,-0.1,cboe`);
  const [quote, ...others] = quotesOf(rows);
  assertEquals(others, []);
  assertEquals([quote.rootSymbol, quote.source], ["AAPL", "cboe"]);
  assertEquals(quote.validTime, Date.UTC(2026, 7, 22, 13, 50, 9, 293));
  assertEquals(quote.mark, (52.75 + 56.15) / 2);
  assertEquals(rows.dropped, { no_delta: 1, crossed_market: 1 });
});

Deno.test("Columns of the table, in any case, with blanks as data frames write them", () => {
  const [quote] = quotesOf(read(`
Valid_Time,Root Symbol,Underlying_Price,Expiration_Date,Contract_Type,Strike,Bid,Ask,Mark,Delta
2025-04-30T20:00:00Z,SPX,100,2025-06-20,PUT,90,nan,None,1.25,-0.2`));
  assertEquals([quote.bid, quote.ask], [NaN, NaN]);
  assertEquals([quote.mark, quote.contractType], [1.25, "put"]);
});

Deno.test("A day's chain by its date alone was known at the end of its trading", () => {
  const [quote] = quotesOf(read(`
date,symbol,spot,expiry,type,strike,mid,delta
2025-04-30,SPX,100,2025-04-30,C,90,10,1`));
  assertEquals(quote.validTime, Date.UTC(2025, 3, 30, 20, 15));
});

Deno.test("Cboe's table has two deltas in a row, one for each side", () => {
  const text = `
SPDR S&P 500 ETF (SPY),Last: 601.23
Date: April 30 2025 at 4:00 PM EDT,Bid: 601.2
Expiration Date,Calls,Last Sale,Net,Bid,Ask,Volume,IV,Delta,Gamma,Open Interest,Strike,Puts,Last Sale,Net,Bid,Ask,Volume,IV,Delta,Gamma,Open Interest
Fri May 16 2025,SPY250516C00600000,9,0,8.9,9.1,1,0.2,0.5512,0.01,5,600,SPY250516P00600000,7,0,7.0,7.2,1,0.21,-0.4488,0.01,6`;
  const rows = read(text, {}, 2);
  const [call, put] = quotesOf(rows);
  assertEquals([call.delta, put.delta], [0.5512, -0.4488]);
  assertEquals([call.rootSymbol, put.strike, put.mark], ["SPY", 600, 7.1]);
  assertEquals(call.validTime, Date.UTC(2025, 3, 30, 20));
  assertEquals(call.underlyingPrice, 601.23);
});

Deno.test("Vendors' tables keyed by OCC symbols keep their delta, or have none", () => {
  const table = (name: string) => `
option_symbol,quote_date,underlying_price,bid,ask,${name}
SPXW250516P00500000,2025-04-30,560,4,5,-0.12`;
  const [quote] = quotesOf(read(table("delta")));
  assertEquals([quote.delta, quote.rootSymbol], [-0.12, "SPXW"]);
  assertEquals(quote.validTime, Date.UTC(2025, 3, 30, 20, 15));
  const without = read(table("other"));
  assertEquals(quotesOf(without)[0].delta, NaN);
  assertEquals(without.noted, { no_delta_column: 1 });
});

Deno.test("Closes are told by having no strike; indices go by their bare name", () => {
  const rows = read(`
Symbol,Date,Open,Close
^VIX,2025-04-30,24,24.7
SPY,2025-04-30,550,554.5`);
  assertEquals(rows.data, {
    table: "price_history",
    rows: [
      {
        symbol: "VIX",
        validTime: Date.UTC(2025, 3, 30, 20, 15),
        close: 24.7,
      },
      {
        symbol: "SPY",
        validTime: Date.UTC(2025, 3, 30, 20, 15),
        close: 554.5,
      },
    ],
  });
});

Deno.test("A column that is missing or misspelt, and a field that cannot be read, name their place and the fix", () => {
  const fails = (text: string, message: string) => {
    const error = assertThrows(() => read(text), DataQualityError, message);
    assertEquals(error.file, "a.csv");
    return error;
  };
  const head =
    "valid_time,root_symbol,underlying_price,expiration_date,contract_type,strike";
  fails(
    `${head.replace("root_symbol", "root_symbl")},bid,ask,delta`,
    'rename it to "root_symbol"',
  );
  fails(`${head},bid,delta`, '"ask"');
  fails("symbol,when,close\nVIX,2025-04-30,20", '"valid_time"');
  const row = "2025-04-30T20:00:00Z,SPX,100,2025-06-20,call,90,1,2";
  const swap = (from: string, to: string) =>
    fails(`${head},bid,ask\n${row.replace(from, to)}`, "Cannot read");
  assertEquals(swap("call", "future").column, "contract_type");
  assertEquals(swap(",1,2", ',1,"2').column, "ask");
  assertEquals(swap("2025-06-20", "June").value, "June");
  const blank = fails(
    `${head},bid,ask\n${row.replace(",90,", ",,")}`,
    "strike",
  );
  assertEquals([blank.row, blank.column], [2, "strike"]);
  fails("symbol,date,close\nVIX,2025-04-30,", "The close is blank");
  fails(`${head},bid,ask\n${row.replace("SPX", " ")}`, "blank");
});

Deno.test("A Parquet file with dates, times and whole numbers of its own types is read as its CSV", async () => {
  const time = new Date("2025-04-30T20:00:00.125Z");
  const frame = pl.DataFrame({
    valid_time: [time, time],
    root_symbol: ["SPX", "SPX"],
    underlying_price: [100.5, 100.5],
    expiration_date: [new Date("2025-06-20"), new Date("2025-06-20")],
    contract_type: ["C", "put"],
    strike: [100, 110],
    bid: [1.5, NaN],
    ask: [2, null],
    mark: [null, 9.5],
    delta: [0.5, -0.5],
    sample: [7n, null],
  }).withColumns(
    pl.col("expiration_date").cast(pl.Date),
    pl.col("strike").cast(pl.Int64),
  );
  const bytes = frame.writeParquet() as Uint8Array;
  await withFile("a.parquet", bytes, async (path) => {
    await using table = await openTable(path);
    const reader = openRowReader(table.head, {});
    for await (const batch of table.batches) {
      for (const { fields, row } of batch) reader.add(fields, row);
    }
    const common = {
      validTime: time.getTime(),
      rootSymbol: "SPX",
      underlyingPrice: 100.5,
      expiration: Date.UTC(2025, 5, 20),
      source: null,
    };
    assertEquals(reader.take().data.rows, [
      {
        ...common,
        contractType: "call",
        strike: 100,
        ...{ bid: 1.5, ask: 2, mark: 1.75, delta: 0.5, sample: "7" },
      },
      {
        ...common,
        contractType: "put",
        strike: 110,
        ...{ bid: NaN, ask: NaN, mark: 9.5, delta: -0.5, sample: null },
      },
    ]);
  });
});

// Counted by other means: Python's csv module, the rules written out again.
const REAL = {
  spx: { rows: 45_674, dropped: { expired: 588, empty_market: 492 } },
  names: {
    rows: 237_392,
    dropped: {
      no_delta: 11_939,
      empty_market: 7_125,
      no_price: 1_084,
      crossed_market: 21,
    },
  },
};

for (const name of ["spx", "names"] as const) {
  testOnFile(
    CHAINS[name],
    `Of ${
      CHAINS[name]
    }, quotes nobody could learn from go to the report by rule`,
    async () => {
      await using table = await openTable(CHAINS[name]);
      const reader = openRowReader(table.head, {});
      for await (const batch of table.batches) {
        for (const { fields, row } of batch) reader.add(fields, row);
      }
      const { data, dropped } = reader.take();
      assertEquals({ rows: data.rows.length, dropped }, REAL[name]);
    },
  );
}
