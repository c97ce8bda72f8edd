/**
 * A histogram with marked places, whose labels stand one under the other so
 * that they never meet, and a normal law laid over it where asked.
 *
 * Bars are as wide as Freedman and Diaconis (1981) say, 2 IQR n^(−1/3), rounded
 * to 1, 2 or 5 times a power of ten so that 0 is an edge; 8 to 120 of them.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { normalPdf } from "lib/math/normal.ts";
import { quantile } from "lib/math/quantile.ts";
import { plotSvg } from "lib/report/chart.ts";
import { rangeOf } from "lib/report/cloud.ts";

/** A place marked by a vertical line. */
export interface MarkedLine {
  /** What it is. */
  readonly label: string;
  /** Where it stands, in the units of the values. */
  readonly at: number;
}

/** Values and what is marked among them. */
export interface HistogramChart {
  /** Drawn above the chart. */
  readonly title: string;
  /** What the values are. */
  readonly label: string;
  /** Shape `[n]`, n ≥ 1, finite. */
  readonly values: ArrayLike<number>;
  /** Places marked; one that is not finite is left out. @default {[]} */
  readonly lines?: readonly MarkedLine[];
  /** Draws the normal law of their mean and deviation (ddof 1). @default {false} */
  readonly normal?: boolean;
  /** Draws what is below 0 in red. @default {false} */
  readonly signed?: boolean;
  /** Which edge belongs to a bar. @default {"left"} */
  readonly closed?: "left" | "right";
  /** What is counted. @default {"Count"} */
  readonly count?: string;
}

const LINE_COLORS = ["#c0392b", "#1b1e23", "#2f8f6b", "#8a5ca8"];
const ROW = 15;

/**
 * Draws the histogram.
 *
 * @param chart Values and what is marked.
 * @returns SVG.
 * @throws {RangeError} If there is no value or one is not finite.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { histogramChart } from "lib/report/histogram_chart.ts";
 *
 * const svg = histogramChart({
 *   title: "Draws",
 *   label: "Sharpe ratio",
 *   values: [-1, 0, 0.5, 0.6, 2],
 *   lines: [{ label: "observed", at: 1 }],
 * });
 * assertStringIncludes(svg, "observed");
 * ```
 */
export function histogramChart(chart: HistogramChart): string {
  const { title, label, values, normal = false, signed = false } = chart;
  checkValues(title, values);
  const lines = (chart.lines ?? []).filter(({ at }) => Number.isFinite(at))
    .toSorted((a, b) => a.at - b.at)
    .map((line, row) => ({
      ...line,
      row,
      color: LINE_COLORS[row % LINE_COLORS.length],
    }));
  const bins = binsOf(values, chart.closed ?? "left");
  const [low, high] = domainOf(bins, lines.map(({ at }) => at));
  const most = bins.reduce((top, { count }) => Math.max(top, count), 0);
  const middle = (low + high) / 2;
  return plotSvg({
    title,
    width: 960,
    height: 320 + ROW * lines.length,
    marginLeft: 60,
    marginRight: 24,
    marginTop: 26 + ROW * lines.length,
    marginBottom: 45,
    x: {
      label,
      labelAnchor: "center",
      labelArrow: "none",
      domain: [low, high],
      inset: 6,
    },
    y: {
      label: chart.count ?? "Count",
      grid: true,
      zero: true,
      nice: true,
      ticks: Math.min(7, most),
    },
    marks: [
      Plot.frame({ stroke: "#ccc" }),
      Plot.rectY(bins.filter(({ count }) => count > 0), {
        x1: "x1",
        x2: "x2",
        y: "count",
        fill: (bin: Bin) => signed && bin.x2 <= 0 ? "#d98880" : "#8fb2d9",
        insetLeft: bins.length > 80 ? 0 : 0.5,
        insetRight: bins.length > 80 ? 0 : 0.5,
        // One value among thousands, far out, is what a reader looks for.
        insetTop: -1.5,
      }),
      ...(normal ? [normalLine(values, bins)] : []),
      Plot.ruleY([0], { stroke: "#333" }),
      ...lines.flatMap((line) => {
        const right = line.at <= middle;
        const dy = -ROW * (lines.length - line.row) + 4;
        return [
          Plot.ruleX([line], {
            x: "at",
            stroke: line.color,
            strokeWidth: 1.8,
            // Up to its own label.
            insetTop: dy - 6,
          }),
          Plot.text([line], {
            x: "at",
            text: "label",
            frameAnchor: "top",
            lineAnchor: "middle",
            textAnchor: right ? "start" : "end",
            dx: right ? 5 : -5,
            dy,
            fill: line.color,
            fontWeight: 600,
          }),
        ];
      }),
    ],
  });
}

