/** The charts that `tenor posterior --out` writes. */

import { drawsOf } from "lib/calibration/posterior/draws_of.ts";
import { bandsChart } from "lib/report/bands_chart.ts";
import {
  marginalsChart,
  pairChart,
  type ParameterDraws,
  traceChart,
} from "lib/report/posterior_charts.ts";
import type { PosteriorResult } from "scripts/posterior_text.ts";

/** Chains drawn in a trace: more would hide each other. */
const TRACED = 8;

/** Charts by name. */
export function posteriorCharts(
  { posterior, predictive }: PosteriorResult,
): Record<string, string> {
  const { names, fit } = posterior;
  const parameters = names.map((name): ParameterDraws => ({
    name,
    chains: drawsOf(posterior, name),
    ...(name in fit.params
      ? {
        estimate: fit.params[name],
        standardError: fit.standardErrors[name],
      }
      : {}),
  }));
  return {
    trace: traceChart(
      parameters.map((p) => ({ ...p, chains: p.chains.slice(0, TRACED) })),
    ),
    marginals: marginalsChart(parameters),
    ...(parameters.length > 1 ? { pairs: pairChart(parameters) } : {}),
    bands: bandsChart(
      predictive.expiries.map((expiry) => ({
        ...expiry,
        label: `${Math.round(365 * expiry.maturity)} days`,
      })),
    ),
  };
}
