/**
 * Observable Plot specifications as standalone SVG: title and legend above,
 * dark text on a white ground, so that it reads the same on any page.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { makeSvgDocument } from "lib/report/svg_document.ts";

const NAMESPACES =
  'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"';
const FONT = 'font-family="system-ui, sans-serif"';

/** Plot's options, with a title in words. */
export interface ChartSpec {
  /** Drawn above the chart. */
  readonly title?: string;
  /** Plot's color scale; with `legend: true` its key is drawn. */
  readonly color?: Readonly<Record<string, unknown>>;
  /** Any other option of Plot. */
  readonly [option: string]: unknown;
}

/**
 * Text made safe for HTML and SVG.
 *
 * @param text Any text.
 * @returns The text with `& < > "` escaped.
 */
export function escapeMarkup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/**
 * Draws a chart.
 *
 * @param spec Plot's options; `color.legend` is drawn into the picture.
 * @returns One `<svg>` that needs nothing else.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import * as Plot from "@observablehq/plot";
 * import { plotSvg } from "lib/report/chart.ts";
 *
 * const svg = plotSvg({ title: "A < B", marks: [Plot.dot([[1, 2]])] });
 * assertStringIncludes(svg, "A &lt; B");
 * ```
 */
export function plotSvg(spec: ChartSpec): string {
  const { title, ...rest } = spec;
  const document = makeSvgDocument();
  // deno-lint-ignore no-explicit-any -- lib is checked without the DOM
  const chart: any = Plot.plot({
    style: { fontSize: "12px" },
    ...rest,
    document,
    ...(rest.color && { color: { ...rest.color, legend: false } }),
  } as never);
  const width = Number(chart.getAttribute("width"));
  const parts: string[] = [];
  let y = 6;
  if (title !== undefined) {
    parts.push(
      `<text x="8" y="${y + 15}" font-size="16" font-weight="600" ${FONT}>${
        escapeMarkup(title)
      }</text>`,
    );
    y += 26;
  }
  if (rest.color?.legend) {
    const legend = drawLegend(chart, document, y, width);
    parts.push(legend.svg);
    y += legend.height;
  }
  chart.setAttribute("y", String(y));
  parts.push(chart.outerHTML);
  const height = y + Number(chart.getAttribute("height")) + 4;
  return `<svg ${NAMESPACES} width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" fill="currentColor" color="#1b1e23"><rect width="100%" height="100%" fill="white"/>${
    parts.join("")
  }</svg>`;
}

function drawLegend(
  // deno-lint-ignore no-explicit-any -- lib is checked without the DOM
  chart: any,
  document: unknown,
  top: number,
  width: number,
): { svg: string; height: number } {
  const scale = chart.scale("color");
  if (scale === undefined) return { svg: "", height: 0 };
  if (scale.type !== "ordinal" && scale.type !== "categorical") {
    const legend = Plot.legend(
      {
        color: scale,
        document,
      } as never,
    );
    legend.setAttribute("x", "8");
    legend.setAttribute("y", String(top));
    const height = Number(legend.getAttribute("height")) + 8;
    return { svg: legend.outerHTML, height };
  }
  let x = 8;
  let y = top;
  const keys: string[] = [];
  for (const value of scale.domain ?? []) {
    const label = String(value);
    const room = 32 + 7.2 * label.length;
    if (x > 8 && x + room > width) {
      x = 8;
      y += 20;
    }
    keys.push(
      `<rect x="${x}" y="${y}" width="12" height="12" fill="${
        scale.apply(value)
      }"/><text x="${x + 17}" y="${y + 11}" font-size="12" ${FONT}>${
        escapeMarkup(label)
      }</text>`,
    );
    x += room;
  }
  return { svg: keys.join(""), height: y - top + 24 };
}
