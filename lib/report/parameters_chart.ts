/**
 * Fitted parameters beside their uncertainty: one row a parameter, its 95 %
 * interval as a share of the estimate, so that all scales share one axis.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { plotSvg } from "lib/report/chart.ts";

/** A fitted parameter. */
export interface ParameterEstimate {
  /** The law. */
  readonly law: string;
  /** The parameter. */
  readonly parameter: string;
  /** Its estimate. */
  readonly value: number;
  /** Its standard error; not finite where the quotes do not identify it. */
  readonly standardError: number;
}

/** Intervals wider than this share of the estimate are cut off. */
const WIDEST = 1;

/**
 * Draws intervals of ±1.96 standard errors.
 *
 * @param estimates What was fitted.
 * @returns SVG; a parameter without an error, or with one beyond ±100 %, is
 * drawn in red over the whole width.
 *
 * @example Usage
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { parametersChart } from "lib/report/parameters_chart.ts";
 *
 * const svg = parametersChart([
 *   { law: "nig", parameter: "alpha", value: 6.8, standardError: 1.3 },
 * ]);
 * assertStringIncludes(svg, "alpha");
 * ```
 */
export function parametersChart(
  estimates: readonly ParameterEstimate[],
): string {
  const rows = estimates.map(({ law, parameter, value, standardError }) => {
    const half = 1.96 * standardError / Math.abs(value);
    const open = !(half < WIDEST);
    const error = Number.isFinite(standardError)
      ? standardError.toPrecision(2)
      : "?";
    return {
      label: `${law}  ${parameter}`,
      low: open ? -WIDEST : -half,
      high: open ? WIDEST : half,
      open,
      note: `${value.toPrecision(4)} ± ${error}`,
    };
  });
  return plotSvg({
    title: "Parameters: 95 % interval relative to the estimate",
    width: 960,
    height: 70 + 20 * rows.length,
    marginLeft: 170,
    marginRight: 190,
    marginBottom: 45,
    x: {
      domain: [-WIDEST, WIDEST],
      tickFormat: "+.0%",
      ticks: 9,
      label: "relative to the estimate; red: the quotes do not tell",
      labelAnchor: "center",
      grid: true,
    },
    y: { type: "band", domain: rows.map(({ label }) => label), label: null },
    marks: [
      Plot.ruleX([0], { stroke: "#888" }),
      Plot.ruleY(rows, {
        y: "label",
        x1: "low",
        x2: "high",
        stroke: (row) => row.open ? "#c0392b" : "#4e79a7",
        strokeOpacity: (row) => row.open ? 0.5 : 1,
        strokeWidth: 3,
      }),
      Plot.dot(rows, { y: "label", x: 0, fill: "#1b1e23", r: 3 }),
      Plot.text(rows, {
        y: "label",
        x: WIDEST,
        text: "note",
        dx: 8,
        textAnchor: "start",
      }),
    ],
  });
}
