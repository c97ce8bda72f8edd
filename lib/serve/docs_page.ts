/**
 * The OpenAPI document as a page that asks nothing of any other host.
 *
 * @module
 */

import { escapeMarkup } from "lib/report/chart.ts";
import type { Schema } from "lib/serve/schema_parts.ts";

const STYLE = `:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:900px;margin:2rem auto;padding:0 1rem}
section{border:1px solid #8886;border-radius:8px;margin:1rem 0;padding:.2rem 1rem 1rem}
h2{font:600 1rem ui-monospace,monospace}h2 b{display:inline-block;min-width:4rem;color:#2563eb}
table{border-collapse:collapse;width:100%}td{padding:.15rem .6rem .15rem 0;vertical-align:top}
td:first-child{white-space:nowrap}pre{overflow-x:auto;font-size:.85rem;background:#8881;padding:.6rem;border-radius:6px}`;

/** Builds the page. @param document An OpenAPI document. */
export function docsPage(document: Schema): string {
  const { info, paths, components } = document as {
    info: { title: string; version: string; description: string };
    paths: Record<string, Record<string, Schema>>;
    components: { schemas: Record<string, Schema> };
  };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) =>
      operationHtml(path, method, operation)
    )
  );
  const schemas = Object.entries(components.schemas).map(([name, schema]) =>
    `<section id="${name}"><h2>${name}</h2>${json(schema)}</section>`
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${info.title}: routes</title><style>${STYLE}</style></head>
<body><h1>${info.title}</h1><p>${escapeMarkup(info.description)} Version ${
    escapeMarkup(info.version)
  }. The same as
<a href="/openapi.json">OpenAPI 3.1</a>.</p>
${operations.join("\n")}
<h1>Bodies</h1>
${schemas.join("\n")}
</body></html>
`;
}

function operationHtml(
  path: string,
  method: string,
  operation: Schema,
): string {
  const { summary, requestBody, responses } = operation as {
    summary: string;
    requestBody?: { content: Record<string, { schema: Schema }> };
    responses: Record<
      string,
      { description: string; content: Record<string, { schema?: Schema }> }
    >;
  };
  const body = requestBody === undefined
    ? ""
    : `<p>Body: ${named(requestBody.content["application/json"].schema)}</p>`;
  const rows = Object.entries(responses).map(
    ([status, { description, content }]) => {
      const [[type, { schema }]] = Object.entries(content);
      return `<tr><td>${status}</td><td>${escapeMarkup(description)}</td><td>${
        schema === undefined ? escapeMarkup(type) : named(schema)
      }</td></tr>`;
    },
  );
  return `<section><h2><b>${method.toUpperCase()}</b> ${
    escapeMarkup(path)
  }</h2><p>${escapeMarkup(summary)}</p>${body}<table>${
    rows.join("")
  }</table></section>`;
}

/** A schema by the names that it refers to. */
function named(schema: Schema): string {
  const names = [...JSON.stringify(schema).matchAll(/schemas\/(\w+)"/g)];
  if (names.length === 0) return json(schema);
  const links = names.map(([, name]) => `<a href="#${name}">${name}</a>`);
  return `${schema["type"] === "array" ? "list of " : ""}${links.join(" or ")}`;
}

function json(schema: Schema): string {
  return `<pre>${escapeMarkup(JSON.stringify(schema, null, 2))}</pre>`;
}
