import { assertEquals } from "@std/assert";
import { perShare, perValueBps, sumOf } from "lib/backtest/costs/commission.ts";
import {
  slippageBps,
  squareRootImpact,
} from "lib/backtest/costs/price_cost.ts";
import { historyFeed } from "lib/backtest/feeds/history_feed.ts";
import { ledgerCsv, ledgerJsonl } from "lib/backtest/ledger/export_ledger.ts";
import { runBacktest } from "lib/backtest/run.ts";
import { sha256Hex } from "lib/core/hash.ts";
import { loadSp500Bars } from "lib/market/providers/npm_samples.ts";

async function run() {
  const { bars } = await loadSp500Bars();
  return runBacktest(
    {
      name: "reversal",
      onBar(context) {
        const history = context.history(0);
        if (history.length < 6) return;
        const isDown = history.at("close", 0) < history.at("close", 5);
        context.orderTo(0, isDown ? 10 : 0);
      },
    },
    historyFeed(bars),
    {
      cash: 100_000,
      commission: sumOf(perShare(0.005, { minimum: 1 }), perValueBps(1)),
      priceCosts: [slippageBps(2), squareRootImpact({ sigma: 0.012 })],
      financing: { creditRate: 0.02 },
    },
  );
}

Deno.test("Twenty years of a ledger are the same bytes on any machine", async () => {
  const { instruments, ledger, fills } = await run();
  assertEquals(fills.length, 1038);
  // Recorded on Linux x64; sums, products and square roots are exact in IEEE
  // 754, so that another machine has no other digits.
  const csv = [...ledgerCsv(ledger, instruments)].join("");
  assertEquals(
    await sha256Hex(csv),
    "ad370c7edacc0d9eb93b90baa1f2eeab2cf2b434fd32634ecb7d72e21016c7df",
  );
});

Deno.test("JSON lines say what the CSV says", async () => {
  const { instruments, ledger } = await run();
  const lines = [...ledgerJsonl(ledger, instruments)].join("").trimEnd();
  const rows = lines.split("\n").map((line) => JSON.parse(line));
  const csv = [...ledgerCsv(ledger, instruments)].join("").trimEnd()
    .split("\n").slice(1).map((line) => line.split(","));
  assertEquals(rows.length, csv.length);
  rows.forEach((row, i) => {
    const { transaction, time, kind, fill, account, instrument } = row;
    assertEquals(
      [transaction, time, kind, fill, account, instrument].map(String),
      csv[i].slice(0, 6),
    );
    assertEquals(row.cents, Math.round(Number(csv[i][6]) * 100));
    assertEquals(row.quantity, Number(csv[i][7]));
  });
});
