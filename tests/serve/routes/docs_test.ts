import { assert, assertEquals } from "@std/assert";
import { withServer } from "../test_server.ts";

Deno.test("GET /openapi.json describes every route of the server, and no other", () =>
  withServer(async ({ app, get }) => {
    const document = await (await get("/openapi.json")).json();
    assertEquals(document.openapi, "3.1.0");
    const described = Object.entries(document.paths).flatMap((
      [path, operations],
    ) => Object.keys(operations as object).map((m) => `${m} ${path}`));
    // What a person or a browser asks for is no part of the interface.
    const ours = new Set(["/", "/docs", "/openapi.json"]);
    const served = app.routes
      .filter(({ method, path }) =>
        method !== "ALL" && !ours.has(path) && !path.startsWith("/page/")
      )
      .map(({ method, path }) =>
        `${method.toLowerCase()} ${path.replace(/:(\w+)/g, "{$1}")}`
      );
    assertEquals(described.sort(), [...new Set(served)].sort());
  }));

Deno.test("Every reference of the OpenAPI document leads somewhere", () =>
  withServer(async ({ get }) => {
    const document = await (await get("/openapi.json")).json();
    const references = JSON.stringify(document).matchAll(
      /"\$ref":"#\/([^"]+)"/g,
    );
    let count = 0;
    for (const [, path] of references) {
      const target = path.split("/").reduce(
        (node, key) => node?.[key],
        document,
      );
      assert(target !== undefined, path);
      ++count;
    }
    assert(count > 10);
  }));

Deno.test("GET /docs asks nothing of any other host", () =>
  withServer(async ({ get }) => {
    const response = await get("/docs");
    const html = await response.text();
    assertEquals(response.status, 200);
    assert(html.includes("/calibrate"));
    assertEquals(
      [...html.matchAll(/(?:src|href)="(?:https?:)?\/\//g)].length,
      0,
    );
    assertEquals(/@import|url\(/.test(html), false);
  }));
