/**
 * A report as one HTML file that asks nothing of the network, reads in light
 * and dark, and prints.
 *
 * @module
 */

import { escapeMarkup } from "lib/report/chart.ts";

/** A part of a page. */
export type Section =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "chart"; readonly svg: string; readonly caption?: string }
  | {
    readonly kind: "table";
    readonly columns: readonly string[];
    readonly rows: readonly (readonly (string | number)[])[];
    /** Columns that stand to the right though they hold text. */
    readonly right?: readonly number[];
  }
  | { readonly kind: "heading"; readonly text: string };

const STYLE = `:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:1000px;margin:2rem auto;padding:0 1rem}
figure{margin:1rem 0;overflow-x:auto}figure svg{max-width:100%;height:auto;border-radius:6px}
figcaption{font-size:.9rem;opacity:.8}
.wide{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:.25rem .7rem;border-bottom:1px solid #8886;text-align:left}
.n{text-align:right}
@media print{body{max-width:none;margin:0}figure,tr{break-inside:avoid}}`;

/**
 * Builds a page.
 *
 * @param title Its title.
 * @param sections Its parts, in order; texts are escaped, charts are not.
 * @returns A whole HTML document.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { reportPage } from "lib/report/page.ts";
 *
 * const page = reportPage("Fits", [{ kind: "text", text: "1 < 2" }]);
 * assertStringIncludes(page, "<p>1 &lt; 2</p>");
 * ```
 */
export function reportPage(
  title: string,
  sections: readonly Section[],
): string {
  const safe = escapeMarkup(title);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${safe}</title><style>${STYLE}</style></head>
<body><h1>${safe}</h1>
${sections.map(sectionHtml).join("\n")}
</body></html>
`;
}

/**
 * A table as HTML; numbers stand to the right.
 *
 * @param columns Headings.
 * @param rows Cells, as many a row as there are columns.
 * @param right Columns that stand to the right though they hold text.
 * @returns A `<table>`.
 */
export function tableHtml(
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  right: readonly number[] = [],
): string {
  const cell = (tag: string, value: string | number, numeric: boolean) =>
    `<${tag}${numeric ? ' class="n" style="text-align:right"' : ""}>${
      escapeMarkup(String(value))
    }</${tag}>`;
  const numeric = columns.map((_, i) =>
    right.includes(i) || rows.some((row) => typeof row[i] === "number")
  );
  const line = (tag: string, row: readonly (string | number)[]) =>
    `<tr>${row.map((v, i) => cell(tag, v, numeric[i])).join("")}</tr>`;
  return `<table><thead>${line("th", columns)}</thead><tbody>${
    rows.map((row) => line("td", row)).join("")
  }</tbody></table>`;
}

function sectionHtml(section: Section): string {
  switch (section.kind) {
    case "heading":
      return `<h2>${escapeMarkup(section.text)}</h2>`;
    case "text":
      return `<p>${escapeMarkup(section.text)}</p>`;
    case "table":
      return `<div class="wide">${
        tableHtml(section.columns, section.rows, section.right)
      }</div>`;
    case "chart":
      return `<figure>${section.svg}${
        section.caption === undefined
          ? ""
          : `<figcaption>${escapeMarkup(section.caption)}</figcaption>`
      }</figure>`;
  }
}
