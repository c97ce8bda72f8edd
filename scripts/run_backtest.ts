/** What `tenor backtest` does. */

import { ledgerCsv } from "lib/backtest/ledger/export_ledger.ts";
import { sha256Hex } from "lib/core/hash.ts";
import { readBacktestConfig } from "pipelines/backtest_config.ts";
import { loadStudyData } from "pipelines/backtest_data.ts";
import { figuresOf } from "pipelines/backtest_figures.ts";
import { backtestPage } from "pipelines/backtest_page.ts";
import { strategyFactory } from "pipelines/backtest_run.ts";
import { runBacktestStudy, trialsPath } from "pipelines/backtest_study.ts";
import { verdictOf } from "pipelines/backtest_verdict.ts";
import type { BacktestFlags } from "scripts/commands/backtest.ts";
import { readText } from "scripts/read_text.ts";
import { startCommandRun } from "scripts/start_command_run.ts";
import { hashStudyData, hashTrials } from "scripts/study_hashes.ts";
import { figureOf } from "lib/report/figures.ts";

/** Runs a configured backtest and prints what came of it. */
export async function runBacktestCommand(
  file: string,
  flags: BacktestFlags,
): Promise<void> {
  const yaml = await readText(file);
  const config = readBacktestConfig(yaml, file);
  const data = await loadStudyData(config);
  const now = new Date();
  const study = await runBacktestStudy(
    config,
    data,
    await strategyFactory(config),
    now,
  );
  const { benchmark, luck } = study;
  const { result, summary } = study.run;
  const ledger = [...ledgerCsv(result.ledger, result.instruments)].join("");
  const run = await startCommandRun({
    kind: "backtest",
    name: config.name.replace(/[^A-Za-z0-9.-]/g, "-"),
    time: now.toISOString(),
    config: JSON.parse(JSON.stringify(config)),
    seed: config.seed,
    dataHashes: {
      ...await hashStudyData(config, data),
      trials: await hashTrials(luck.trials),
    },
  });
  const figures = figuresOf(summary, benchmark?.summary);
  for (const { name, strategy } of figures) {
    if (strategy !== null) await run.metric(name, strategy);
  }
  await run.artifact("ledger.csv", ledger);
  await run.report(backtestPage(study));
  await run.finish();
  const verdict = verdictOf(study);
  if (flags.json) {
    console.log(JSON.stringify({
      name: config.name,
      strategy: result.strategy,
      benchmark: benchmark?.result.strategy ?? null,
      verdict,
      figures: Object.fromEntries(
        figures.map(({ name, strategy, benchmark = null }) => [
          name,
          { strategy, benchmark },
        ]),
      ),
      psr: luck.psr,
      deflatedSharpe: luck.deflatedSharpe,
      trials: luck.trials.distinct,
      fills: result.fills.length,
      refused: result.refused.length,
      repairs: data.repairs,
      ledgerSha256: await sha256Hex(ledger),
      run: run.path,
    }));
    return;
  }
  console.log(verdict.join("\n"));
  // The run itself does not say how often it was made: equal runs are equal.
  console.log(
    `${luck.trials.total} trial${
      luck.trials.total === 1 ? "" : "s"
    } recorded in ${trialsPath(config)}, repeats with them.\n`,
  );
  for (const { name, strategy, benchmark, kind } of figures) {
    const other = benchmark === undefined ? "" : figureOf(benchmark, kind);
    console.log(
      `${name.padEnd(22)}${figureOf(strategy, kind).padStart(14)}${
        other.padStart(14)
      }`,
    );
  }
  console.log(`\n${run.path}/report.html`);
}
