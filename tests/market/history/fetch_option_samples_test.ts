import { assertEquals, assertRejects } from "@std/assert";
import {
  fetchOptionSamples,
  type OptionSampleQuery,
} from "lib/market/history/fetch_option_samples.ts";
import type {
  HistoryStore,
  OptionSample,
} from "lib/market/history/history_store.ts";

/** A store that answers every query with these batches. */
function storeOf(batches: readonly (readonly OptionSample[])[]): HistoryStore {
  const store: Pick<HistoryStore, "optionSamples"> = {
    optionSamples(_, take) {
      batches.forEach(take);
      return Promise.resolve();
    },
  };
  // Nothing else is asked for here.
  return store as HistoryStore;
}

const SAMPLE: OptionSample = {
  validTime: 1,
  rootSymbol: "SPX",
  underlyingPrice: 100,
  expiration: 2,
  contractType: "call",
  strike: 90,
  bid: 1,
  ask: 2,
  mark: 1.5,
  delta: 0.5,
  dte: 3,
  moneyness: 100 / 90,
  vix: 20,
  vix9d: NaN,
  vvix: 90,
  skew: NaN,
};

Deno.test("fetchOptionSamples() puts batches into columns, in their order", async () => {
  const batches = [[SAMPLE, { ...SAMPLE, strike: 91 }], [], [{
    ...SAMPLE,
    strike: 92,
    rootSymbol: "SPXW",
  }]];
  const got = await fetchOptionSamples(storeOf(batches), { type: "call" });
  assertEquals(got.rows, 3);
  assertEquals(got.strike, Float64Array.of(90, 91, 92));
  assertEquals(got.rootSymbol, ["SPX", "SPX", "SPXW"]);
  assertEquals(got.vix9d, Float64Array.of(NaN, NaN, NaN));
  const none = await fetchOptionSamples(storeOf([]), { type: "put" });
  assertEquals([none.rows, none.delta.length], [0, 0]);
});

Deno.test("fetchOptionSamples() refuses a bound out of its domain before it asks", async () => {
  const bad: [Partial<Record<keyof OptionSampleQuery, unknown>>, string][] = [
    [{ type: "Call" }, "type"],
    [{ root: [] }, "root"],
    [{ root: [1] }, "root"],
    [{ maxDte: -1 }, "maxDte"],
    [{ minDte: NaN }, "minDte"],
    [{ minMoneyness: "1; DROP TABLE x" }, "minMoneyness"],
    [{ maxMoneyness: -0.5 }, "maxMoneyness"],
    [{ maxAgeDays: NaN }, "maxAgeDays"],
    [{ from: Infinity }, "from"],
    [{ until: 1e16 }, "until"],
  ];
  for (const [change, name] of bad) {
    const query = { type: "call", ...change } as OptionSampleQuery;
    await assertRejects(
      () => fetchOptionSamples(storeOf([]), query),
      RangeError,
      `as ${name} must`,
    );
  }
});
