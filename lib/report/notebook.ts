/**
 * What the Deno kernel shows: SVG as `text/html`, which every viewer keeps,
 * tables, and a progress line that is updated in place.
 *
 * @module
 */

import type { Progress } from "lib/core/progress.ts";
import { escapeMarkup } from "lib/report/chart.ts";
import { tableHtml } from "lib/report/page.ts";

/** A value that the kernel displays as HTML. */
export interface HtmlDisplay {
  /** What the kernel asks for. */
  readonly [key: symbol]: () => Record<string, string>;
}

/**
 * Shows markup when it is a cell's last value.
 *
 * @param html SVG or HTML.
 * @returns A displayable value.
 */
export function showHtml(html: string): HtmlDisplay {
  return { [Symbol.for("Jupyter.display")]: () => ({ "text/html": html }) };
}

/**
 * Shows a table when it is a cell's last value.
 *
 * @param columns Headings.
 * @param rows Cells.
 * @returns A displayable value.
 */
export function showTable(
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): HtmlDisplay {
  return showHtml(tableHtml(columns, rows));
}

/** Sends a message to the front end, as `Deno.jupyter.broadcast` does. */
export type Broadcast = (
  type: string,
  content: Record<string, unknown>,
) => Promise<void>;

/**
 * A place in the notebook whose content is replaced each time, such as a curve
 * that grows.
 *
 * @param broadcast The kernel's `Deno.jupyter.broadcast`.
 * @param displayId A name for the place.
 * @returns Shows HTML there.
 */
export function liveHtml(
  broadcast: Broadcast,
  displayId: string,
): (html: string) => Promise<void> {
  let shown = false;
  return (html) => {
    const type = shown ? "update_display_data" : "display_data";
    shown = true;
    return broadcast(type, {
      data: { "text/html": html },
      metadata: {},
      transient: { display_id: displayId },
    });
  };
}

/**
 * A progress listener that draws a bar in the notebook and updates it.
 *
 * @param broadcast The kernel's `Deno.jupyter.broadcast`.
 * @param displayId A name for the display, one for each bar.
 * @returns A listener for `onProgress`.
 */
export function notebookProgress(
  broadcast: Broadcast,
  displayId: string,
): (progress: Progress) => Promise<void> {
  const show = liveHtml(broadcast, displayId);
  return ({ done, total, label = "" }) => {
    const isCount = Number.isInteger(done) && total > 1;
    const text = isCount
      ? `${done} / ${total}`
      : `${Math.round(100 * done / total)} %`;
    return show(
      `<progress max="${total}" value="${done}"></progress> ${
        escapeMarkup(`${text} ${label}`)
      }`,
    );
  };
}
