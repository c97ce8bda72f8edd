/**
 * Charts of whether a result is skill or luck, from plain arrays: resampled
 * Sharpe ratios, the logits of the probability of backtest overfitting, and how
 * good the best of so many trials would look if none had skill.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { plotSvg } from "lib/report/chart.ts";
import { fixedFigure } from "lib/report/figures.ts";
import { histogramChart } from "lib/report/histogram_chart.ts";

const RED = "#c0392b";
const BLUE = "#1f5fa8";

/** Resampled Sharpe ratios and what they are held against. */
export interface SharpeLuck {
  /** Annual Sharpe ratios of resampled returns, shape `[n]`. */
  readonly draws: ArrayLike<number>;
  /** The ratio observed. */
  readonly observed: number;
  /** What the best of all trials would show without skill. */
  readonly threshold: number;
  /** Number of trials behind the threshold. */
  readonly trials: number;
}

/**
 * Resampled Sharpe ratios with the one observed and the one that luck alone
 * would be expected to reach over all trials.
 *
 * @param luck Draws, and both ratios, all annual.
 * @returns SVG; the title counts the draws above the threshold.
 * @throws {RangeError} If there is no draw or one is not finite.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { sharpeLuckChart } from "lib/report/luck_charts.ts";
 *
 * const svg = sharpeLuckChart({
 *   draws: [0.2, 0.9, 1.4, 1.6], observed: 1.1, threshold: 0.8, trials: 45,
 * });
 * assertStringIncludes(svg, "75.0 %");
 * ```
 */
export function sharpeLuckChart(luck: SharpeLuck): string {
  const { draws, observed, threshold, trials } = luck;
  let above = 0;
  for (let i = 0; i < draws.length; ++i) if (draws[i] > threshold) ++above;
  const share = fixedFigure(100 * above / draws.length, 1);
  return histogramChart({
    title: `Resampled Sharpe ratios: ${share} % beat the luck of ${trials} ${
      trials === 1 ? "trial" : "trials"
    }`,
    label: "Sharpe ratio a year",
    values: draws,
    lines: [
      { label: `observed ${fixedFigure(observed, 2)}`, at: observed },
      {
        label: `expected of luck alone ${fixedFigure(threshold, 2)}`,
        at: threshold,
      },
    ],
    count: "Samples",
  });
}

/**
 * Logits of the out-of-sample rank of what was best in sample (Bailey, Borwein,
 * López de Prado and Zhu, 2017): at or below 0 the choice was overfitted.
 *
 * @param logits One a split, shape `[n]`; ranks of rank/(N + 1) keep them finite.
 * @returns SVG; the title is the share at or below 0.
 * @throws {RangeError} If there is no logit or one is not finite.
 */
export function overfittingChart(logits: ArrayLike<number>): string {
  let below = 0;
  for (let i = 0; i < logits.length; ++i) if (logits[i] <= 0) ++below;
  const share = fixedFigure(100 * below / logits.length, 1);
  return histogramChart({
    title:
      `Probability of backtest overfitting ${share} % (red: the best in sample was in the lower half outside)`,
    label: "Logit of the rank out of sample",
    values: logits,
    lines: [{ label: "median of all trials", at: 0 }],
    signed: true,
    // A logit of 0 counts as overfitted.
    closed: "right",
    count: "Splits",
  });
}

/** Expected best Sharpe ratio by the number of trials. */
export interface TrialsChart {
  /** Numbers of trials, ascending, ≥ 1, shape `[n]`. */
  readonly trials: ArrayLike<number>;
  /** Expected largest annual ratio of so many without skill, shape `[n]`. */
  readonly expected: ArrayLike<number>;
  /** The annual ratio observed. */
  readonly observed: number;
  /** How many trials were run. */
  readonly run: number;
}

/**
 * How good the best of N trials would look if none had skill (Bailey and López
 * de Prado, 2014, equation 1), against the ratio observed and the number run.
 *
 * @param chart The curve and the point held against it.
 * @returns SVG.
 * @throws {TypeError} If the curve's arrays differ in length.
 */
export function trialsChart(chart: TrialsChart): string {
  const { trials, expected, observed, run } = chart;
  if (trials.length !== expected.length) {
    throw new TypeError(
      `Cannot draw trials as each number must have an expected ratio: current value is ${expected.length} for ${trials.length}`,
    );
  }
  const curve = Array.from(
    trials,
    (count, i) => ({ count, ratio: expected[i] }),
  );
  const point = [{
    count: run,
    ratio: observed,
    text: `observed ${fixedFigure(observed, 2)} after ${trialsInWords(run)}`,
  }];
  const luck = curve.findLast(({ count }) => count <= run)?.ratio ?? 0;
  const last = curve.at(-1)?.count ?? run;
  const right = Math.log(run) < 0.6 * Math.log(Math.max(last, 2));
  return plotSvg({
    title: "Sharpe ratio expected of luck alone, by the number of trials",
    width: 960,
    height: 320,
    marginLeft: 60,
    marginRight: 24,
    marginTop: 28,
    marginBottom: 45,
    x: {
      type: "log",
      label: "Trials",
      labelAnchor: "center",
      labelArrow: "none",
      ticks: 6,
      tickFormat: (count: number) =>
        /^1(0*)$/.test(String(count)) ? fixedFigure(count, 0) : "",
      inset: 6,
    },
    y: {
      label: "Sharpe ratio a year",
      labelArrow: "none",
      grid: true,
      zero: true,
      nice: true,
      insetBottom: observed < 0 ? 10 : 0,
    },
    marks: [
      Plot.frame({ stroke: "#ccc" }),
      Plot.areaY(curve, {
        x: "count",
        y: "ratio",
        fill: RED,
        fillOpacity: 0.1,
      }),
      Plot.line(curve, {
        x: "count",
        y: "ratio",
        stroke: RED,
        strokeWidth: 2,
      }),
      Plot.ruleY(point, { y: "ratio", stroke: BLUE, strokeDasharray: "4 3" }),
      Plot.ruleX(point, { x: "count", stroke: BLUE, strokeDasharray: "4 3" }),
      Plot.dot(point, { x: "count", y: "ratio", fill: BLUE, r: 5 }),
      Plot.text(point, {
        x: "count",
        y: "ratio",
        text: "text",
        textAnchor: right ? "start" : "end",
        dx: right ? 9 : -9,
        // Away from the curve, and off the axis.
        dy: observed > 0.1 * luck && observed < luck ? 13 : -11,
        fontWeight: 600,
        fill: BLUE,
        stroke: "white",
        strokeWidth: 4,
      }),
    ],
  });
}

function trialsInWords(count: number): string {
  return `${fixedFigure(count, 0)} ${count === 1 ? "trial" : "trials"}`;
}
