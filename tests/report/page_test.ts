import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { residualHeatmap } from "lib/report/calibration_charts.ts";
import { notebookProgress, showHtml } from "lib/report/notebook.ts";
import { reportPage, tableHtml } from "lib/report/page.ts";

const svg = residualHeatmap({
  title: "Residuals",
  points: [
    { strike: 90, expiry: "30 days", value: 0.01 },
    { strike: 95, expiry: "30 days", value: -0.02 },
  ],
});

Deno.test("reportPage() asks nothing of the network, its legend images included", () => {
  const page = reportPage("Fits", [{ kind: "chart", svg, caption: "c" }]);
  assert(!/<(script|link|iframe|object|embed)\b/.test(page));
  assert(!/@import|url\((?!#)/.test(page));
  const references = [...page.matchAll(/\b(?:href|src|srcset)="([^"]*)"/g)];
  assert(references.length > 0, "the colour ramp is an image");
  for (const [, target] of references) {
    assert(/^(#|data:image\/png;base64,)/.test(target), target);
  }
});

Deno.test("reportPage() escapes title, texts, cells and captions, and keeps charts", () => {
  const bad = "<img src=x>";
  const page = reportPage(bad, [
    { kind: "heading", text: bad },
    { kind: "text", text: bad },
    { kind: "table", columns: [bad], rows: [[bad]] },
    { kind: "chart", svg, caption: bad },
  ]);
  assert(!page.includes("<img"));
  assertEquals(page.split("&lt;img src=x&gt;").length - 1, 7);
  assertStringIncludes(page, svg);
});

Deno.test("tableHtml() sets columns of numbers to the right", () => {
  const html = tableHtml(["law", "rmse"], [["nig", 3.17]]);
  assertStringIncludes(html, "<td>nig</td>");
  assert(/<td class="n"[^>]*>3\.17<\/td>/.test(html));
});

Deno.test("showHtml() answers the kernel's symbol with HTML", () => {
  const display = showHtml("<b>1</b>")[Symbol.for("Jupyter.display")];
  assertEquals(display(), { "text/html": "<b>1</b>" });
});

Deno.test("notebookProgress() shows one display and then updates it", async () => {
  const sent: [string, Record<string, unknown>][] = [];
  const listen = notebookProgress((type, content) => {
    sent.push([type, content]);
    return Promise.resolve();
  }, "bar");
  await listen({ done: 1, total: 2 });
  await listen({ done: 2, total: 2, label: "a < b" });
  assertEquals(sent.map(([type]) => type), [
    "display_data",
    "update_display_data",
  ]);
  assertEquals(sent[1][1].transient, { display_id: "bar" });
  assertStringIncludes(JSON.stringify(sent[1][1].data), "2 / 2 a &lt; b");
});
