/**
 * Predictive bands on the smiles, from plain data.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { plotSvg } from "lib/report/chart.ts";

/** Quantiles along strikes. */
export interface ChartBand {
  /** Lower edge. */
  readonly low: ArrayLike<number>;
  /** Middle. */
  readonly median: ArrayLike<number>;
  /** Upper edge. */
  readonly high: ArrayLike<number>;
}

/** One expiry of a predictive surface; volatilities as decimals. */
export interface BandExpiry {
  /** How the expiry is called. */
  readonly label: string;
  /** Strikes of the bands. */
  readonly strike: ArrayLike<number>;
  /** The law's volatility. */
  readonly law: ChartBand;
  /** A quote's volatility. */
  readonly quote: ChartBand;
  /** The quotes. */
  readonly quotes: readonly {
    readonly strike: number;
    readonly impliedVol: number;
    readonly inside: boolean;
  }[];
}

const BLUE = "#4e79a7";
const RED = "#c0392b";

/**
 * Smiles as small multiples: the band of the law, the wider one of quotes, and
 * the quotes; those outside are red.
 *
 * @param expiries The expiries, in order.
 * @returns SVG.
 */
export function bandsChart(expiries: readonly BandExpiry[]): string {
  const columns = Math.min(3, expiries.length);
  const facet = { fx: "fx", fy: "fy" };
  const panel = (i: number) => ({
    fx: i % columns,
    fy: Math.floor(i / columns),
  });
  const rows = expiries.flatMap((expiry, i) =>
    Array.from(expiry.strike, (strike, j) => ({
      ...panel(i),
      strike,
      lawLow: 100 * expiry.law.low[j],
      law: 100 * expiry.law.median[j],
      lawHigh: 100 * expiry.law.high[j],
      quoteLow: 100 * expiry.quote.low[j],
      quoteHigh: 100 * expiry.quote.high[j],
    }))
  );
  const dots = expiries.flatMap((expiry, i) =>
    expiry.quotes.map(({ strike, impliedVol, inside }) => ({
      ...panel(i),
      strike,
      vol: 100 * impliedVol,
      inside,
    }))
  );
  const titles = expiries.map((expiry, i) => ({
    ...panel(i),
    text: expiry.label,
  }));
  return plotSvg({
    title:
      "Posterior predictive, 90 % bands: the law (dark), a quote (light); quotes outside are red",
    width: 960,
    height: 80 + 190 * Math.ceil(expiries.length / columns),
    marginLeft: 50,
    fx: { axis: null },
    fy: { axis: null },
    x: { label: null, ticks: 4, inset: 8 },
    y: { label: "Implied volatility (%)", grid: true, ticks: 5 },
    marks: [
      Plot.frame({ stroke: "#ccc" }),
      Plot.areaY(rows, {
        ...facet,
        x: "strike",
        y1: "quoteLow",
        y2: "quoteHigh",
        fill: BLUE,
        fillOpacity: 0.18,
      }),
      Plot.areaY(rows, {
        ...facet,
        x: "strike",
        y1: "lawLow",
        y2: "lawHigh",
        fill: BLUE,
        fillOpacity: 0.45,
      }),
      Plot.line(rows, { ...facet, x: "strike", y: "law", stroke: BLUE }),
      Plot.dot(dots, {
        ...facet,
        x: "strike",
        y: "vol",
        r: 2.2,
        fill: (dot: { inside: boolean }) => dot.inside ? "#111" : RED,
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
