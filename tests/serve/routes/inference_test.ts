import { assertEquals, assertStringIncludes } from "@std/assert";
import { withServer } from "../test_server.ts";

const INFER = "/v2/models/vg-test/infer";

function request(more: Record<string, unknown> = {}) {
  return {
    inputs: [{
      name: "x",
      shape: [2, 2],
      datatype: "FP32",
      data: [1, 2, 3, 4],
      ...more,
    }],
  };
}

Deno.test("The Open Inference Protocol tells of the server and of a model", () =>
  withServer(async ({ get }) => {
    assertEquals(await (await get("/v2")).json(), {
      name: "tenor",
      version: "1.2.3",
      extensions: [],
    });
    assertEquals(await (await get("/v2/models/vg-test")).json(), {
      name: "vg-test",
      versions: ["1.0.0"],
      platform: "onnx_onnxv1",
      inputs: [{ name: "x", datatype: "FP32", shape: [-1, 2] }],
      outputs: [{ name: "y", datatype: "FP32", shape: [-1, 2] }],
    });
    assertEquals(await (await get("/v2/models/vg-test/ready")).json(), {
      name: "vg-test",
      ready: true,
    });
  }));

Deno.test("POST /v2/models/{name}/infer runs the model's own graph", () =>
  withServer(async ({ post }) => {
    const flat = await post(INFER, { id: "a", ...request() });
    assertEquals(await flat.json(), {
      model_name: "vg-test",
      model_version: "1.0.0",
      parameters: { run_id: "run-1" },
      id: "a",
      outputs: [{
        name: "y",
        shape: [2, 2],
        datatype: "FP32",
        data: [2, 4, 6, 8],
      }],
    });
    const nested = await post(INFER, {
      ...request({ data: [[1, 2], [3, 4]] }),
      outputs: [{ name: "y" }],
    });
    const { outputs } = await nested.json();
    assertEquals(outputs[0].data, [2, 4, 6, 8]);
  }));

Deno.test("Inputs that the graph does not take are a 422 that names the place", () =>
  withServer(async ({ post }) => {
    const cases: [unknown, string][] = [
      [{}, "inputs"],
      [{ inputs: [] }, "inputs"],
      [{ inputs: [null] }, "inputs[0]"],
      [request({ name: "z" }), "inputs[0].name"],
      [request({ datatype: "FP64" }), "inputs[0].datatype"],
      [request({ shape: [2, 3] }), "inputs[0].shape"],
      [request({ shape: [-2, -2] }), "inputs[0].shape"],
      [request({ shape: [1e9, 2] }), "inputs[0].shape"],
      [request({ shape: "2x2" }), "inputs[0].shape"],
      [request({ data: [1, 2, 3] }), "inputs[0].data"],
      [request({ data: "1,2,3,4" }), "inputs[0].data"],
      [request({ data: [1, 2, 3, null] }), "inputs[0].data[3]"],
      [request({ data: [1, 2, 3, 1e39] }), "inputs[0].data[3]"],
      [
        { inputs: [...request().inputs, ...request().inputs] },
        "inputs[1].name",
      ],
      [{ ...request(), outputs: [{ name: "z" }] }, "outputs[0].name"],
    ];
    for (const [body, path] of cases) {
      const response = await post(INFER, body);
      const { details, message } = await response.json();
      assertEquals([response.status, details[0].path], [422, path]);
      assertStringIncludes(message, path);
    }
  }));
