import { assertEquals, assertRejects } from "@std/assert";
import { DataQualityError } from "lib/core/errors.ts";
import { rowOf } from "lib/market/option_chain.ts";
import { readChain } from "lib/market/read_chain.ts";
import { slicesOf } from "lib/market/slices.ts";
import { CHAINS, testOnFile } from "../shared_data.ts";
import { withFile } from "../temp_file.ts";

const KEYED = [
  "quote_ts,underlying,underlying_price,occ_symbol,bid,ask,volume,open_interest,iv",
  "2025-04-30 20:35 EDT,SPX,5569.06,SPXW250516P05600000,95.1,96.3,2,1,0",
].join("\n");

const BY_COLUMNS = [
  "updated,symbol,underlying_price,expiration,side,strike,bid,ask,volume,open_interest,iv",
  "2026-08-22T09:50:09.293324-04:00,AAPL,309.35,2026-08-24,call,255.0,52.75,56.15,,1.0,0.9453",
].join("\n");

Deno.test("readChain() reads a table keyed by OCC symbols", async () => {
  const chain = await withFile("q.csv", KEYED, (path) => readChain(path));
  assertEquals(rowOf(chain, 0), {
    underlying: "SPXW",
    eventTime: Date.UTC(2025, 4, 1, 0, 35),
    expiry: Date.UTC(2025, 4, 16),
    tau: 16 / 365,
    strike: 5600,
    isCall: false,
    bid: 95.1,
    ask: 96.3,
    price: 95.69999999999999,
    impliedVol: NaN,
    volume: 2,
    openInterest: 1,
    spot: 5569.06,
    rate: NaN,
    dividend: NaN,
  });
});

Deno.test("readChain() reads a vendor's table that spells the contract out", async () => {
  const chain = await withFile("q.csv", BY_COLUMNS, (path) => readChain(path));
  const { underlying, tau, strike, isCall, impliedVol, volume } = rowOf(
    chain,
    0,
  );
  assertEquals([underlying, tau, strike, isCall, impliedVol, volume], [
    "AAPL",
    2 / 365,
    255,
    true,
    0.9453,
    NaN,
  ]);
});

Deno.test("readChain() finds an OCC table by class or by underlying", async () => {
  await withFile("q.csv", KEYED, async (path) => {
    for (const underlying of ["SPX", "SPXW"]) {
      assertEquals((await readChain(path, { underlying })).strike.length, 1);
    }
    await assertRejects(
      () => readChain(path, { underlying: "SPY" }),
      DataQualityError,
    );
  });
});

Deno.test("readChain() says what is wrong with a symbol or a column of an OCC table", async () => {
  const cases: [string, string][] = [
    [KEYED.replace("SPXW250516P05600000", "SPXW"), 'column "occ_symbol"'],
    [KEYED.replace("P05600000", "P00000000"), "strike 0"],
    [KEYED.replace("95.1", "-95.1"), 'row 2, column "bid"'],
    [KEYED.replace(",bid", ",bids"), 'rename it to "bid"'],
    [KEYED.replace("quote_ts", "when"), "--date"],
    [BY_COLUMNS.replace("side", "way"), 'column "type"'],
    [BY_COLUMNS.replace("call", "long"), '"call" or "put"'],
    [BY_COLUMNS.replace("255.0", ""), 'column "strike"'],
  ];
  for (const [text, says] of cases) {
    await withFile("q.csv", text, (path) =>
      assertRejects(
        () => readChain(path, { layout: "occ" }),
        DataQualityError,
        says,
      ));
  }
});

testOnFile(
  CHAINS.spx,
  "readChain() reads ten days of SPY and one of SPX",
  async () => {
    const chain = await readChain(CHAINS.spx);
    // Counted with zcat and awk.
    assertEquals(chain.strike.length, 46_754);
    const days = await readChain(CHAINS.spx, { date: "2025-04-30" });
    assertEquals(days.strike.length, 4518);
    assertEquals(
      new Set(days.eventTime),
      new Set([Date.UTC(2025, 4, 1, 0, 35)]),
    );
    const spx = await readChain(CHAINS.spx, { underlying: "SPX" });
    assertEquals([spx.strike.length, slicesOf(spx).length], [1976, 13]);
  },
);

testOnFile(
  CHAINS.names,
  "readChain() reads a quarter of a million quotes of fourteen names",
  async () => {
    const chain = await readChain(CHAINS.names);
    assertEquals(chain.strike.length, 257_561);
    assertEquals(new Set(chain.underlying).size, 14);
  },
);
