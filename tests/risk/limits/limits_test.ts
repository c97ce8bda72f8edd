import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import {
  firstRefusal,
  type PortfolioView,
  type ProposedOrder,
} from "lib/risk/order_limit.ts";
import type { LimitRefusal } from "lib/risk/limits/limit_refusal.ts";
import {
  allLimits,
  type LimitsConfig,
  makeLimits,
} from "lib/risk/limits/limits.ts";
import { type Book, viewOf } from "./book_view.ts";

const orderOf = (quantity: number, price = 100): ProposedOrder => ({
  time: 0,
  symbol: "XYZ",
  quantity,
  price,
  multiplier: 1,
});

/** The refusal of one limit, or undefined. */
function refusalOf(config: LimitsConfig, order: ProposedOrder, book: Book) {
  const verdict = allLimits(makeLimits(config)).check(order, viewOf(book));
  return verdict.ok ? undefined : verdict as LimitRefusal;
}

Deno.test("each limit passes at its bound, refuses beyond it and says how much would pass", () => {
  const flat: Book = { held: { XYZ: [0, 0, 100] } };
  const rows: [LimitsConfig, ProposedOrder, Book, number, number][] = [
    [{ maxOrderNotional: 5000 }, orderOf(51), flat, 5100, 50],
    [{ maxOrderQuantity: 5 }, orderOf(-6), flat, 6, 5],
    [
      { maxPositionQuantity: 100 },
      orderOf(41),
      { held: { XYZ: [60, 0, 100] } },
      101,
      40,
    ],
    [
      { maxPositionNotional: 4000 },
      orderOf(-101),
      { held: { XYZ: [60, 0, 100] } },
      4100,
      100,
    ],
    [{ maxConcentration: 0.25 }, orderOf(26), flat, 0.26, 25],
    [
      { maxGrossLeverage: 1 },
      orderOf(-41),
      { held: { XYZ: [0, 0, 100], ABC: [60, 0, 100] } },
      1.01,
      40,
    ],
    [
      { maxNetLeverage: 0.5 },
      orderOf(-111),
      { held: { XYZ: [0, 0, 100], ABC: [60, 0, 100] } },
      0.51,
      110,
    ],
    [
      { maxDailyLoss: 0.02 },
      orderOf(1),
      { equity: 9700, previous: 10_000 },
      0.03,
      0,
    ],
    [
      { drawdownHalt: 0.2 },
      orderOf(-70),
      { equity: 7500, peak: 10_000, held: { XYZ: [60, 0, 100] } },
      0.25,
      60,
    ],
    [
      { shortBan: true },
      orderOf(-61),
      { held: { XYZ: [60, 0, 100] } },
      1,
      60,
    ],
    [{ priceCollar: 0.05 }, orderOf(1, 106), flat, 0.06, 0],
  ];
  for (const [config, order, book, current, largest] of rows) {
    const [name] = Object.keys(config);
    const refusal = refusalOf(config, order, book);
    assert(refusal !== undefined, name);
    assert(Math.abs(refusal.current - current) < 1e-12, refusal.reason);
    assert(Math.abs(refusal.largestQuantity - largest) < 1e-9, refusal.reason);
    assertEquals(refusal.limit.replaceAll("_", ""), name.toLowerCase());
    if (largest > 0) {
      const smaller = {
        ...order,
        quantity: Math.sign(order.quantity) * refusal.largestQuantity,
      };
      assertEquals(refusalOf(config, smaller, book), undefined, name);
    }
  }
  const collared = orderOf(1, 105);
  assertEquals(refusalOf({ priceCollar: 0.05 }, collared, flat), undefined);
});

Deno.test("the largest quantity passes and a little more does not, on random books", () => {
  const rng = makeRng(5);
  let refused = 0;
  for (let trial = 0; trial < 4000; ++trial) {
    const draw = (low: number, high: number) =>
      low + (high - low) * rng.uniform();
    const book: Book = {
      equity: draw(1000, 20_000),
      held: {
        XYZ: [draw(-200, 200), draw(-50, 50), draw(5, 150)],
        ABC: [draw(-200, 200), draw(-50, 50), draw(5, 150), 100],
      },
    };
    const order = orderOf(draw(-400, 400), draw(5, 150));
    const configs: LimitsConfig[] = [
      { maxOrderNotional: draw(0, 5e4) },
      { maxPositionQuantity: draw(0, 300) },
      { maxPositionNotional: draw(0, 3e4) },
      { maxConcentration: draw(0, 3) },
      { maxGrossLeverage: draw(0, 200) },
      { maxNetLeverage: draw(0, 200) },
      { shortBan: ["XYZ"] },
    ];
    for (const config of configs) {
      const refusal = refusalOf(config, order, book);
      if (refusal === undefined) continue;
      refused += 1;
      const { largestQuantity } = refusal;
      assert(
        largestQuantity >= 0 && largestQuantity < Math.abs(order.quantity),
      );
      const sized = (size: number) => ({
        ...order,
        quantity: Math.sign(order.quantity) * size,
      });
      const name = Object.keys(config)[0];
      if (largestQuantity > 0) {
        assertEquals(
          refusalOf(config, sized(largestQuantity), book),
          undefined,
          name,
        );
      }
      const more = largestQuantity * (1 + 1e-9) + 1e-7;
      assert(refusalOf(config, sized(more), book) !== undefined, name);
    }
  }
  assert(refused > 4000);
});

