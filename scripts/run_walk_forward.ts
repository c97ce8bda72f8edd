/** What `tenor walk-forward` does. */

import { formatDate } from "lib/market/instant.ts";
import { equityChart } from "lib/report/backtest_charts.ts";
import { reportPage } from "lib/report/page.ts";
import { readBacktestConfig } from "pipelines/backtest_config.ts";
import { loadStudyData } from "pipelines/backtest_data.ts";
import { strategyFactory } from "pipelines/backtest_run.ts";
import { runWalk, type Walk } from "pipelines/walk_forward.ts";
import type { WalkForwardFlags } from "scripts/commands/walk_forward.ts";
import { readText } from "scripts/read_text.ts";
import { startCommandRun } from "scripts/start_command_run.ts";
import { hashStudyData } from "scripts/study_hashes.ts";
import { terminalProgress } from "scripts/terminal_progress.ts";
import { validateText, verdictOf } from "scripts/validate_text.ts";

/** Walks forward and prints each step and what the record says. */
export async function runWalkForward(
  file: string,
  flags: WalkForwardFlags,
): Promise<void> {
  const config = readBacktestConfig(await readText(file), file);
  const data = await loadStudyData(config);
  const now = new Date();
  const bar = terminalProgress();
  const walk = await runWalk(config, data, await strategyFactory(config), {
    now,
    onProgress: (progress) => bar.update(progress),
  });
  bar.clear();
  const text = validateText(walk.skill, {
    periodsPerYear: config.periodsPerYear,
    benchmark: undefined,
  });
  const run = await startCommandRun({
    kind: "walk-forward",
    name: config.name.replace(/[^A-Za-z0-9.-]/g, "-"),
    time: now.toISOString(),
    config: JSON.parse(JSON.stringify(config)),
    seed: config.seed,
    dataHashes: await hashStudyData(config, data),
  });
  await run.metric("sharpe", walk.skill.sharpeAnnual);
  await run.artifact("steps.json", JSON.stringify(walk.steps, null, 2));
  await run.artifact("returns.csv", returnsCsv(walk));
  await run.report(walkPage(config.name, walk, text));
  await run.finish();
  if (flags.json) {
    const { steps, combinations, skill } = walk;
    console.log(JSON.stringify({
      name: config.name,
      combinations,
      steps,
      verdict: verdictOf(skill),
      skill,
      run: run.path,
    }));
    return;
  }
  for (const line of stepLines(walk)) console.log(line);
  console.log(`\n${text}\n\n${run.path}/report.html`);
}

function stepLines({ steps }: Walk): string[] {
  return steps.map(({ test, chosen, trainSharpe, testSharpe }) =>
    `${test[0]} to ${test[1]}  ${JSON.stringify(chosen)}  Sharpe ratio ${
      trainSharpe.toFixed(2)
    } learnt, ${testSharpe === null ? "–" : testSharpe.toFixed(2)} traded`
  );
}

function returnsCsv({ returns, times }: Walk): string {
  const rows = Array.from(
    returns,
    (r, i) => `${formatDate(times[i] - 1)},${r}`,
  );
  return `date,return\n${rows.join("\n")}\n`;
}

function walkPage(name: string, walk: Walk, text: string): string {
  let growth = 1;
  const values = Array.from(walk.returns, (r) => growth *= 1 + r);
  return reportPage(`${name}: walk-forward`, [
    ...text.split("\n").filter((line) => line !== "")
      .map((line) => ({ kind: "text" as const, text: line })),
    {
      kind: "chart",
      svg: equityChart({
        time: walk.times,
        curves: [{ name: "walk-forward", values }],
      }),
      caption: "Growth of 1 over the days traded, steps one after the other.",
    },
    {
      kind: "table",
      columns: [
        "traded from",
        "to",
        "settings",
        "Sharpe ratio learnt",
        "Sharpe ratio traded",
      ],
      rows: walk.steps.map((step) => [
        step.test[0],
        step.test[1],
        JSON.stringify(step.chosen),
        step.trainSharpe.toFixed(2),
        step.testSharpe === null ? "–" : step.testSharpe.toFixed(2),
      ]),
    },
  ]);
}
