/** Walking forward day by day, as a study. */

import {
  forwardWalk,
  type ForwardWalkOptions,
  forwardWalkVerdict,
} from "lib/calibration/validation/forward_walk.ts";
import {
  flatSmile,
  interpolatedSmile,
} from "lib/calibration/validation/naive_smiles.ts";
import { forwardChart, parameterPaths } from "lib/report/validation_charts.ts";
import type { Json } from "lib/tracking/manifest.ts";
import {
  inPoints,
  modelsOf,
  type Study,
  type ValidationInput,
} from "pipelines/validation/validation_run.ts";

/** Runs the study. */
export async function forwardWalkStudy(
  input: ValidationInput,
  options: ForwardWalkOptions,
): Promise<Study> {
  const models = [...modelsOf(input), interpolatedSmile, flatSmile];
  const walk = await forwardWalk(input.days, models, options);
  const { steps, run, scores } = walk;
  const laws = run.models.filter((model) => !run.naive.includes(model));
  const paths = laws.map((law) => ({
    law,
    values: steps.filter(({ model }) => model === law)
      .flatMap(({ day, params }) =>
        Object.entries(params ?? {}).map(([name, value]) => ({
          name,
          day,
          value,
        }))
      ),
  }));
  return {
    title: "Forward walk",
    verdict: forwardWalkVerdict(walk),
    sections: [
      {
        kind: "chart",
        svg: forwardChart(steps.map(({ model, day, score }) => ({
          name: model,
          day,
          value: score.rmse,
        }))),
        caption:
          "Every point is a fit to all days before its own; the naive smile is the day before's.",
      },
      ...paths.map(({ law, values }) => ({
        kind: "chart" as const,
        svg: parameterPaths(law, values),
      })),
      {
        kind: "table",
        columns: ["day", "quotes", ...run.models.map((m) => `${m}, points`)],
        rows: run.folds.map(({ day, marketVol }) => [
          day,
          marketVol.length,
          ...steps.filter((step) => step.day === day)
            .map(({ score }) => inPoints(score.rmse)),
        ]),
      },
    ],
    metrics: [
      ...steps.map(({ model, day, score }) => ({
        name: "rmse_next_day",
        value: score.rmse,
        labels: { model, day },
      })),
      ...scores.map(({ model, outOfSample }) => ({
        name: "rmse_all_days",
        value: outOfSample.rmse,
        labels: { model },
      })),
    ],
    result: { steps, scores } as unknown as Json,
  };
}
