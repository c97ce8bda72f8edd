/**
 * Charts of how far a calibration moves with its input, from plain data.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { plotSvg } from "lib/report/chart.ts";

/** Shift of one parameter at one level. */
export interface ShiftPoint {
  /** Noise, or share of quotes missing. */
  readonly level: number;
  /** The parameter. */
  readonly parameter: string;
  /** Root mean square shift, as a share of its size. */
  readonly shift: number;
  /** What the Jacobian foretells, or null. */
  readonly foretold: number | null;
}

/**
 * Shifts of parameters by level: points measured, dashes foretold.
 *
 * @param labels Title, and what the levels are.
 * @param points The shifts.
 * @returns SVG.
 */
export function shiftChart(
  labels: { readonly title: string; readonly level: string },
  points: readonly ShiftPoint[],
): string {
  const drawn = points.map(({ level, parameter, shift, foretold }) => ({
    level: 100 * level,
    parameter,
    shift: 100 * shift,
    foretold: foretold === null ? NaN : 100 * foretold,
  })).filter(({ shift }) => shift > 0);
  const foretold = drawn.filter((point) => point.foretold > 0);
  const all = [
    ...drawn.map((p) => p.shift),
    ...foretold.map((p) => p.foretold),
  ];
  return plotSvg({
    title: labels.title,
    width: 960,
    height: 380,
    marginLeft: 60,
    marginTop: 30,
    marginBottom: 45,
    x: {
      type: "log",
      label: `${labels.level}, %`,
      labelAnchor: "center",
      ticks: [...new Set(drawn.map(({ level }) => level))],
      tickFormat: (level: number) => String(Number(level.toPrecision(3))),
    },
    y: {
      type: "log",
      label: "Shift, % of the parameter",
      grid: true,
      ticks: 6,
      tickFormat: "~g",
      // What bounds hold moves by nothing: it is drawn at the foot.
      domain: [Math.max(Math.min(...all), 1e-3), Math.max(...all)],
      clamp: true,
    },
    color: {
      domain: [...new Set(points.map(({ parameter }) => parameter))],
      scheme: "Tableau10",
      legend: true,
    },
    marks: [
      Plot.line(foretold, {
        x: "level",
        y: "foretold",
        stroke: "parameter",
        strokeDasharray: "5,4",
      }),
      Plot.line(drawn, {
        x: "level",
        y: "shift",
        stroke: "parameter",
        strokeWidth: 1.8,
      }),
      Plot.dot(drawn, { x: "level", y: "shift", fill: "parameter", r: 4 }),
    ],
  });
}

/**
 * Correlations of estimates.
 *
 * @param law The law.
 * @param names Parameters in order.
 * @param correlation Their correlations.
 * @returns SVG.
 */
export function correlationChart(
  law: string,
  names: readonly string[],
  correlation: readonly (readonly number[])[],
): string {
  const cells = names.flatMap((a, i) =>
    names.map((b, j) => ({ a, b, value: correlation[i][j] }))
  );
  return plotSvg({
    title: `Correlation of the estimates of ${law}`,
    width: Math.max(440, 170 + 70 * names.length),
    height: 120 + 44 * names.length,
    marginLeft: 70,
    marginBottom: 35,
    x: { type: "band", domain: names, label: null },
    y: { type: "band", domain: names, label: null },
    color: {
      type: "linear",
      domain: [-1, 0, 1],
      range: ["#2166ac", "#f7f7f7", "#b2182b"],
      legend: true,
    },
    marks: [
      Plot.cell(cells, { x: "b", y: "a", fill: "value", inset: 1 }),
      Plot.text(cells, {
        x: "b",
        y: "a",
        text: ({ value }: { value: number }) => value.toFixed(2),
        fill: ({ value }: { value: number }) =>
          Math.abs(value) > 0.6 ? "white" : "#1b1e23",
      }),
    ],
  });
}

/** A fit to a surface that the law was not made for. */
export interface StrangeRow {
  /** What was done to the quotes. */
  readonly what: string;
  /** Error of the fit, as a share of the mean volatility. */
  readonly error: number;
  /** What the calibration made of it. */
  readonly verdict: "fits" | "flagged" | "silent";
}

/**
 * Errors on strange surfaces, and whether the fit said so.
 *
 * @param law The law.
 * @param rows The surfaces.
 * @returns SVG.
 */
export function strangeChart(law: string, rows: readonly StrangeRow[]): string {
  const drawn = rows.map((row) => ({ ...row, error: 100 * row.error }));
  return plotSvg({
    title: `Surfaces that ${law} was not made for`,
    width: 960,
    height: 90 + 28 * rows.length,
    marginLeft: 290,
    marginRight: 60,
    marginBottom: 45,
    x: {
      label: "Error of the fit, % of the mean volatility",
      labelAnchor: "center",
      grid: true,
      zero: true,
    },
    y: { type: "band", domain: rows.map(({ what }) => what), label: null },
    color: {
      domain: ["fits", "flagged", "silent"],
      range: ["#59a14f", "#edc948", "#c0392b"],
      legend: true,
    },
    marks: [
      Plot.barX(drawn, { x: "error", y: "what", fill: "verdict" }),
      Plot.text(drawn, {
        x: "error",
        y: "what",
        text: ({ error }: { error: number }) => `${error.toFixed(1)}`,
        dx: 5,
        textAnchor: "start",
      }),
      Plot.ruleX([0]),
    ],
  });
}
