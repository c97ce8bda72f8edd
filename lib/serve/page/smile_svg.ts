/**
 * Smiles, residuals and bands as SVG text, a panel an expiry.
 *
 * @module
 */

import type { BandedSmile } from "lib/serve/page/bands.ts";

/** Size of a panel and the space around its plot. */
const PANEL = { width: 300, height: 210, left: 42, top: 24, bottom: 24 };
/** Height of the residuals' strip below the smile. */
const STRIP = 44;

/** A plot's scale: values to pixels. */
export interface Scale {
  /** Pixel of a value. */
  readonly at: (value: number) => number;
  /** Value at a pixel. */
  readonly from: (pixel: number) => number;
}

/** A linear scale. @param domain Values at the two pixels of `range`. */
export function linearScale(
  domain: readonly [number, number],
  range: readonly [number, number],
): Scale {
  const slope = (range[1] - range[0]) / (domain[1] - domain[0] || 1);
  return {
    at: (value) => range[0] + slope * (value - domain[0]),
    from: (pixel) => domain[0] + (pixel - range[0]) / slope,
  };
}

/** Scales of one panel. */
export interface PanelScales {
  /** Strikes. */
  readonly x: Scale;
  /** Volatilities. */
  readonly y: Scale;
}

/** Scales of a panel; the same for drawing and for dragging. */
export function panelScales(
  smile: BandedSmile,
  vols: readonly [number, number],
): PanelScales {
  const { strike } = smile;
  const { width, height, left, top, bottom } = PANEL;
  const pad = 0.03 * (strike[strike.length - 1] - strike[0]);
  return {
    x: linearScale([strike[0] - pad, strike[strike.length - 1] + pad], [
      left,
      width - 8,
    ]),
    y: linearScale(vols, [height - bottom - STRIP, top]),
  };
}

/** Lowest and highest volatility of all panels, with a margin. */
export function volRange(smiles: readonly BandedSmile[]): [number, number] {
  const values = smiles.flatMap(({ vol, expiry }) => [
    ...vol,
    ...expiry.quotes.map((q) => q.marketVol ?? NaN),
  ]).filter(Number.isFinite);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = 0.06 * (high - low || high);
  return [low - margin, high + margin];
}

/**
 * One panel.
 *
 * @param smile Quotes, fit and band.
 * @param index Its number; quotes carry it as `data-panel`, and their own as
 * `data-quote`.
 * @param vols Lowest and highest volatility.
 */
export function panelSvg(
  smile: BandedSmile,
  index: number,
  vols: readonly [number, number],
): string {
  const { expiry, strike, vol, half } = smile;
  const { width, height, left, top, bottom } = PANEL;
  const { x, y } = panelScales(smile, vols);
  const line = (values: Float64Array) =>
    Array.from(values, (v, i) => [x.at(strike[i]), y.at(v)] as const)
      .filter(([, v]) => Number.isFinite(v))
      .map(([a, b]) => `${a.toFixed(1)},${b.toFixed(1)}`);
  const upper = line(vol.map((v, i) => v + half[i]));
  const lower = line(vol.map((v, i) => v - half[i]));
  const band = upper.length < 2
    ? ""
    : `<polygon class="band" points="${upper.join(" ")} ${
      lower.reverse().join(" ")
    }"/>`;
  const ticks = ticksOf(vols).map((v) =>
    `<line class="grid" x1="${left}" x2="${width - 8}" y1="${
      y.at(v).toFixed(1)
    }" y2="${y.at(v).toFixed(1)}"/><text x="${left - 4}" y="${
      (y.at(v) + 3).toFixed(1)
    }" text-anchor="end">${(100 * v).toFixed(0)}</text>`
  );
  const dots = expiry.quotes.map((quote, q) =>
    quote.marketVol === null
      ? ""
      : `<circle class="quote" data-panel="${index}" data-quote="${q}" cx="${
        x.at(quote.strike).toFixed(1)
      }" cy="${
        y.at(quote.marketVol).toFixed(1)
      }" r="3.5"><title>strike ${quote.strike}, ${
        (100 * quote.marketVol).toFixed(2)
      } %</title></circle>`
  );
  const days = Math.round(expiry.maturity * 365);
  return `<svg class="panel" viewBox="0 0 ${width} ${height}" role="img" aria-label="${days} days">
<text class="title" x="${left}" y="14">${days} days, volatility in %</text>
${
    ticks.join("")
  }<clipPath id="clip${index}"><rect x="${left}" y="${top}" width="${
    width - 8 - left
  }" height="${
    height - bottom - STRIP - top
  }"/></clipPath><g clip-path="url(#clip${index})">${band}<polyline class="fit" points="${
    line(vol).join(" ")
  }"/></g>${dots.join("")}
${residuals(smile, x)}
<text x="${left}" y="${height - 6}">${strike[0].toFixed(0)}</text><text x="${
    width - 8
  }" y="${height - 6}" text-anchor="end">${
    strike[strike.length - 1].toFixed(0)
  }</text></svg>`;
}

/** Fit less quote in points of volatility, as bars below the smile. */
function residuals({ expiry }: BandedSmile, x: Scale): string {
  const { width, height, left, bottom } = PANEL;
  const middle = height - bottom - STRIP / 2;
  const gaps = expiry.quotes.map(({ marketVol, modelVol }) =>
    marketVol === null || modelVol === null ? 0 : modelVol - marketVol
  );
  const most = Math.max(1e-4, ...gaps.map(Math.abs));
  const bars = expiry.quotes.map(({ strike }, i) => {
    const length = gaps[i] / most * (STRIP / 2 - 8);
    return `<line class="${gaps[i] >= 0 ? "above" : "below"}" x1="${
      x.at(strike).toFixed(1)
    }" x2="${x.at(strike).toFixed(1)}" y1="${middle}" y2="${
      (middle - length).toFixed(1)
    }"/>`;
  });
  return `<line class="grid" x1="${left}" x2="${
    width - 8
  }" y1="${middle}" y2="${middle}"/>${bars.join("")}<text x="${left - 4}" y="${
    middle + 3
  }" text-anchor="end">±${(100 * most).toFixed(1)}</text>`;
}

/** Round values within a range, three to six. */
function ticksOf([low, high]: readonly [number, number]): number[] {
  const steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];
  const step = steps.find((s) => (high - low) / s <= 6) ?? 2;
  const ticks: number[] = [];
  for (let v = Math.ceil(low / step) * step; v <= high; v += step) {
    ticks.push(v);
  }
  return ticks;
}
