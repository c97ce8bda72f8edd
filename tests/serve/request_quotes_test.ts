import { assertAlmostEquals, assertEquals } from "@std/assert";
import { calibrationQuotes } from "lib/calibration/quotes.ts";
import { chainFromRows } from "lib/market/option_chain.ts";
import { readQuotes, RequestQuotes } from "lib/serve/request_quotes.ts";
import { thinColumns } from "lib/serve/thin_columns.ts";

const BODY = {
  spot: 100,
  rate: 0.03,
  dividend: 0.01,
  quotes: [
    { strike: 110, maturity: 1, type: "call", price: 6 },
    { strike: 90, maturity: 0.5, type: "put", bid: 1.9, ask: 2.1 },
    { strike: 100, maturity: 1, type: "put", price: 7 },
    { strike: 95, maturity: 0.5, type: "call", price: 9, bid: 8.9, ask: 9.3 },
  ],
};

Deno.test("Quotes of a request are those that a file of them would give", () => {
  const quotes = new RequestQuotes(readQuotes(BODY));
  const fromFile = calibrationQuotes(chainFromRows(
    "file",
    BODY.quotes.map(({ type, maturity, ...quote }) => ({
      ...quote,
      price: quote.price ?? (quote.bid! + quote.ask!) / 2,
      tau: maturity,
      isCall: type === "call",
      spot: 100,
      rate: 0.03,
      dividend: 0.01,
    })),
  ));
  assertEquals(quotes.size, 4);
  assertEquals(quotes.slices.length, 2);
  for (let s = 0; s < 2; ++s) {
    const [ours, theirs] = [quotes.slices[s], fromFile.slices[s]];
    assertEquals(ours.tau, theirs.tau);
    assertAlmostEquals(ours.forward, theirs.forward, 1e-12);
    assertAlmostEquals(ours.discount, theirs.discount, 1e-14);
  }
  for (let i = 0; i < 4; ++i) {
    const j = fromFile.strike.indexOf(quotes.strike[i]);
    assertEquals(quotes.isCall[i], fromFile.isCall[j]);
    assertEquals(quotes.sliceOf[i], fromFile.sliceOf[j]);
    assertAlmostEquals(quotes.price[i], fromFile.price[j], 1e-12);
    assertAlmostEquals(quotes.impliedVol[i], fromFile.impliedVol[j], 1e-10);
    assertAlmostEquals(quotes.vega[i], fromFile.vega[j], 1e-8);
  }
  assertEquals([...quotes.strike], [90, 95, 110, 100]);
  assertAlmostEquals(quotes.spread[0], 0.2, 1e-12);
  assertAlmostEquals(quotes.spread[1], 0.4, 1e-12);
  assertEquals([quotes.spread[2], quotes.spread[3]], [NaN, NaN]);
});

Deno.test("A quote given as a volatility gets the price that has it", () => {
  const [first] = BODY.quotes;
  const priced = new RequestQuotes(readQuotes({ ...BODY, quotes: [first] }));
  const { price: _, ...bare } = first;
  const given = new RequestQuotes(readQuotes({
    ...BODY,
    quotes: [{ ...bare, impliedVol: priced.impliedVol[0] }],
  }));
  assertAlmostEquals(given.price[0], 6, 1e-10);
  assertAlmostEquals(given.vega[0], priced.vega[0], 1e-8);
});

Deno.test("What is null counts as not given", () => {
  const quotes = readQuotes({
    spot: 100,
    rate: null,
    quotes: [{
      strike: 100,
      maturity: 1,
      type: "call",
      price: null,
      bid: null,
      impliedVol: 0.2,
    }],
  });
  assertEquals([quotes.rate, quotes.dividend, quotes.isVol[0]], [0, 0, 1]);
});

Deno.test("thinColumns() keeps both ends and every expiry's share", () => {
  const quotes = readQuotes({
    spot: 100,
    quotes: Array.from({ length: 300 }, (_, i) => ({
      strike: 50 + i % 100,
      maturity: 3 - Math.floor(i / 100),
      type: "call",
      impliedVol: 0.2 + i / 1000,
    })),
  });
  assertEquals(thinColumns(quotes, 300), quotes);
  const few = thinColumns(quotes, 30);
  assertEquals(few.strike.length, 30);
  assertEquals([few.strike[0], few.maturity[0], few.value[0]], [50, 1, 0.4]);
  assertEquals([few.strike[29], few.maturity[29]], [149, 3]);
  for (const tau of [1, 2, 3]) {
    assertEquals(few.maturity.filter((t) => t === tau).length, 10);
  }
});
