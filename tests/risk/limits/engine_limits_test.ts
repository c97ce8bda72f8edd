import { assertEquals, assertStringIncludes } from "@std/assert";
import { makeLimits } from "lib/risk/limits/limits.ts";
import { handBars, play } from "../../backtest/play.ts";

const BOOK = ["A", "B", "C"].map((symbol) =>
  handBars(symbol, Array(4).fill([100, 100, 100, 100]))
);

Deno.test("three orders of one close meet one bound on leverage", () => {
  const result = play(BOOK, {
    0: (c) =>
      [0, 1, 2].forEach((i) => c.order({ instrument: i, quantity: 45 })),
    1: (c) => c.order({ instrument: 2, quantity: 10 }),
  }, { limits: makeLimits({ maxGrossLeverage: 1 }) });
  assertEquals(result.positions, [45, 45, 10]);
  const [refusal] = result.refused;
  assertEquals(result.refused.length, 1);
  assertEquals(refusal.limit, "max_gross_leverage");
  assertStringIncludes(
    refusal.reason,
    "Cannot buy 45 C as gross exposure over equity must be at most 1: current value is 1.35; at most 10 would pass",
  );
});

Deno.test("a ban on shorts holds against two sells of what is held once", () => {
  const result = play(BOOK, {
    0: (c) => c.order({ instrument: 0, quantity: 10 }),
    1: (c) => {
      c.order({ instrument: 0, quantity: -10 });
      c.order({ instrument: 0, quantity: -10 });
    },
  }, { limits: makeLimits({ shortBan: true }) });
  assertEquals(result.positions[0], 0);
  assertEquals(result.refused.map(({ limit }) => limit), ["short_ban"]);
});

Deno.test("a halted book may be closed and not added to", () => {
  const falling = handBars(
    "A",
    [100, 100, 70, 70, 70].map((p) => [p, p, p, p]),
  );
  const result = play([falling], {
    0: (c) => c.order({ instrument: 0, quantity: 50 }),
    2: (c) => {
      c.order({ instrument: 0, quantity: 5 });
      c.order({ instrument: 0, quantity: -50 });
    },
  }, { limits: makeLimits({ drawdownHalt: 0.1 }) });
  assertEquals(result.positions, [0]);
  assertEquals(result.refused.map(({ limit, quantity }) => [limit, quantity]), [
    ["drawdown_halt", 5],
  ]);
});
