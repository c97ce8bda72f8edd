import { assertEquals, assertMatch } from "@std/assert";
import { surface, withServer } from "../test_server.ts";

Deno.test("GET /health is a 503 until the models are loaded", () =>
  withServer(async ({ get, refresh }) => {
    const early = await get("/health");
    assertEquals(early.status, 503);
    assertEquals((await early.json()).status, "loading");
    assertEquals((await get("/v2/health/ready")).status, 503);
    assertEquals((await get("/v2/health/live")).status, 200);
    await refresh();
    const ready = await get("/health");
    assertEquals(ready.status, 200);
    assertEquals(await ready.json(), {
      status: "ready",
      version: "1.2.3",
      models: ["vg-test"],
    });
    assertEquals((await get("/v2/health/ready")).status, 200);
  }, { loaded: false }));

Deno.test("GET /health is a 503 where there are no models", () =>
  withServer(async ({ get }) => {
    const response = await get("/health");
    assertEquals([response.status, (await response.json()).status], [
      503,
      "no models",
    ]);
  }, { registered: [] }));

Deno.test("GET /metrics counts requests and calibrations for Prometheus", () =>
  withServer(async ({ get, post }) => {
    await post("/calibrate", surface(0.2));
    await post("/calibrate", surface(0.3));
    await post("/calibrate", "{");
    await get("/some/path/nobody/knows");
    const response = await get("/metrics");
    assertMatch(response.headers.get("content-type")!, /^text\/plain/);
    const text = await response.text();
    assertMatch(
      text,
      /tenor_http_requests_total\{method="POST",route="\/calibrate",status="200"\} 2\n/,
    );
    assertMatch(text, /route="\/calibrate",status="400"\} 1\n/);
    assertMatch(text, /route="other",status="404"\} 1\n/);
    assertMatch(
      text,
      /tenor_calibrations_total\{law="variance-gamma",method="net"\} 2\n/,
    );
    assertMatch(text, /tenor_models_loaded 1\n/);
    assertMatch(text, /tenor_http_request_seconds_bucket\{le="0.005",/);
    assertEquals(text.includes("nobody"), false);
  }));
