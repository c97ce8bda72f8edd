import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  DELTA_FEATURES,
  deltaBounds,
  moneynessOf,
  QUOTE_FEATURES,
} from "lib/greeks/delta_features.ts";
import { deltaTable, featureMatrix } from "lib/greeks/delta_table.ts";
import { takeSamples } from "lib/market/history/take_samples.ts";
import { smileQuotes } from "./smile_quotes.ts";

Deno.test("a history without indices leaves them out, and says that no quote had them", () => {
  const { features, leftOut } = deltaTable(smileQuotes("call"));
  assertEquals(features, [...QUOTE_FEATURES]);
  assertEquals(leftOut, { vix9d: 0, vvix: 0, skew: 0 });
});

Deno.test("indices that the history has are features, in order", () => {
  const { features, leftOut } = deltaTable(
    smileQuotes("call", { indices: true }),
  );
  assertEquals(features, DELTA_FEATURES);
  assertEquals(leftOut, {});
});

Deno.test("an index that nine tenths of the quotes have is a feature, one that fewer have is not", () => {
  const samples = takeSamples(
    smileQuotes("put", { indices: true }),
    Array.from({ length: 100 }, (_, i) => i),
  );
  const lack = (n: number) => samples.vvix.map((v, i) => i < n ? NaN : v);
  assertEquals(deltaTable({ ...samples, vvix: lack(10) }).leftOut, {});
  const { features, leftOut } = deltaTable({ ...samples, vvix: lack(11) });
  assertEquals(features, [...QUOTE_FEATURES, "vix9d", "skew"]);
  assertEquals(leftOut, { vvix: 0.89 });
});

Deno.test("values that no index has count as unknown", () => {
  const samples = smileQuotes("put", { indices: true });
  const { leftOut } = deltaTable({
    ...samples,
    skew: samples.skew.map(() => 0),
  });
  assertEquals(leftOut, { skew: 0 });
});

Deno.test("days are those of New York: an evening in UTC is the day before", () => {
  const samples = takeSamples(smileQuotes("call", { days: 2 }), [0, 131, 132]);
  const late = {
    ...samples,
    // 4 March 2025 at 01:00 UTC is 3 March, 20:00, in New York.
    validTime: samples.validTime.map((t, i) => i === 1 ? t + 5 * 3_600_000 : t),
  };
  assertEquals(deltaTable(late).days, [
    "2025-03-03",
    "2025-03-03",
    "2025-03-04",
  ]);
});

Deno.test("no quotes are no table", () => {
  const none = takeSamples(smileQuotes("call", { days: 1 }), []);
  assertThrows(
    () => deltaTable(none),
    RangeError,
    "there must be quotes with a delta: there are none",
  );
});

Deno.test("featureMatrix() has a column a feature, by the underlying price it is given", () => {
  for (const type of ["call", "put"] as const) {
    const samples = smileQuotes(type, { indices: true, days: 2 });
    const underlying = samples.underlyingPrice.map((v, i) => v * (1 + i / 1e4));
    const { data, rows, cols } = featureMatrix(
      samples,
      DELTA_FEATURES,
      underlying,
    );
    assertEquals([rows, cols], [samples.rows, 8]);
    for (const i of [0, 77, rows - 1]) {
      const strike = samples.strike[i];
      assertEquals([...data.subarray(i * cols, (i + 1) * cols)], [
        samples.dte[i],
        moneynessOf(type, { strike, underlying_price: underlying[i] }),
        samples.mark[i],
        strike,
        underlying[i],
        samples.vix9d[i],
        samples.vvix[i],
        samples.skew[i],
      ]);
    }
  }
});

Deno.test("an index that was not known at a quote's time is NaN in its column", () => {
  const samples = smileQuotes("call", { indices: true, days: 1 });
  samples.vvix[3] = NaN;
  const { data, cols } = featureMatrix(
    samples,
    [...QUOTE_FEATURES, "vvix"],
    samples.underlyingPrice,
  );
  assert(Number.isNaN(data[3 * cols + 5]) && data[2 * cols + 5] === 85);
});

Deno.test("moneyness is S/K for calls and K/S for puts, and bounds are a side's own", () => {
  const quote = { strike: 80, underlying_price: 100 };
  assertEquals(moneynessOf("call", quote), 1.25);
  assertEquals(moneynessOf("put", quote), 0.8);
  assertEquals(deltaBounds("call"), [0, 1]);
  assertEquals(deltaBounds("put"), [-1, 0]);
});