Deno.test("a book that is over its limits can always be reduced and never grown", () => {
  const over: Book = {
    equity: 1000,
    peak: 10_000,
    previous: 5000,
    held: { XYZ: [200, 0, 100] },
  };
  const config: LimitsConfig = {
    maxPositionQuantity: 50,
    maxConcentration: 0.1,
    maxGrossLeverage: 1,
    maxNetLeverage: 1,
    maxDailyLoss: 0.01,
    drawdownHalt: 0.1,
    shortBan: true,
  };
  assertEquals(refusalOf(config, orderOf(-200), over), undefined);
  assertEquals(refusalOf(config, orderOf(-1), over), undefined);
  assertEquals(refusalOf(config, orderOf(1), over)?.largestQuantity, 0);
  assertEquals(refusalOf(config, orderOf(-201), over)?.largestQuantity, 200);
  const broke: Book = { ...over, equity: -10 };
  assertEquals(refusalOf(config, orderOf(-200), broke), undefined);
  assertEquals(refusalOf(config, orderOf(1), broke)?.largestQuantity, 0);
});

Deno.test("working orders count where they add risk, and not where they take it off", () => {
  const selling: Book = { held: { XYZ: [100, -60, 100] } };
  assertEquals(
    refusalOf({ shortBan: true }, orderOf(-60), selling)?.largestQuantity,
    40,
  );
  // The sell may never trade: a buy is judged without it.
  assertEquals(
    refusalOf({ maxPositionQuantity: 120 }, orderOf(60), selling)
      ?.largestQuantity,
    20,
  );
  const buying: Book = { held: { XYZ: [0, 0, 100], ABC: [10, 40, 100] } };
  assertEquals(
    refusalOf({ maxGrossLeverage: 1 }, orderOf(60), buying)?.largestQuantity,
    50,
  );
  assertEquals(
    refusalOf({ maxNetLeverage: 1 }, orderOf(60), buying)?.largestQuantity,
    50,
  );
});

Deno.test("orders in symbols that are not held yet count by their working value", () => {
  const working = (values: Record<string, number>): PortfolioView => ({
    ...viewOf({}),
    workingValues: () => new Map(Object.entries(values)),
  });
  const [, gross] = makeLimits({ maxGrossLeverage: 1 });
  const [, net] = makeLimits({ maxNetLeverage: 1 });
  const order = orderOf(60);
  const largest = (limit: typeof gross, values: Record<string, number>) => {
    const verdict = limit.check(order, working(values));
    return verdict.ok ? 60 : (verdict as LimitRefusal).largestQuantity;
  };
  assertEquals(largest(gross, {}), 60);
  assertEquals(largest(gross, { ABC: 5000 }), 50);
  assertEquals(largest(gross, { ABC: -5000 }), 50);
  assertEquals(largest(gross, { ABC: 5000, DEF: -4000 }), 10);
  assertEquals(largest(net, { ABC: 5000, DEF: -4000 }), 50);
  assertEquals(largest(net, { ABC: -5000 }), 60);
  assertEquals(largest(gross, { ABC: NaN }), 0);
});

Deno.test("a bound that is just filled loses no share to rounding", () => {
  // 0.57 · 100 is 56.99999999999999.
  const book: Book = { equity: 100, held: { XYZ: [0, 0, 1] } };
  for (let percent = 1; percent <= 100; ++percent) {
    const config = { maxConcentration: percent / 100 };
    assertEquals(refusalOf(config, orderOf(percent, 1), book), undefined);
    const refusal = refusalOf(config, orderOf(percent + 1, 1), book);
    assertEquals(refusal?.largestQuantity, percent);
  }
});

Deno.test("numbers that are not numbers are refused, not let through", () => {
  const book: Book = { held: { XYZ: [0, 0, 100] } };
  const limits = makeLimits({ maxOrderNotional: 1e9 });
  for (
    const order of [
      orderOf(NaN),
      orderOf(0),
      orderOf(Infinity),
      orderOf(1, NaN),
      orderOf(1, 0),
      { ...orderOf(1), multiplier: -1 },
      { ...orderOf(1), symbol: "" },
    ]
  ) {
    const refusal = firstRefusal(limits, order, viewOf(book));
    assertEquals(refusal?.limit, "valid_order");
    assertMatch(refusal?.reason ?? "", /must .*: current value is/);
  }
  // No last price: the collar cannot vouch for the order.
  assert(refusalOf({ priceCollar: 0.05 }, orderOf(1), {}) !== undefined);
  const lost: Book = { equity: NaN };
  for (const key of ["maxGrossLeverage", "drawdownHalt", "maxConcentration"]) {
    assert(refusalOf({ [key]: 1 }, orderOf(1), lost) !== undefined, key);
  }
});

Deno.test("makeLimits() refuses bounds that are no bounds", () => {
  for (const maxDailyLoss of [NaN, -1, "2" as never]) {
    assertThrows(
      () => makeLimits({ maxDailyLoss }),
      RangeError,
      "maxDailyLoss",
    );
  }
  assertThrows(
    () => makeLimits({ drawdownhalt: 1 } as never),
    TypeError,
    'did you mean "drawdownHalt"',
  );
});

Deno.test("allLimits() gives every reason and takes limits that know only a reason", () => {
  const foreign = {
    name: "holiday",
    check: () => ({ ok: false as const, reason: "closed" }),
  };
  const all = allLimits([
    ...makeLimits({ maxOrderQuantity: 5 }),
    foreign,
  ]);
  const refusal = all.check(orderOf(9), viewOf({})) as LimitRefusal;
  assertEquals(refusal.limit, "max_order_quantity");
  assertEquals(refusal.largestQuantity, 0);
  assertMatch(refusal.reason, /at most 5 would pass; closed$/);
});
