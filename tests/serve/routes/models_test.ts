import { assertEquals, assertStringIncludes } from "@std/assert";
import { DOUBLING, withServer } from "../test_server.ts";

Deno.test("GET /models lists what is loaded, GET /models/{name} tells all of one", () =>
  withServer(async ({ get }) => {
    const { models } = await (await get("/models")).json();
    assertEquals(models, [{
      name: "vg-test",
      version: "1.0.0",
      kind: "calibrator",
      created: "2026-01-02T03:04:05.000Z",
      law: "variance-gamma",
      route: "inverse",
      architecture: "mlp",
      metrics: { worstCellMean: 0.001 },
    }]);
    const one = await (await get("/models/vg-test")).json();
    assertEquals(one.runId, "run-1");
    assertEquals(Object.keys(one.files), ["model.onnx", "feature_names.json"]);
  }));

Deno.test("A model that is not there is a 404 that names those that are", () =>
  withServer(async ({ get }) => {
    for (
      const path of [
        "/models/vg",
        "/models/__proto__",
        "/v2/models/vg",
        "/v2/models/vg/ready",
      ]
    ) {
      const response = await get(path);
      assertEquals([path, response.status], [path, 404]);
      assertStringIncludes((await response.json()).message, "vg-test");
    }
  }));

Deno.test("A model's files are sent as they are, and no others", () =>
  withServer(async ({ get }) => {
    const response = await get("/models/vg-test/files/model.onnx");
    assertEquals(new Uint8Array(await response.arrayBuffer()), DOUBLING);
    for (const file of ["metadata.json", "..%2Flatest", "%2e%2e%2flatest"]) {
      const missing = await get(`/models/vg-test/files/${file}`);
      assertEquals([file, missing.status], [file, 404]);
      await missing.body?.cancel();
    }
  }));
