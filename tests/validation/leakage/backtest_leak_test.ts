import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { historyFeed } from "lib/backtest/feeds/history_feed.ts";
import { runBacktest } from "lib/backtest/run.ts";
import { movingAverage } from "lib/backtest/strategies/moving_average.ts";
import type { Strategy } from "lib/backtest/strategy.ts";
import { LeakageError } from "lib/core/errors.ts";
import { makeRng } from "lib/core/rng.ts";
import type { Bars } from "lib/market/bars/bars.ts";
import { truncateColumns } from "lib/validation/leakage/truncate_columns.ts";
import { truncatedFuture } from "lib/validation/leakage/truncated_future.ts";
import { randomBars } from "../../backtest/vectorised/random_bars.ts";

const ROWS = 600;
const bars = randomBars(ROWS, { seed: 3 });

/** Units that a strategy wants at each close of a backtest. */
function wantedUnits(make: (bars: Bars) => Strategy) {
  return (known: Bars) => {
    const strategy = make(known);
    const wanted: number[] = [];
    runBacktest(
      {
        ...strategy,
        onBar(context, slice) {
          strategy.onBar?.(context, slice);
          wanted.push(
            context.workingOrders().reduce(
              (units, order) => units + order.quantity - order.filled,
              context.position(0),
            ),
          );
        },
      },
      historyFeed([known]),
      { cash: 100_000 },
    );
    return wanted;
  };
}

const search = (make: (bars: Bars) => Strategy) =>
  truncatedFuture(wantedUnits(make), bars, {
    rows: ROWS,
    times: bars.time,
    truncate: (table, kept) => truncateColumns(table, ROWS, kept),
    rng: makeRng(2),
    // A peek of one bar shows at one cut: all of them are tried.
    cuts: ROWS,
  });

Deno.test("a crossover passes the leak search", async () => {
  const { compared } = await search(() =>
    movingAverage({ symbol: "XYZ", fast: 5, slow: 20 })
  );
  assert(compared > ROWS);
});

Deno.test("a strategy that peeks is refused with the first offending time", async () => {
  // From the hundredth bar on it buys before the close rises.
  const peeks = (known: Bars): Strategy => {
    let at = -1;
    return {
      name: "knows tomorrow",
      onBar(context) {
        ++at;
        if (at < 100 || at % 10 !== 0) return;
        const rises = known.close[at + 1] > known.close[at];
        context.orderTo(0, rises ? 100 : 50);
      },
    };
  };
  const error = await assertRejects(() => search(peeks), LeakageError);
  // The first tenth bar that precedes a rise: without tomorrow it wants 50.
  let first = 100;
  while (!(bars.close[first + 1] > bars.close[first])) first += 10;
  assertEquals(error.row, first);
  assertEquals(error.time, bars.time[first]);
});

Deno.test("truncateColumns() keeps nothing of what lies behind", () => {
  const cut = truncateColumns(bars, ROWS, 10);
  assertEquals(cut.close.length, 10);
  assertEquals(cut.close.buffer.byteLength, 80);
  assertEquals([cut.symbol, bars.close.length], ["XYZ", ROWS]);
  assertThrows(
    () => truncateColumns({ symbol: "XYZ" }, 3, 1),
    TypeError,
    "3 rows",
  );
});
