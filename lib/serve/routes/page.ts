/**
 * `GET /`: the page that runs the server's nets in the browser, and what it is
 * made of; nothing of it comes from another host.
 *
 * @module
 */

import { SAMPLE_QUOTES } from "lib/serve/page/sample_quotes.ts";
import { Problem } from "lib/serve/problem.ts";
import type { WebApp } from "lib/serve/web_app.ts";

/** The page's files, beside this module or in ONNX Runtime's package. */
const FILES: Readonly<
  Record<string, { readonly url: () => URL; readonly type: string }>
> = {
  "page.js": {
    url: () => new URL("../page/page.js", import.meta.url),
    type: "text/javascript; charset=utf-8",
  },
  "ort.mjs": {
    url: () => runtimeFile("ort.wasm.bundle.min.mjs"),
    type: "text/javascript; charset=utf-8",
  },
  "ort-wasm-simd-threaded.wasm": {
    url: () => runtimeFile("ort-wasm-simd-threaded.wasm"),
    type: "application/wasm",
  },
};

/** Adds the routes. */
export function addPage(app: WebApp): void {
  app.get("/", async (c) => {
    const url = new URL("../page/page.html", import.meta.url);
    const html = await Deno.readTextFile(url);
    return c.html(html.replace("@QUOTES@", SAMPLE_QUOTES));
  });
  app.get("/page/:file", async (c) => {
    const name = c.req.param("file");
    if (!Object.hasOwn(FILES, name)) {
      throw new Problem(404, `There is no /page/${name.slice(0, 60)}`);
    }
    const file = FILES[name];
    const { readable } = await Deno.open(file.url());
    return c.body(readable, 200, {
      "content-type": file.type,
      "cache-control": "no-cache",
    });
  });
}

/** A file beside the module that `onnxruntime-web` resolves to. */
function runtimeFile(name: string): URL {
  return new URL(name, import.meta.resolve("onnxruntime-web"));
}
