import { assertEquals } from "@std/assert";
import { perShare } from "lib/backtest/costs/commission.ts";
import { historyFeed } from "lib/backtest/feeds/history_feed.ts";
import type { BacktestResult } from "lib/backtest/result.ts";
import { runBacktest } from "lib/backtest/run.ts";
import { type Bars, sliceBars } from "lib/market/bars/bars.ts";
import {
  adjustedByFactors,
  type FactorRow,
  parseFactorFile,
} from "lib/market/bars/factor_file.ts";
import { readBars } from "lib/market/bars/read_bars.ts";
import { testOnFile } from "../market/shared_data.ts";
import {
  LEAN_DAILY,
  LEAN_DIVIDENDS,
  LEAN_TWO_ASSETS,
} from "../reference/lean_statistics.ts";

const SPY = "../shared/data/equities/spy.csv";
const FACTORS = "../shared/data/equities/spy.factor.csv";

async function factorRows(path = FACTORS): Promise<FactorRow[]> {
  return parseFactorFile(await Deno.readTextFile(path), path);
}

/** Rows of bars whose dates are in [from, to]. */
function between(bars: Bars, from: number, to: number): Bars {
  const start = bars.time.findIndex((time) => time >= from);
  const end = bars.time.findLastIndex((time) => time <= to) + 1;
  return sliceBars(bars, start, end);
}

/** Sizes once on the first close as Lean does, and holds. */
function holdShare(bars: Bars, cash: number, share: number): BacktestResult {
  const invested = cash * share * (1 - 0.0025);
  let isBought = false;
  return runBacktest(
    {
      name: "hold",
      onBar(context) {
        if (isBought) return;
        isBought = true;
        context.orderTo(0, Math.floor(invested / context.price(0)));
      },
    },
    historyFeed([bars]),
    { cash, commission: perShare(0.005, { minimum: 1 }) },
  );
}

const feesOf = (result: BacktestResult) => result.ledger.balance("commission");

testOnFile(
  SPY,
  "Eight years of raw SPY with its dividends end on Lean's equity to the cent",
  async () => {
    const { dividendDecimals, cash, share, fees, endEquity, orders } =
      LEAN_DIVIDENDS;
    const factors = await factorRows();
    const { bars } = await readBars(SPY, { factors, dividendDecimals });
    const span = between(
      bars[0],
      Date.UTC(1998, 0, 1),
      Date.UTC(2005, 11, 31),
    );
    const result = holdShare(span, cash, share);
    assertEquals(result.orders.length, orders);
    assertEquals(feesOf(result), Math.round(fees * 100));
    assertEquals(
      result.reconciliation.equityCents,
      Math.round(endEquity * 100),
    );
    // 32 quarters less the first, and an extra dividend in November 2004.
    const paid = [...result.ledger.entries()].filter((entry) =>
      entry.account === "dividends"
    );
    assertEquals(paid.length, 33);
  },
);

testOnFile(
  SPY,
  "Eight days of adjusted SPY end on Lean's equity to the cent",
  async () => {
    const { cash, share, fees, endEquity, orders } = LEAN_DAILY;
    const { bars } = await readBars(SPY);
    const adjusted = between(
      adjustedByFactors(bars[0], await factorRows()),
      // The bar of the day before the start is what it decides on.
      Date.UTC(2013, 9, 7),
      Date.UTC(2013, 9, 17),
    );
    const result = holdShare(adjusted, cash, share);
    assertEquals(result.orders.length, orders);
    // 689 shares at half a cent: 344.5 cents, which Lean rounds up when it
    // shows it and a ledger of whole cents rounds to even.
    assertEquals(result.fills[0].quantity, 689);
    assertEquals(feesOf(result), Math.round(fees * 100) - 1);
    // Lean rounds equity when it shows it, a ledger each booking: a cent each.
    const difference = result.reconciliation.equityCents -
      Math.round(endEquity * 100);
    assertEquals(Math.abs(difference) <= 1, true);
  },
);

testOnFile(
  SPY,
  "Three years of SPY and AAPL end on Lean's equity to the cent",
  async () => {
    const { cash, spy, aapl, fees, endEquity, orders } = LEAN_TWO_ASSETS;
    const load = async (path: string) => {
      const factors = await factorRows(path.replace(".csv", ".factor.csv"));
      const { bars } = await readBars(path, { factors });
      const adjusted = adjustedByFactors(bars[0], factors);
      return between(adjusted, Date.UTC(2007, 0, 1), Date.UTC(2009, 11, 31));
    };
    const bars = [await load(SPY), await load(SPY.replace("spy", "aapl"))];
    const result = runBacktest(
      {
        name: "two assets",
        onBar(context, { time }) {
          [spy, aapl].forEach(({ quantity, decided }, instrument) => {
            if (time === Date.parse(decided)) {
              context.order({ instrument, quantity });
            }
          });
        },
      },
      historyFeed(bars),
      { cash, commission: perShare(0.005, { minimum: 1 }) },
    );
    assertEquals(result.orders.length, orders);
    // 45.175, which Lean rounds up and whole cents an order round to 45.17.
    assertEquals(feesOf(result), Math.round(fees * 100) - 1);
    const difference = result.reconciliation.equityCents -
      Math.round(endEquity * 100);
    assertEquals(Math.abs(difference) <= 1, true);
  },
);
