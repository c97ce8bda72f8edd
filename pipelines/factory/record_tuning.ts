/** All that a search found, as files and metrics of a run, and for people. */

import { reportPage, type Section } from "lib/report/page.ts";
import {
  type SearchChart,
  searchHistory,
  searchParameters,
} from "lib/report/tuning_charts.ts";
import type { Run } from "lib/tracking/run.ts";
import type { TunedTrial, TuneFinding } from "pipelines/factory/tune_model.ts";

/** What a search is among. */
export interface StudyCount {
  /** The ledger. */
  readonly ledger: string;
  /** Different configurations that it holds by now. */
  readonly trials: number;
}

/** How the search is told in one line, and how its best is trained. */
export interface TuningWords {
  /** The ledger that it counts in. */
  readonly study: StudyCount;
  /** The command that trains the best. */
  readonly train: string;
}

/** Names of losses, for people. */
const LOSSES = { log: "log loss", squared: "mean squared error" } as const;

/** Writes a search into a run. */
export async function recordTuning(
  run: Run,
  finding: TuneFinding,
  words: TuningWords,
): Promise<void> {
  for (const trial of finding.trials) {
    const labels = { trial: trial.number };
    const figures = {
      loss: trial.values[0] ?? null,
      validationLoss: trial.validationLoss,
      sharpe: trial.sharpe,
    };
    for (const [name, value] of Object.entries(figures)) {
      if (value !== null) await run.metric(name, value, labels);
    }
  }
  const { best } = finding;
  await run.metric("best_loss", best.values[0]);
  for (const [name, value] of Object.entries(best.params)) {
    await run.param(`best.${name}`, value);
  }
  await run.artifact(
    "trials.json",
    `${JSON.stringify(finding.trials.map(trialRow), null, 2)}\n`,
  );
  for (const [name, svg] of Object.entries(tuningCharts(finding))) {
    await run.file(`charts/${name}`, svg);
  }
  await run.report(tuningPage(finding, words));
}

/** A trial in plain data. */
export interface TuningRow {
  /** Its number. */
  readonly trial: number;
  /** How it ended. */
  readonly state: string;
  /** What was tried. */
  readonly params: TunedTrial["params"];
  /** Mean loss over folds; null unless complete. */
  readonly loss: number | null;
  /** Mean loss on the validation windows. */
  readonly validationLoss: number | null;
  /** Sharpe ratio a bar on the validation windows. */
  readonly sharpe: number | null;
  /** Why it failed. */
  readonly error?: string;
}

/** A trial as programs read it. */
export function trialRow(trial: TunedTrial): TuningRow {
  const { number, state, params, values, validationLoss, sharpe, error } =
    trial;
  return {
    trial: number,
    state,
    params,
    loss: values[0] ?? null,
    validationLoss,
    sharpe,
    ...(error === undefined ? {} : { error }),
  };
}

/** A search in sentences. */
export function tuningText(
  { family, horizon, best, trials, folds, start, loss }: TuneFinding,
  { study }: TuningWords,
): string {
  const count = (state: string) =>
    trials.filter((trial) => trial.state === state).length;
  const first = trials[0];
  const defaults = start !== undefined && first.state === "complete"
    ? `, ${short(first.values[0])} with the settings it began from`
    : "";
  const [train, test] = [0, 1].map((side) =>
    Math.round(folds.reduce((sum, fold) => sum + fold[side], 0) / folds.length)
  );
  return `${family}, ${horizon} ahead: ${LOSSES[loss]} ${
    short(best.values[0])
  } over ${folds.length} purged folds (about ${train} windows to learn from and ${test} to test on), trial ${best.number} of ${trials.length}${defaults}. ${
    count("complete")
  } complete, ${count("pruned")} given up, ${
    count("failed")
  } failed. The best of so many flatters: ${study.trials} configurations count against it in ${study.ledger}.`;
}

/** The trials as a table, the best first. */
export function tuningTable({ trials, searched }: TuneFinding): {
  readonly columns: string[];
  readonly rows: (string | number)[][];
} {
  const rank = ({ values }: TunedTrial) => values[0] ?? Infinity;
  const order = trials.toSorted((a, b) => {
    const [x, y] = [rank(a), rank(b)];
    return x === y ? a.number - b.number : x - y;
  });
  return {
    columns: [
      "Trial",
      ...searched,
      "Loss over folds",
      "Validation loss",
      "Sharpe a bar",
      "End",
    ],
    rows: order.map((trial) => [
      trial.number,
      ...searched.map((name) => short(trial.params[name])),
      short(trial.values[0]),
      short(trial.validationLoss),
      short(trial.sharpe),
      trial.state,
    ]),
  };
}

/** Charts by file name. */
function tuningCharts(finding: TuneFinding): Record<string, string> {
  const { family, horizon, trials, loss } = finding;
  const chart: SearchChart = {
    title: `${family}, ${horizon} ahead: trials`,
    label: `${LOSSES[loss]} over folds`.replace(/^./, (c) => c.toUpperCase()),
    trials: trials.map(({ number, values, params }) => ({
      number,
      params,
      value: values[0] ?? null,
    })),
  };
  return {
    "history.svg": searchHistory(chart),
    "parameters.svg": searchParameters({
      ...chart,
      title: `${family}, ${horizon} ahead: loss by hyperparameter`,
    }),
  };
}

function tuningPage(finding: TuneFinding, words: TuningWords): string {
  const charts = Object.values(tuningCharts(finding));
  const sections: Section[] = [
    { kind: "text", text: tuningText(finding, words) },
    { kind: "text", text: `To train with the best: ${words.train}` },
    ...charts.map((svg): Section => ({ kind: "chart", svg })),
    { kind: "table", ...tuningTable(finding) },
  ];
  return reportPage(
    `Search: ${finding.family}, ${finding.horizon} ahead`,
    sections,
  );
}

/** A value as a table has it. */
function short(value: unknown): string | number {
  if (typeof value === "number") return Number(value.toPrecision(5));
  return value === null || value === undefined ? "–" : String(value);
}
