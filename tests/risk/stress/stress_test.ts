import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import {
  replayWindows,
  STRESS_WINDOWS,
} from "lib/risk/stress/historical_windows.ts";
import { shockGrid } from "lib/risk/stress/option_shocks.ts";
import { testOnFile } from "../../market/shared_data.ts";

const SPY = "../shared/data/equities/spy.csv";

testOnFile(
  SPY,
  "replayWindows() on SPY finds the falls that the S&P 500 is known for",
  async () => {
    const rows = (await Deno.readTextFile(SPY)).trim().split("\n").slice(1)
      .map((line) => line.split(","));
    const closes = rows.map((row) => Number(row[4]));
    const history = {
      dates: rows.slice(1).map((row) => row[0]),
      returns: {
        data: Float64Array.from(
          closes.slice(1),
          (close, i) => close / closes[i] - 1,
        ),
        rows: rows.length - 1,
        cols: 1,
      },
    };
    const outcomes = replayWindows([1], history);
    const fall = (from: string) =>
      outcomes.find(({ window }) => window.from === from)!.total;
    // Closes of the index: 1565.15 to 676.53 and 3386.15 to 2237.40; the fund
    // pays its dividends out and follows the index to half a per cent.
    assertAlmostEquals(fall("2007-10-10"), 676.53 / 1565.15 - 1, 0.007);
    assertAlmostEquals(fall("2020-02-20"), 2237.4 / 3386.15 - 1, 0.007);
    for (const { window, periods, total, maxDrawdown } of outcomes) {
      if (periods === 0) {
        assert(Number.isNaN(total), window.name);
        continue;
      }
      // Each window is a fall from its first day's eve to its last day's low.
      assert(total < -0.05, `${window.name} ${total}`);
      assert(maxDrawdown >= -total - 1e-12, window.name);
    }
    assert(outcomes.filter(({ periods }) => periods > 0).length >= 9);
  },
);

Deno.test("windows are in order, within themselves and among each other", () => {
  const starts = STRESS_WINDOWS.map(({ from }) => from);
  assertEquals(starts, starts.toSorted());
  for (const { from, to } of STRESS_WINDOWS) assert(from < to);
});

Deno.test("replayWindows() compounds weights brought back, or holdings left alone", () => {
  const history = {
    dates: ["2020-01-01", "2020-01-02"],
    returns: { data: Float64Array.of(0.5, -0.5, -0.2, 0.4), rows: 2, cols: 2 },
  };
  const windows = [{ name: "both", from: "2020-01-01", to: "2020-01-02" }];
  const [back] = replayWindows([0.6, 0.2], history, { windows });
  assertAlmostEquals(back.total, 1.2 * 0.96 - 1, 1e-15);
  const [left] = replayWindows([0.6, 0.2], history, {
    windows,
    rebalance: false,
  });
  assertAlmostEquals(left.total, 0.6 * 1.2 + 0.2 * 0.7 + 0.2 - 1, 1e-15);
  assertAlmostEquals(left.maxDrawdown, 1 - 1.06 / 1.2, 1e-15);
  assertAlmostEquals(left.worstPeriod, 1.06 / 1.2 - 1, 1e-15);
  const none = [{ name: "none", from: "2021-01-01", to: "2021-02-01" }];
  const [empty] = replayWindows([0.6, 0.2], history, { windows: none });
  assertEquals([empty.periods, empty.total], [0, NaN]);
});

Deno.test("shockGrid() reprices every cell in full", () => {
  const seen: string[] = [];
  const grid = shockGrid((shock) => {
    seen.push(`${shock.spotMove} ${shock.volMove} ${shock.yearsPassed}`);
    return 100 * shock.spotMove ** 2 - 10 * shock.volMove + shock.yearsPassed;
  }, { spotMoves: [-0.1, 0, 0.2], volMoves: [0, 0.1], yearsPassed: 0.5 });
  assertEquals(seen, [
    "0 0 0",
    "-0.1 0 0.5",
    "0 0 0.5",
    "0.2 0 0.5",
    "-0.1 0.1 0.5",
    "0 0.1 0.5",
    "0.2 0.1 0.5",
  ]);
  [1.5, 0.5, 4.5, 0.5, -0.5, 3.5].forEach((pnl, at) =>
    assertAlmostEquals(grid.pnl.data[at], pnl, 1e-12)
  );
  assertEquals([grid.worst.spotMove, grid.worst.volMove], [0, 0.1]);
});

Deno.test("stresses that cannot be computed are refused with their place", () => {
  assertThrows(
    () => shockGrid(({ spotMove }) => spotMove < -0.1 ? NaN : 1),
    RangeError,
    "finite at spot -0.2, volatility -0.1: current value is NaN",
  );
  assertThrows(
    () => shockGrid(() => 1, { spotMoves: [-1] }),
    RangeError,
    "spotMoves[0]",
  );
  const returns = { data: Float64Array.of(0, 0), rows: 2, cols: 1 };
  assertThrows(
    () => replayWindows([1], { dates: ["2020-01-02", "2020-01-02"], returns }),
    RangeError,
    "rise at row 1",
  );
  assertThrows(
    () =>
      replayWindows([1, 2], { dates: ["2020-01-02", "2020-01-03"], returns }),
    TypeError,
    "dates × weights",
  );
});
