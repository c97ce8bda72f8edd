import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { averageTrueRange } from "lib/risk/average_true_range.ts";
import {
  exposureBreaches,
  exposuresOf,
  scaleWithin,
} from "lib/risk/exposure_limits.ts";
import {
  fixedStop,
  type HeldPosition,
  nextPosition,
  stopHit,
  timeStop,
  trailingStop,
  volatilityStop,
} from "lib/risk/stop_rules.ts";

const LONG: HeldPosition = { side: 1, entry: 100, best: 100, bars: 0 };
const SHORT: HeldPosition = { ...LONG, side: -1 };

Deno.test("a stop fills at its price, or at the open beyond it", () => {
  const rules = [fixedStop(0.05)];
  const through = { open: 99, high: 101, low: 94 };
  assertEquals(stopHit(rules, LONG, through), { rule: "fixed", price: 95 });
  const gap = { open: 90, high: 93, low: 89 };
  assertEquals(stopHit(rules, LONG, gap), { rule: "fixed", price: 90 });
  const above = { open: 96, high: 97, low: 95.5 };
  assertEquals(stopHit(rules, LONG, above), undefined);
  const up = { open: 104, high: 106, low: 103 };
  assertEquals(stopHit(rules, SHORT, up), { rule: "fixed", price: 105 });
  const jump = { open: 108, high: 109, low: 104 };
  assertEquals(stopHit(rules, SHORT, jump), { rule: "fixed", price: 108 });
});

Deno.test("the stop nearest to the market is hit first", () => {
  const rules = [fixedStop(0.1), volatilityStop(2), timeStop(3)];
  const held = { ...LONG, best: 110, averageTrueRange: 5 };
  const bar = { open: 105, high: 105, low: 80 };
  assertEquals(stopHit(rules, held, bar), { rule: "volatility", price: 100 });
  assertEquals(stopHit(rules, { ...held, bars: 3 }, bar), {
    rule: "time",
    price: 105,
  });
  assertEquals(volatilityStop(2, "entry").level(held), 90);
});

Deno.test("a trailing stop never retreats, and its loss from the best is its share", () => {
  const rng = makeRng(41);
  for (const side of [1, -1] as const) {
    let position: HeldPosition = { ...LONG, side };
    const rule = trailingStop(0.08);
    let [level, price] = [rule.level(position), 100];
    for (let bar = 0; bar < 300; ++bar) {
      const open = price * (1 + 0.005 * rng.normal());
      const high = open * (1 + 0.01 * rng.uniform());
      const low = open * (1 - 0.01 * rng.uniform());
      price = (high + low) / 2;
      const hit = stopHit([rule], position, { open, high, low });
      if (hit !== undefined) {
        assert(side * (hit.price - level) <= 1e-12);
        assert(hit.price >= low && hit.price <= high);
        break;
      }
      position = nextPosition(position, { open, high, low });
      assert(side * (rule.level(position) - level) >= 0);
      level = rule.level(position);
      assertEquals(position.bars, bar + 1);
      assertAlmostEquals(level, position.best * (1 - side * 0.08), 1e-12);
    }
  }
});

Deno.test("averageTrueRange() is Wilder's recursion, gaps included", () => {
  const rng = makeRng(43);
  const close = Array.from({ length: 50 }, () => 100 + 5 * rng.normal());
  const high = close.map((c) => c + rng.uniform());
  const low = close.map((c) => c - rng.uniform());
  const atr = averageTrueRange({ high, low, close }, 10);
  const ranges = close.map((_, t) =>
    t === 0 ? high[0] - low[0] : Math.max(
      high[t] - low[t],
      Math.abs(high[t] - close[t - 1]),
      Math.abs(low[t] - close[t - 1]),
    )
  );
  assert(atr.slice(0, 9).every(Number.isNaN));
  const first = ranges.slice(0, 10).reduce((s, r) => s + r / 10, 0);
  assertAlmostEquals(atr[9], first, 1e-12);
  for (let t = 10; t < 50; ++t) {
    assertAlmostEquals(atr[t], 0.9 * atr[t - 1] + 0.1 * ranges[t], 1e-12);
  }
});

Deno.test("exposures net one symbol, add sectors, and breaches name what is over", () => {
  const book = exposuresOf([
    { symbol: "A", value: 80, sector: "tech" },
    { symbol: "A", value: -20, sector: "tech" },
    { symbol: "B", value: -30, sector: "tech" },
    { symbol: "C", value: 40, sector: "oil" },
  ], 100);
  const near = (actual: number, expected: number) =>
    assertAlmostEquals(actual, expected, 1e-12);
  near(book.gross, 1.3);
  near(book.net, 0.7);
  near(book.long, 1);
  near(book.short, 0.3);
  near(book.bySector.get("tech")!.gross, 0.9);
  near(book.bySector.get("tech")!.net, 0.3);
  const breaches = exposureBreaches(book, {
    gross: 1,
    net: 0.7 + 1e-9,
    asset: 0.5,
    sectorGross: 0.8,
    sectorNet: 0.4 + 1e-9,
  });
  assertEquals(breaches.map(({ rule, name }) => `${rule} ${name}`), [
    "gross ",
    "asset A",
    "sectorGross tech",
  ]);
  near(scaleWithin(breaches), 1 / 1.3);
  assertEquals(scaleWithin([]), 1);
});

Deno.test("stops and exposures of bad numbers are refused", () => {
  assertThrows(() => fixedStop(1), RangeError, "loss");
  assertThrows(() => trailingStop(0), RangeError, "loss");
  assertThrows(() => timeStop(0), RangeError, "bars");
  const bar = { open: 99, high: 100, low: 98 };
  assertThrows(
    () => stopHit([volatilityStop(2)], LONG, bar),
    RangeError,
    "averageTrueRange",
  );
  assertThrows(
    () => stopHit([], LONG, { ...bar, high: 97 }),
    RangeError,
    "high",
  );
  assertThrows(
    () => nextPosition(LONG, { ...bar, open: NaN }),
    RangeError,
    "open",
  );
  const broken = { name: "broken", level: () => NaN };
  assertThrows(
    () => stopHit([broken], LONG, bar),
    RangeError,
    "level of broken",
  );
  assertThrows(
    () => averageTrueRange({ high: [1, 2], low: [1, 3], close: [1, 2] }),
    RangeError,
    "high[1] must be at least low[1]",
  );
  assertThrows(
    () => averageTrueRange({ high: [1, 2], low: [1], close: [1, 2] }),
    TypeError,
    "one length",
  );
  assertThrows(
    () => exposuresOf([{ symbol: "A", value: NaN }], 1),
    RangeError,
    "assets[0].value (A)",
  );
  assertThrows(
    () =>
      exposuresOf([
        { symbol: "A", value: 1, sector: "x" },
        { symbol: "A", value: 1, sector: "y" },
      ], 1),
    RangeError,
    "sector of A",
  );
  const book = exposuresOf([], 1);
  assertThrows(
    () => exposureBreaches(book, { gross: -1 }),
    RangeError,
    "gross",
  );
});
