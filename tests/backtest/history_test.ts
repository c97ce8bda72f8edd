import { assertEquals, assertThrows } from "@std/assert";
import { SliceBuffer } from "lib/backtest/feeds/slice_buffer.ts";
import { History } from "lib/backtest/history.ts";
import { equity, optionSymbol } from "lib/backtest/instrument.ts";
import { InstrumentTable } from "lib/backtest/instrument_table.ts";
import { SimulatedClock } from "lib/backtest/clock.ts";
import { DataQualityError } from "lib/core/errors.ts";
import { handBars, play } from "./play.ts";

Deno.test("History keeps every bar beyond its first room", () => {
  const history = new History(2);
  const bars = handBars(
    "XYZ",
    Array.from({ length: 9 }, (_, i) => [i + 1, i + 3, i + 1, i + 2] as const),
  );
  const slice = new SliceBuffer(1);
  for (let i = 0; i < 9; ++i) {
    slice.start(bars.time[i], bars.knownTime[i]);
    slice.addRow(0, bars, i);
    history.append(slice, 0);
  }
  assertEquals(history.length, 9);
  assertEquals([...history.last("close", 3)], [8, 9, 10]);
  assertEquals(history.at("open", 8), 1);
  assertThrows(() => history.at("open", 9), RangeError, "0 to 9");
});

Deno.test("Symbols are found, and a misspelt one is told the nearest", () => {
  const table = new InstrumentTable([equity("SPY"), equity("QQQ")]);
  assertEquals(table.indexOf("QQQ"), 1);
  assertThrows(() => table.indexOf("SPX"), RangeError, 'Did you mean "SPY"');
  assertThrows(() => table.add(equity("SPY")), RangeError, "one already");
  const none = { kind: "equity", symbol: "X", unitsPerShare: 0 } as const;
  assertThrows(() => table.add(none), RangeError, "unitsPerShare");
});

Deno.test("An option is named by its terms", () => {
  const expiry = Date.UTC(2025, 9, 17);
  assertEquals(
    optionSymbol({ underlying: "SPX", expiry, strike: 6500, isCall: false }),
    "SPX 2025-10-17 P 6500",
  );
});

Deno.test("A simulated clock goes forwards only", () => {
  const clock = new SimulatedClock();
  clock.advance(5);
  clock.advance(5);
  assertEquals(clock.now(), 5);
  assertThrows(() => clock.advance(4), DataQualityError, "before 5");
});

Deno.test("The portfolio that limits see is in shares and currency", () => {
  const bars = handBars("XYZ", [
    [10, 10, 10, 10],
    [10, 10, 10, 10],
    [12, 12, 12, 12],
    [11, 11, 11, 11],
  ]);
  const seen: unknown[] = [];
  play([bars], {
    0: (c) => c.order({ instrument: 0, quantity: 30 }),
    3: (c) => {
      c.order({ instrument: 0, quantity: -5 });
      const view = c.portfolio;
      seen.push(
        [view.cash, view.equity, view.peakEquity, view.previousEquity],
        [view.grossExposure, view.netExposure, view.symbols()],
        [view.position("XYZ"), view.pending("XYZ"), view.value("XYZ")],
        [view.position("ABC"), view.price("ABC")],
      );
    },
  });
  assertEquals(seen, [
    [9700, 10_030, 10_060, 10_060],
    [330, 330, ["XYZ"]],
    [30, -5, 330],
    [0, NaN],
  ]);
});