function checkValues(title: string, values: ArrayLike<number>): void {
  if (values.length === 0) {
    throw new RangeError(
      `Cannot draw "${title}" as values must be one at least: current value is 0`,
    );
  }
  for (let i = 0; i < values.length; ++i) {
    if (!Number.isFinite(values[i])) {
      throw new RangeError(
        `Cannot draw "${title}" as values must be finite: current value is ${
          values[i]
        } at row ${i}`,
      );
    }
  }
}

/** Ends of the horizontal axis, wider than a bar that stands alone. */
function domainOf(
  bins: readonly Bin[],
  places: readonly number[],
): [number, number] {
  const [first, last] = [bins[0], bins[bins.length - 1]];
  const room = bins.length === 1 ? 4 * (first.x2 - first.x1) : 0;
  return rangeOf([first.x1 - room, last.x2 + room, ...places]);
}

/** A bar from `x1` to `x2`. */
interface Bin {
  readonly x1: number;
  readonly x2: number;
  readonly count: number;
}

function binsOf(
  values: ArrayLike<number>,
  closed: "left" | "right",
): Bin[] {
  const n = values.length;
  const sorted = Float64Array.from(values).sort();
  const [low, high] = [sorted[0], sorted[n - 1]];
  const spread = quantile(sorted, 0.75) - quantile(sorted, 0.25);
  const wanted = 2 * spread / Math.cbrt(n);
  const step = low === high ? roundStep(Math.abs(low) / 10 || 1) : roundStep(
    Math.min((high - low) / 8, Math.max(wanted, (high - low) / 100)),
  );
  const binOf = (value: number) =>
    closed === "left" ? Math.floor(value / step) : Math.ceil(value / step) - 1;
  const first = binOf(low);
  const last = binOf(high);
  const counts = new Int32Array(last - first + 1);
  for (const value of sorted) ++counts[binOf(value) - first];
  return Array.from(counts, (count, i) => ({
    x1: (first + i) * step,
    x2: (first + i + 1) * step,
    count,
  }));
}

/** The nearest of 1, 2 and 5 times a power of ten, by ratio. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const ratio = step / power;
  const round = ratio < Math.SQRT2
    ? 1
    : ratio < Math.sqrt(10)
    ? 2
    : ratio < Math.sqrt(50)
    ? 5
    : 10;
  return round * power;
}

function normalLine(values: ArrayLike<number>, bins: readonly Bin[]): unknown {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; ++i) sum += values[i];
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; ++i) squares += (values[i] - mean) ** 2;
  const deviation = Math.sqrt(squares / (n - 1));
  // Equal values have no law of this kind.
  if (!(deviation > 0)) return Plot.ruleX([]);
  const scale = n * (bins[0].x2 - bins[0].x1) / deviation;
  const [from, to] = [bins[0].x1, bins[bins.length - 1].x2];
  const curve = Array.from({ length: 241 }, (_, i) => {
    const x = from + (to - from) * i / 240;
    return { x, y: scale * normalPdf((x - mean) / deviation) };
  });
  return Plot.line(curve, {
    x: "x",
    y: "y",
    stroke: "#1b1e23",
    strokeWidth: 1.4,
  });
}
