/**
 * The charts of a calibration, from plain data. Volatilities are decimals and
 * are drawn in percent.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { plotSvg } from "lib/report/chart.ts";

/** One expiry: what was quoted and what each law says. */
export interface SmileExpiry {
  /** How the expiry is called. */
  readonly label: string;
  /** Years to expiry. */
  readonly tau: number;
  /** Quotes, volatility as a decimal. */
  readonly quotes: readonly {
    readonly strike: number;
    readonly impliedVol: number;
  }[];
  /** One curve a law, arrays of one length. */
  readonly fits: readonly {
    readonly law: string;
    readonly strike: ArrayLike<number>;
    readonly impliedVol: ArrayLike<number>;
  }[];
}

/** A value at a strike and an expiry. */
export interface GridPoint {
  /** Strike, in the currency of the spot. */
  readonly strike: number;
  /** How the expiry is called. */
  readonly expiry: string;
  /** Decimal volatility, or a difference of such. */
  readonly value: number;
}

/**
 * Smiles as small multiples, one panel an expiry: dots quoted, lines fitted.
 *
 * @param data The expiries, in order.
 * @returns SVG.
 */
export function smilesChart(
  data: { readonly expiries: readonly SmileExpiry[] },
): string {
  const { expiries } = data;
  const columns = Math.min(3, expiries.length);
  const panel = (i: number) => ({
    fx: i % columns,
    fy: Math.floor(i / columns),
  });
  const quotes = expiries.flatMap((expiry, i) =>
    expiry.quotes.map((q) => ({
      ...panel(i),
      strike: q.strike,
      vol: 100 * q.impliedVol,
    }))
  );
  const fits = expiries.flatMap((expiry, i) =>
    expiry.fits.flatMap(({ law, strike, impliedVol }) =>
      Array.from(strike, (k, j) => ({
        ...panel(i),
        law,
        strike: k,
        vol: 100 * impliedVol[j],
      }))
    )
  );
  const titles = expiries.map((expiry, i) => ({
    ...panel(i),
    text: expiry.label,
  }));
  const facet = { fx: "fx", fy: "fy" };
  return plotSvg({
    title: "Implied volatility by strike: quotes (dots) and fits (lines)",
    width: 960,
    height: 80 + 190 * Math.ceil(expiries.length / columns),
    marginLeft: 50,
    fx: { axis: null },
    fy: { axis: null },
    // One label for many panels would stand by none of them: see the title.
    x: { label: null, ticks: 4, inset: 8 },
    y: { label: "Implied volatility (%)", grid: true, ticks: 5 },
    color: { legend: true, scheme: "Tableau10" },
    marks: [
      Plot.frame({ stroke: "#ccc" }),
      Plot.line(fits, {
        ...facet,
        x: "strike",
        y: "vol",
        stroke: "law",
        strokeWidth: 1.6,
      }),
      Plot.dot(quotes, {
        ...facet,
        x: "strike",
        y: "vol",
        r: 2.2,
        fill: "#111",
      }),
      Plot.text(titles, {
        ...facet,
        text: "text",
        frameAnchor: "top-right",
        dx: -6,
        dy: 6,
        fontWeight: 600,
        stroke: "white",
        strokeWidth: 4,
        fill: "#1b1e23",
      }),
    ],
  });
}

/**
 * Fit minus quote in percentage points of volatility: dots at their strikes,
 * which are as uneven as the market lists them, a row an expiry.
 *
 * @param data Title and points; `value` is model minus market.
 * @returns SVG.
 */
export function residualHeatmap(
  data: { readonly title: string; readonly points: readonly GridPoint[] },
): string {
  const points = inPercent(data.points);
  const expiries = expiriesOf(points);
  return plotSvg({
    // The key has no room for its unit: the title carries it.
    title: `${data.title}: fit − quote, volatility points`,
    ...frameOf(expiries),
    x: { label: "Strike", labelAnchor: "center", inset: 12, grid: true },
    color: { type: "diverging", scheme: "RdBu", reverse: true, legend: true },
    marks: [
      Plot.dot(points, {
        x: "strike",
        y: "expiry",
        fill: "value",
        // A residual near 0 is nearly white: the rim keeps it in sight.
        stroke: "#777",
        strokeWidth: 0.6,
        r: 6,
      }),
    ],
  });
}

/**
 * An implied-volatility surface as a heatmap, strike × expiry.
 *
 * @param data Title and points, the same strikes at every expiry.
 * @returns SVG.
 */
export function surfaceHeatmap(
  data: { readonly title: string; readonly points: readonly GridPoint[] },
): string {
  const points = inPercent(data.points);
  const strikes = [...new Set(points.map((p) => p.strike))].sort((a, b) =>
    a - b
  );
  const every = Math.ceil(strikes.length / 14);
  return plotSvg({
    title: `${data.title}, %`,
    ...frameOf(expiriesOf(points)),
    x: {
      type: "band",
      domain: strikes,
      label: "Strike",
      labelAnchor: "center",
      ticks: strikes.filter((_, i) => i % every === 0),
      tickFormat: (strike: number) => String(Math.round(strike)),
    },
    color: { type: "linear", scheme: "Viridis", legend: true },
    marks: [
      Plot.cell(points, {
        x: "strike",
        y: "expiry",
        fill: "value",
        inset: 0.5,
      }),
    ],
  });
}

function inPercent(points: readonly GridPoint[]): GridPoint[] {
  return points.map((p) => ({ ...p, value: 100 * p.value }));
}

function expiriesOf(points: readonly GridPoint[]): string[] {
  return [...new Set(points.map((p) => p.expiry))];
}

/** Size and vertical axis of a chart with one row an expiry. */
function frameOf(expiries: readonly string[]) {
  return {
    width: 960,
    height: 90 + 34 * expiries.length,
    marginTop: 30,
    marginLeft: 110,
    marginBottom: 45,
    y: {
      type: "band",
      domain: expiries,
      label: "Time to expiry",
      labelArrow: false,
    },
  };
}

/**
 * How long each fit took.
 *
 * @param timings Milliseconds by name.
 * @returns SVG.
 */
export function timingBars(
  timings: readonly { readonly name: string; readonly ms: number }[],
): string {
  return plotSvg({
    title: "Time to fit",
    width: 960,
    height: 80 + 26 * timings.length,
    marginLeft: 170,
    marginBottom: 45,
    marginRight: 70,
    x: { label: "Milliseconds", grid: true },
    y: { type: "band", domain: timings.map((t) => t.name), label: null },
    marks: [
      Plot.barX(timings, { x: "ms", y: "name", fill: "#4e79a7" }),
      Plot.text(timings, {
        x: "ms",
        y: "name",
        text: (t) => `${Math.round(t.ms)}`,
        dx: 5,
        textAnchor: "start",
      }),
      Plot.ruleX([0]),
    ],
  });
}
