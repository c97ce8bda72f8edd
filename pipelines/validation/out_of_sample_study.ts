/** Held-out strikes, wings, expiries and days, as a study. */

import {
  flatSmile,
  interpolatedSmile,
} from "lib/calibration/validation/naive_smiles.ts";
import {
  outOfSample,
  outOfSampleVerdict,
  type Scheme,
  type SchemeResult,
} from "lib/calibration/validation/out_of_sample.ts";
import type { Watch } from "lib/core/progress.ts";
import type { Section } from "lib/report/page.ts";
import { heldOutChart, heldOutErrors } from "lib/report/validation_charts.ts";
import type { Json } from "lib/tracking/manifest.ts";
import {
  inPoints,
  modelsOf,
  type Study,
  type ValidationInput,
} from "pipelines/validation/validation_run.ts";

const TITLES: Readonly<Record<Scheme, string>> = {
  strikes: "Held-out strikes",
  wings: "Held-out wings",
  expiries: "Held-out expiries",
  days: "Held-out days",
};

/** Runs the study. */
export async function outOfSampleStudy(
  input: ValidationInput,
  watch: Watch & { readonly schemes?: readonly Scheme[] },
): Promise<Study> {
  const models = [...modelsOf(input), interpolatedSmile, flatSmile];
  const results = await outOfSample(input.days, models, watch);
  const rows = results.flatMap(({ scheme, scores }) =>
    scores.map((score) => ({ scheme, ...score }))
  );
  return {
    title: "Out of sample",
    verdict: outOfSampleVerdict(results),
    sections: [
      {
        kind: "chart",
        svg: heldOutChart(rows.map((row) => ({
          scheme: row.scheme,
          model: row.model,
          shown: row.inSample.rmse,
          heldOut: row.outOfSample.rmse,
        }))),
      },
      {
        kind: "table",
        columns: [
          ...["held out", "model", "RMSE shown, points", "RMSE held out"],
          ...["mean size", "worst", "quotes", "unanswered"],
        ],
        rows: rows.map(({ scheme, model, inSample, outOfSample: out }) => [
          scheme,
          model,
          inPoints(inSample.rmse),
          inPoints(out.rmse),
          inPoints(out.mae),
          inPoints(out.worst),
          out.count,
          out.unanswered,
        ]),
      },
      ...results.map(errorsSection),
    ],
    metrics: rows.flatMap(({ scheme, model, inSample, outOfSample: out }) => [
      {
        name: "rmse_shown",
        value: inSample.rmse,
        labels: { scheme, model },
      },
      { name: "rmse_held_out", value: out.rmse, labels: { scheme, model } },
    ]),
    result: results.map(({ scheme, scores, run }) => ({
      scheme,
      scores,
      folds: run.folds.map(({ label, day, shown, answers }) => ({
        label,
        day,
        shown,
        fits: answers.flatMap(({ model, answer }) =>
          answer === null ? [] : [{ model, ...answer }]
        ),
      })),
    })) as unknown as Json,
  };
}

function errorsSection({ scheme, run }: SchemeResult): Section {
  const errors = run.folds.flatMap((fold) =>
    fold.answers.flatMap(({ model, outOfSample: out }) =>
      Array.from(out, (error, i) => ({
        model,
        error,
        logMoneyness: fold.logMoneyness[i],
        maturity: fold.maturity[i],
      })).filter(() => model !== flatSmile.name)
    )
  );
  return { kind: "chart", svg: heldOutErrors(TITLES[scheme], errors) };
}
