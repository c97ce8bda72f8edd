import { assertEquals, assertRejects } from "@std/assert";
import { DataQualityError } from "lib/core/errors.ts";
import { type ChainRow, rowOf } from "lib/market/option_chain.ts";
import { readChain } from "lib/market/read_chain.ts";
import { withFile } from "../temp_file.ts";

const SIDE = "Last Sale,Net,Bid,Ask,Volume,IV,Delta,Gamma,Open Interest";
const TODAY = [
  "",
  "S&P 500 INDEX,Last: 6711.2,Change: 12.5",
  '"Date: August 29, 2026 at 3:19 PM EDT",Bid: 6711,Ask: 6711.4,Size: 1*1,Volume: 0',
  `Expiration Date,Calls,${SIDE},Strike,Puts,${SIDE}`,
  "Fri Nov 20 2026,SPXW261120C06700000,151,0.25,150.5,151.5,178,0.1261,0.54,0.001,868,6700.00,SPXW261120P06700000,99,-2,98.8,99.6,12,0,-0.46,0.001,77",
].join("\n");

const OLD = [
  "IBM (INTL BUSINESS MACHINES),185.08,-0.27,",
  "Dec 29 2013 @ 19:06 ET,Bid,184.60,Ask,185.24,Size,1x2,Vol,3382117,",
  "Calls,Last Sale,Net,Bid,Ask,Vol,Open Int,Puts,Last Sale,Net,Bid,Ask,Vol,Open Int,",
  "14 Jan 185.00 (IBM1418A185),2.1,0.0,2.05,2.15,10,20,14 Jan 185.00 (IBM1418M185),1.9,0.0,1.85,1.95,30,40,",
].join("\r\n");

const MIDDLE = [
  "SPX (S&P 500 INDEX),2750.79,-16.34,",
  "Oct 15 2018 @ 20:00 ET,",
  "Expiration Date,Calls,Last Sale,Net,Bid,Ask,Vol,IV,Delta,Gamma,Open Int,Strike,Puts,Last Sale,Net,Bid,Ask,Vol,IV,Delta,Gamma,Open Int",
  "11/16/2018,SPX181116C02750000,70,0,69.5,70.5,3,0.2,0.5,0.002,5,2750,SPX181116P02750000,65,0,64.5,65.5,4,0.21,-0.5,0.002,6",
].join("\n");

/** A whole row, or the parts that are looked at. */
function part<K extends keyof ChainRow>(
  row: Required<ChainRow>,
  ...keys: K[]
): unknown[] {
  return keys.map((key) => row[key]);
}

Deno.test("readChain() reads both sides of today's Cboe quote table", async () => {
  const chain = await withFile(
    "quotedata.csv",
    TODAY,
    (path) => readChain(path, { rate: 0.04 }),
  );
  const common = {
    underlying: "SPXW",
    eventTime: Date.UTC(2026, 7, 29, 19, 19),
    expiry: Date.UTC(2026, 10, 20),
    tau: 83 / 365,
    strike: 6700,
    spot: 6711.2,
    rate: 0.04,
    dividend: NaN,
  };
  assertEquals(rowOf(chain, 0), {
    ...common,
    isCall: true,
    bid: 150.5,
    ask: 151.5,
    price: 151,
    impliedVol: 0.1261,
    volume: 178,
    openInterest: 868,
  });
  assertEquals(rowOf(chain, 1), {
    ...common,
    isCall: false,
    bid: 98.8,
    ask: 99.6,
    price: 99.19999999999999,
    impliedVol: NaN,
    volume: 12,
    openInterest: 77,
  });
});

Deno.test("readChain() reads the Cboe quote table of 2013, with the date in the symbol", async () => {
  const chain = await withFile(
    "quotedata.dat.csv",
    OLD,
    (path) => readChain(path),
  );
  const keys = [
    "underlying",
    "tau",
    "strike",
    "isCall",
    "bid",
    "spot",
  ] as const;
  assertEquals(part(rowOf(chain, 0), ...keys), [
    "IBM",
    20 / 365,
    185,
    true,
    2.05,
    185.08,
  ]);
  assertEquals(part(rowOf(chain, 1), ...keys), [
    "IBM",
    20 / 365,
    185,
    false,
    1.85,
    185.08,
  ]);
});

Deno.test("readChain() reads the Cboe quote table of 2018", async () => {
  const chain = await withFile("q.csv", MIDDLE, (path) => readChain(path));
  const keys = ["underlying", "tau", "ask", "openInterest", "spot"] as const;
  assertEquals(part(rowOf(chain, 1), ...keys), [
    "SPX",
    32 / 365,
    65.5,
    6,
    2750.79,
  ]);
});

Deno.test("readChain() says what a spoilt Cboe quote table lacks", async () => {
  const cases: [string, string][] = [
    [TODAY.replace("150.5", "n/a"), 'row 5, column "Bid": Cannot read "n/a"'],
    [TODAY.replace("Last: 6711.2", "Last:"), "--spot"],
    [TODAY.replace(/"Date[^"]*"/, "no date"), "--date"],
    [TODAY.replace("SPXW261120C", "SPXW261120P"), 'column "Calls"'],
    [TODAY.replace("Fri Nov 20 2026", "someday"), 'column "Expiration Date"'],
  ];
  for (const [text, says] of cases) {
    await withFile(
      "q.csv",
      text,
      (path) => assertRejects(() => readChain(path), DataQualityError, says),
    );
  }
  await withFile(
    "q.csv",
    TODAY.replace("Puts", "Putts"),
    (path) =>
      assertRejects(
        () => readChain(path, { layout: "cboe" }),
        DataQualityError,
        'nearest column is "Putts"',
      ),
  );
});
