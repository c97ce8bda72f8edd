/**
 * Charts of training: losses by epoch, errors over a grid.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { plotSvg } from "lib/report/chart.ts";

/** Losses after an epoch. */
export interface EpochLoss {
  /** Number of the epoch, from 1. */
  readonly epoch: number;
  /** On the training rows. */
  readonly training: number;
  /** On the validation rows. */
  readonly validation: number;
}

/**
 * Losses by epoch, a panel a net, on a logarithmic scale.
 *
 * @param history Losses of each net, by its name.
 * @returns SVG.
 */
export function learningCurves(
  history: Readonly<Record<string, readonly EpochLoss[]>>,
): string {
  const lines = Object.entries(history).flatMap(([net, epochs]) =>
    epochs.flatMap(({ epoch, training, validation }) => [
      { net, epoch, part: "training", loss: training },
      { net, epoch, part: "validation", loss: validation },
    ])
  );
  const nets = Object.keys(history);
  return plotSvg({
    title: "Loss by epoch (mean squared error, scaled)",
    width: 960,
    height: 320,
    marginLeft: 60,
    marginTop: 30,
    marginBottom: 40,
    x: { label: "Epoch", labelAnchor: "center" },
    y: { type: "log", label: "Loss", grid: true, tickFormat: "~e", ticks: 6 },
    fx: { domain: nets, label: null },
    color: { domain: ["training", "validation"], legend: true },
    marks: [
      Plot.frame({ stroke: "#ccc" }),
      Plot.line(lines, { x: "epoch", y: "loss", stroke: "part", fx: "net" }),
    ],
  });
}

/** Errors of volatilities on a grid. */
export interface GridErrors {
  /** Drawn above the chart. */
  readonly title: string;
  /** Maturities in years, increasing. */
  readonly maturities: ArrayLike<number>;
  /** Strike over forward, increasing. */
  readonly moneyness: ArrayLike<number>;
  /** Relative errors, maturity-major. */
  readonly errors: ArrayLike<number>;
}

/**
 * Relative errors over a grid as a heatmap in per cent.
 *
 * @returns SVG.
 */
export function errorHeatmap(grid: GridErrors): string {
  const { title, maturities, moneyness, errors } = grid;
  const strikes = Array.from(moneyness, (k) => `${(100 * k).toFixed(0)} %`);
  const expiries = Array.from(maturities, (tau) => `${tau.toFixed(2)} y`);
  const cells = Array.from(errors, (error, i) => ({
    strike: strikes[i % strikes.length],
    expiry: expiries[Math.floor(i / strikes.length)],
    percent: 100 * error,
  }));
  return plotSvg({
    title: `${title}, % of the volatility`,
    width: 960,
    height: 80 + 26 * expiries.length,
    marginTop: 30,
    marginLeft: 70,
    marginBottom: 45,
    x: {
      type: "band",
      domain: strikes,
      label: "Strike over forward",
      labelAnchor: "center",
    },
    y: { type: "band", domain: expiries, label: null },
    color: { type: "linear", scheme: "YlOrRd", zero: true, legend: true },
    marks: [
      Plot.cell(cells, {
        x: "strike",
        y: "expiry",
        fill: "percent",
        inset: 0.5,
      }),
    ],
  });
}
