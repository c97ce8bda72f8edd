import { assertEquals } from "@std/assert";
import { unlimitedAccount } from "lib/backtest/execution/account_policy.ts";
import { historyFeed } from "lib/backtest/feeds/history_feed.ts";
import { runBacktest } from "lib/backtest/run.ts";
import { parseFactorFile } from "lib/market/bars/factor_file.ts";
import { readBars } from "lib/market/bars/read_bars.ts";
import { testOnFile } from "../../market/shared_data.ts";
import { handBars, play } from "../play.ts";

const AAPL = "../shared/data/equities/aapl.csv";

testOnFile(
  AAPL,
  "A hundred AAPL of 1998 are 11,200 in 2021, and every dividend is paid on what was held",
  async () => {
    const text = await Deno.readTextFile(AAPL.replace(".csv", ".factor.csv"));
    const factors = parseFactorFile(text, AAPL);
    const { bars: [bars] } = await readBars(AAPL, { factors });
    const result = runBacktest(
      {
        name: "hold",
        onBar(context) {
          if (context.history(0).length === 1) context.orderTo(0, 100);
        },
      },
      historyFeed([bars]),
      { cash: 10_000 },
    );
    // Two for one twice, seven for one, four for one.
    assertEquals(result.positions, [11_200]);
    let shares = 100;
    let cents = 0;
    for (let i = 2; i < bars.time.length; ++i) {
      shares *= bars.split[i];
      cents += Math.round(shares * bars.dividend[i] * 100);
    }
    assertEquals(-result.ledger.balance("dividends"), cents);
    const spent = Math.round(100 * bars.open[1] * 100);
    const worth = Math.round(11_200 * (bars.close.at(-1) ?? NaN) * 100);
    assertEquals(
      result.reconciliation.equityCents,
      1_000_000 - spent + cents + worth,
    );
  },
);

Deno.test("A reverse split of a short owes a fraction in cash", () => {
  const bars = handBars("XYZ", [
    [2, 2, 2, 2],
    [2, 2, 2, 2],
    [20, 20, 20, 20, { split: 0.1 }],
  ]);
  const result = play([bars], {
    0: (c) => c.order({ instrument: 0, quantity: -25 }),
  }, { account: unlimitedAccount() });
  // 2.5 shares short: two, and half a share bought back at 20.
  assertEquals(result.positions, [-2]);
  assertEquals(result.reconciliation.equityCents, 1_000_000);
  assertEquals(result.ledger.balance("position"), -4000);
});

Deno.test("A split and a dividend of one day: the dividend is on new shares", () => {
  const bars = handBars("XYZ", [
    [100, 100, 100, 100],
    [100, 100, 100, 100],
    [49, 49, 49, 49, { split: 2, dividend: 1 }],
  ]);
  const result = play([bars], {
    0: (c) => c.order({ instrument: 0, quantity: 10 }),
  });
  assertEquals(result.positions, [20]);
  assertEquals(-result.ledger.balance("dividends"), 2000);
  assertEquals(result.reconciliation.equityCents, 1_000_000);
});
