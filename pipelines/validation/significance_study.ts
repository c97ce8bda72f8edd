/** Paired tests between laws and against the naive smile, as a study. */

import type { FoldRun } from "lib/calibration/validation/fold_run.ts";
import { forwardWalk } from "lib/calibration/validation/forward_walk.ts";
import { interpolatedSmile } from "lib/calibration/validation/naive_smiles.ts";
import {
  outOfSample,
  type Scheme,
} from "lib/calibration/validation/out_of_sample.ts";
import {
  significance,
  significanceVerdict,
} from "lib/calibration/validation/significance.ts";
import type { Watch } from "lib/core/progress.ts";
import { makeRng } from "lib/core/rng.ts";
import { forestChart } from "lib/report/validation_charts.ts";
import type { Json } from "lib/tracking/manifest.ts";
import {
  inPoints,
  modelsOf,
  type Study,
  type ValidationInput,
} from "pipelines/validation/validation_run.ts";

/** Days from which on the next day is what is held out. */
const ENOUGH_DAYS = 4;

/** Errors to compare by. */
export type Comparison = Exclude<Scheme, "wings"> | "next-day";

/** Runs the study. */
export async function significanceStudy(
  input: ValidationInput,
  options: Watch & { readonly by?: Comparison; readonly level?: number },
): Promise<Study> {
  const { days, seed } = input;
  const { by = days.length >= ENOUGH_DAYS ? "next-day" : "strikes" } = options;
  const { level = 0.05 } = options;
  const run = await errorsBy(by, input, options);
  const found = significance(run, { rng: makeRng(seed), level });
  const p = (value: number) => Number(value.toPrecision(3));
  return {
    title: "Significance",
    verdict: significanceVerdict(found),
    sections: [
      {
        kind: "chart",
        svg: forestChart(found.pairs.map((pair) => ({
          label: `${pair.a} − ${pair.b}`,
          ...pair.difference,
          pValue: pair.holm,
          real: pair.better !== null,
        }))),
        caption:
          `Differences of root mean square errors over ${found.units.length} units, resampled in blocks; p by Diebold and Mariano, corrected by Holm.`,
      },
      {
        kind: "table",
        columns: [
          ...["pair", "points", "low", "high", "Diebold–Mariano p"],
          ...["t p", "Wilcoxon p", "Holm p", "BH p", "better"],
        ],
        rows: found.pairs.map((pair) => [
          `${pair.a} − ${pair.b}`,
          inPoints(pair.difference.estimate),
          inPoints(pair.difference.low),
          inPoints(pair.difference.high),
          p(pair.dieboldMariano.pValue),
          p(pair.student.pValue),
          p(pair.wilcoxon.pValue),
          p(pair.holm),
          p(pair.benjaminiHochberg),
          pair.better ?? "–",
        ]),
      },
      {
        kind: "heading",
        text: `Errors of each ${found.unit}, volatility points`,
      },
      {
        kind: "table",
        columns: ["day", "maturity", "quotes", ...run.models],
        rows: found.units.map(({ day, maturity, count, rmse }) => [
          day,
          maturity === null ? "all" : maturity.toFixed(3),
          count,
          ...rmse.map(inPoints),
        ]),
      },
    ],
    metrics: found.pairs.flatMap((pair) => [
      {
        name: "rmse_difference",
        value: pair.difference.estimate,
        labels: { a: pair.a, b: pair.b },
      },
      { name: "p_holm", value: pair.holm, labels: { a: pair.a, b: pair.b } },
    ]),
    result: { ...found, models: run.models } as unknown as Json,
  };
}

async function errorsBy(
  by: Comparison,
  input: ValidationInput,
  watch: Watch,
): Promise<FoldRun> {
  const models = [...modelsOf(input), interpolatedSmile];
  if (by === "next-day") {
    return (await forwardWalk(input.days, models, watch)).run;
  }
  const options = { ...watch, schemes: [by] };
  const [{ run }] = await outOfSample(input.days, models, options);
  return run;
}
