import { assertEquals } from "@std/assert";
import type { OptionQuote } from "lib/market/history/history_store.ts";
import {
  DELTA_RULES,
  failedRule,
  QUOTE_RULES,
} from "lib/market/history/quote_rules.ts";

const GOOD: OptionQuote = {
  validTime: Date.UTC(2025, 3, 30, 20),
  rootSymbol: "SPX",
  underlyingPrice: 100,
  expiration: Date.UTC(2025, 3, 30),
  contractType: "call",
  strike: 100,
  bid: 1,
  ask: 2,
  mark: 1.5,
  delta: 0.5,
  sample: null,
  source: null,
};

const CASES: readonly [string | undefined, Partial<OptionQuote>][] = [
  [undefined, {}],
  [undefined, { bid: 0 }],
  [undefined, { bid: NaN, ask: NaN }],
  [undefined, { bid: 2, ask: 2 }],
  [undefined, { delta: 0 }],
  [undefined, { delta: 1 }],
  [undefined, { contractType: "put", delta: -1 }],
  ["no_underlying_price", { underlyingPrice: NaN }],
  ["no_underlying_price", { underlyingPrice: 0 }],
  ["expired", { expiration: Date.UTC(2025, 3, 29) }],
  ["negative_price", { bid: -1 }],
  ["empty_market", { bid: 0, ask: 0 }],
  ["crossed_market", { bid: 3 }],
  ["no_price", { ask: NaN, mark: NaN }],
  ["no_price", { mark: 0 }],
  ["no_delta", { delta: NaN }],
  ["delta_out_of_range", { delta: 1.001 }],
  ["delta_out_of_range", { delta: -0.1 }],
  ["delta_out_of_range", { contractType: "put", delta: 0.1 }],
];

Deno.test("Each rule leaves out what it says, and nothing else does", () => {
  for (const [rule, change] of CASES) {
    assertEquals(failedRule({ ...GOOD, ...change }, true)?.name, rule);
  }
  const tried = new Set(CASES.map(([rule]) => rule));
  for (const { name } of [...QUOTE_RULES, ...DELTA_RULES]) {
    assertEquals(tried.has(name), true, name);
  }
});

Deno.test("A table without deltas misses none", () => {
  assertEquals(failedRule({ ...GOOD, delta: NaN }, false), undefined);
});
