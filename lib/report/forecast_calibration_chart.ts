/**
 * The calibration of probabilities as a chart: shares of events against what
 * was said, and below how often what was said.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { plotSvg } from "lib/report/chart.ts";
import { stackSvg } from "lib/report/stack_svg.ts";

/** Probabilities of a bin and what came. */
export interface ReliabilityBin {
  /** Lower edge. */
  readonly from: number;
  /** Upper edge. */
  readonly to: number;
  /** Rows in it. */
  readonly rows: number;
  /** Mean probability. */
  readonly predicted: number;
  /** Share of events. */
  readonly observed: number;
  /** Lower end of the share's interval. */
  readonly low: number;
  /** Its upper end. */
  readonly high: number;
}

const BLUE = "#1f5fa8";
/** Bins of the histogram. */
const BARS = 40;

/**
 * The curve with the intervals of its shares, over a histogram of the
 * probabilities; both on the stretch that the probabilities take up.
 *
 * @param chart Title, the event, the bins and the probabilities.
 * @returns SVG.
 */
export function calibrationChart(chart: {
  /** Drawn above the chart. */
  readonly title: string;
  /** The event, such as "up". */
  readonly event: string;
  /** The bins, at least one. */
  readonly bins: readonly ReliabilityBin[];
  /** All probabilities `[n]`. */
  readonly probabilities: ArrayLike<number>;
}): string {
  const { title, event, bins, probabilities } = chart;
  const counts = histogram(probabilities);
  const domain = [counts[0].from, counts[counts.length - 1].to];
  const frame = { width: 620, marginLeft: 60, marginRight: 20 };
  const curve = plotSvg({
    ...frame,
    title,
    height: 380,
    marginBottom: 30,
    x: { domain, label: null, grid: true },
    y: {
      label: `Share of ${event} (95 % interval)`,
      grid: true,
      nice: true,
    },
    marks: [
      Plot.frame({ stroke: "#ccc" }),
      Plot.line([[domain[0], domain[0]], [domain[1], domain[1]]], {
        stroke: "#c0392b",
        strokeDasharray: "4 3",
      }),
      Plot.link(bins, {
        x1: "predicted",
        x2: "predicted",
        y1: "low",
        y2: "high",
        stroke: BLUE,
        strokeOpacity: 0.6,
        strokeWidth: 2,
      }),
      Plot.line(bins, { x: "predicted", y: "observed", stroke: BLUE }),
      Plot.dot(bins, { x: "predicted", y: "observed", fill: BLUE, r: 4 }),
    ],
  });
  const bars = plotSvg({
    ...frame,
    height: 150,
    marginBottom: 45,
    x: { domain, label: `Probability of ${event}`, labelAnchor: "center" },
    y: { label: "Windows", grid: true, ticks: 4 },
    marks: [
      Plot.frame({ stroke: "#ccc" }),
      Plot.rectY(counts, {
        x1: "from",
        x2: "to",
        y: "count",
        fill: BLUE,
        inset: 0.5,
      }),
      Plot.ruleY([0], { stroke: "#333" }),
    ],
  });
  return stackSvg([curve, bars]);
}

/** Counts in bars over the stretch of the values, a little wider than it. */
function histogram(
  values: ArrayLike<number>,
): { from: number; to: number; count: number }[] {
  let [low, high] = [1, 0];
  for (let i = 0; i < values.length; ++i) {
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  const room = Math.max(0.01, (high - low) * 0.03);
  low = Math.max(0, low - room);
  high = Math.min(1, high + room);
  const width = (high - low) / BARS;
  const bars = Array.from({ length: BARS }, (_, k) => ({
    from: low + k * width,
    to: low + (k + 1) * width,
    count: 0,
  }));
  for (let i = 0; i < values.length; ++i) {
    const bar = Math.floor((values[i] - low) / width);
    bars[Math.min(BARS - 1, Math.max(0, bar))].count += 1;
  }
  return bars;
}
