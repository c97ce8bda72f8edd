/** Charts and the page of delta models. */

import type { DeltaEvaluation } from "lib/greeks/evaluate_delta.ts";
import { treeColumns } from "lib/greeks/feature_graph.ts";
import type { ContractType } from "lib/market/history/history_store.ts";
import {
  errorsByBin,
  importanceBars,
  predictedVsActual,
  residualChart,
} from "lib/report/model_charts.ts";
import { reportPage, type Section } from "lib/report/page.ts";
import type { Run } from "lib/tracking/run.ts";
import type { Evaluation } from "lib/validation/evaluate.ts";
import type { LearntSide } from "pipelines/train_greeks.ts";

/** What is said of one side. */
export interface ReportedSide {
  readonly side: LearntSide;
  /** On days held out of everything. @default there were none */
  readonly heldOut?: DeltaEvaluation;
  /** Charts of this side beside the usual ones. @default none */
  readonly charts?: readonly { readonly name: string; readonly svg: string }[];
}

/** Records figures, charts and the page of a run. */
export async function recordGreeks(
  run: Run,
  sides: readonly ReportedSide[],
): Promise<void> {
  const sections: Section[] = [{
    kind: "text",
    text:
      "Deltas learnt by gradient boosting that is monotone in strike. Folds are whole days: each error is of a day that the model did not see. The baseline is the Black–Scholes delta at the quote's own implied volatility.",
  }];
  for (const reported of sides) {
    const { type } = reported.side.table;
    const { evaluation, trained } = reported.side;
    for (const name of ["mae", "rmse", "r2", "baselineMae"] as const) {
      await run.metric(name, evaluation[name] ?? 0, { type, on: "folds" });
      const held = reported.heldOut?.[name];
      if (held !== undefined) {
        await run.metric(name, held, { type, on: "heldOut" });
      }
    }
    await run.artifact(`${type}s.onnx`, trained.onnx);
    const charts = sideCharts(reported);
    for (const { name, svg } of charts) {
      await run.file(`charts/${type}s_${name}.svg`, svg);
    }
    sections.push(...sideSections(reported, charts.map(({ svg }) => svg)));
  }
  await run.report(reportPage("Delta models", sections));
}

/** Charts of one side, by name. */
export function sideCharts(
  { side, charts = [] }: ReportedSide,
): { readonly name: string; readonly svg: string }[] {
  const { table, trained, evaluation } = side;
  const { type, samples, features } = table;
  const chart = {
    actual: samples.delta,
    predicted: trained.outOfFold.predicted,
    target: "delta",
  };
  const title = `${capital(type)}s, days not learnt from`;
  const names = treeColumns(features);
  return [
    {
      name: "predicted",
      svg: predictedVsActual({
        ...chart,
        title: `${title}: predicted and quoted delta`,
      }),
    },
    {
      name: "residuals",
      svg: residualChart({ ...chart, title: `${title}: residuals` }),
    },
    {
      name: "errors_by_delta",
      svg: errorsByBin({
        title: `${title}: mean absolute error by delta`,
        label: "Quoted delta",
        baseline: "Black–Scholes",
        bins: evaluation.byBin.map((bin) => ({
          ...bin,
          label: `${bin.low.toFixed(1)} to ${bin.high.toFixed(1)}`,
        })),
      }),
    },
    {
      name: "errors_by_expiry",
      svg: errorsByBin({
        title:
          `${title}: mean absolute error by expiry, those with most quotes`,
        label: "Expiry",
        baseline: "Black–Scholes",
        bins: largestGroups(evaluation),
      }),
    },
    {
      name: "importance",
      svg: importanceBars({
        title: `${capital(type)}s: share of each column in the trees' gains`,
        label: "Share",
        features: Array.from(
          trained.model.importance(),
          (importance, i) => ({ feature: names[i], importance }),
        ),
      }),
    },
    ...charts,
  ];
}

/** Expiries with the most quotes, by date. */
function largestGroups(evaluation: Evaluation) {
  return evaluation.byGroup.toSorted((a, b) => b.rows - a.rows).slice(0, 20)
    .toSorted((a, b) => `${a.group}` < `${b.group}` ? -1 : 1)
    .map((group) => ({ ...group, label: `${group.group}` }));
}

function sideSections(
  { side, heldOut }: ReportedSide,
  charts: readonly string[],
): Section[] {
  const { table, trained, evaluation } = side;
  const { features, leftOut, samples } = table;
  const { rate, carry } = trained.curve;
  const missing = Object.keys(leftOut);
  const row = (on: string, e: Evaluation) => [
    on,
    e.rows,
    e.mae.toFixed(5),
    e.rmse.toFixed(5),
    e.r2.toFixed(5),
    (e.baselineMae ?? NaN).toFixed(5),
  ];
  return [
    { kind: "heading", text: `${capital(table.type)}s` },
    {
      kind: "table",
      columns: ["on", "quotes", "MAE", "RMSE", "R²", "MAE of Black–Scholes"],
      rows: [
        row("days not learnt from, by folds", evaluation),
        ...(heldOut ? [row("days held out of everything", heldOut)] : []),
      ],
    },
    {
      kind: "text",
      text: `Features: ${features.join(", ")}.${
        missing.length === 0
          ? ""
          : ` Left out, as the history has no prices of them: ${
            missing.join(", ")
          }.`
      } Underlying prices from put–call parity: ${trained.synchronised} of ${samples.rows}. Forwards grow at ${
        percent(carry)
      } a year, prices are discounted at ${percent(rate)}.${
        heldOut
          ? ` ${percent(heldOut.coverage)} of the intervals of ${
            percent(heldOut.level)
          } hold on days held out.`
          : ""
      }`,
    },
    ...charts.map((svg) => ({ kind: "chart" as const, svg })),
    {
      kind: "table",
      columns: ["delta", "quotes", "MAE", "MAE of Black–Scholes"],
      rows: evaluation.byBin.map((bin) => [
        `${bin.low.toFixed(1)} to ${bin.high.toFixed(1)}`,
        bin.rows,
        bin.mae.toFixed(5),
        (bin.baselineMae ?? NaN).toFixed(5),
      ]),
    },
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function capital(type: ContractType): string {
  return type === "call" ? "Call" : "Put";
}
