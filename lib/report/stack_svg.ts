/**
 * Charts one above the other in one picture, each as high as it is.
 *
 * @module
 */

/**
 * Stacks charts.
 *
 * @param charts Each one `<svg>` with its width and height, as `plotSvg` returns it.
 * @returns One `<svg>`.
 * @throws {SyntaxError} If a chart does not start with its width and height.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { stackSvg } from "lib/report/stack_svg.ts";
 *
 * const chart = '<svg width="9" height="5"></svg>';
 * assertStringIncludes(stackSvg([chart, chart]), 'width="9" height="10"');
 * ```
 */
export function stackSvg(charts: readonly string[]): string {
  let width = 0;
  let height = 0;
  const placed = charts.map((svg) => {
    const size = /^<svg [^>]*?width="([\d.]+)" height="([\d.]+)"/.exec(svg);
    if (size === null) {
      throw new SyntaxError(
        `Cannot stack charts as each must start with its width and height: current value is "${
          svg.slice(0, 60)
        }"`,
      );
    }
    const y = height;
    width = Math.max(width, Number(size[1]));
    height += Number(size[2]);
    return svg.replace("<svg ", `<svg y="${y}" `);
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><rect width="100%" height="100%" fill="white"/>${
    placed.join("")
  }</svg>`;
}
