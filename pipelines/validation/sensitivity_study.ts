/** Noise, Jacobian, missing quotes and strange surfaces, as a study. */

import {
  type Sensitivity,
  sensitivity,
  type Shift,
  type StrangeFit,
} from "lib/calibration/validation/sensitivity.ts";
import { sensitivityVerdict } from "lib/calibration/validation/sensitivity_verdict.ts";
import type { Watch } from "lib/core/progress.ts";
import { makeRng } from "lib/core/rng.ts";
import type { Section } from "lib/report/page.ts";
import {
  correlationChart,
  shiftChart,
  strangeChart,
} from "lib/report/sensitivity_charts.ts";
import type { Json } from "lib/tracking/manifest.ts";
import {
  inPoints,
  type Study,
  type ValidationInput,
} from "pipelines/validation/validation_run.ts";

/** Runs the study on the newest day. */
export async function sensitivityStudy(
  input: ValidationInput,
  options: Watch & { readonly trials?: number },
): Promise<Study> {
  const day = input.days[input.days.length - 1];
  const found: Sensitivity[] = [];
  for (const { law, fit, name = law.name } of input.fits) {
    // The same noise for every way of fitting a law.
    const rng = makeRng(input.seed).child(law.name);
    const study = await sensitivity(day.quotes, law, fit, { ...options, rng });
    found.push({ ...study, law: name });
  }
  return {
    title: `Sensitivity, ${day.label}`,
    verdict: found.flatMap(sensitivityVerdict),
    sections: found.flatMap(sectionsOf),
    metrics: found.flatMap(metricsOf),
    result: found as unknown as Json,
  };
}

function sectionsOf(found: Sensitivity): Section[] {
  const { law, jacobian, noise, missing, strange } = found;
  const { names, correlation, effects } = jacobian;
  return [
    { kind: "heading", text: law },
    {
      kind: "table",
      columns: ["parameter", "fitted", "a tenth more moves the surface by"],
      rows: names.map((name) => [
        name,
        Number(found.base.params[name].toPrecision(5)),
        `${inPoints(effects[name])} vol points`,
      ]),
    },
    ...(correlation === null ? [] : [{
      kind: "chart" as const,
      svg: correlationChart(law, names, correlation),
    }]),
    shiftSection(noise, `Noise on the volatilities, ${law}`, "Noise"),
    shiftSection(missing, `Quotes missing, ${law}`, "Quotes missing"),
    {
      kind: "chart",
      svg: strangeChart(
        law,
        strange.map((fit) => ({
          what: fit.what,
          error: fit.rmse / fit.meanVol,
          verdict: verdictOf(fit),
        })),
      ),
    },
  ];
}

function shiftSection(
  shifts: readonly Shift[],
  title: string,
  level: string,
): Section {
  const points = shifts.flatMap((shift) =>
    Object.entries(shift.parameters).map(([parameter, value]) => ({
      level: shift.level,
      parameter,
      shift: value,
      foretold: shift.foretold?.[parameter] ?? null,
    }))
  );
  const foretold = shifts.some((shift) => shift.foretold !== null);
  return {
    kind: "chart",
    svg: shiftChart({ title, level }, points),
    ...(foretold
      ? { caption: "Points: refits. Dashes: what the Jacobian foretells." }
      : {}),
  };
}

function verdictOf({ silent, answer }: StrangeFit) {
  return silent ? "silent" : answer.flags.length > 0 ? "flagged" : "fits";
}

function metricsOf({ law, rmse, jacobian, noise, missing }: Sensitivity) {
  const shifts = (name: string, list: readonly Shift[]) =>
    list.map(({ level, surface }) => ({
      name,
      value: surface,
      labels: { law, level },
    }));
  return [
    { name: "rmse", value: rmse, labels: { law } },
    { name: "condition", value: jacobian.condition ?? NaN, labels: { law } },
    ...shifts("surface_shift_noise", noise),
    ...shifts("surface_shift_missing", missing),
  ];
}
