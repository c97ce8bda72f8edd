import "../wasm_ready.ts";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { ArtifactError } from "lib/core/errors.ts";
import { makeRng } from "lib/core/rng.ts";
import { Graph } from "lib/graph/graph.ts";
import { dense } from "lib/graph/layers/dense.ts";
import { tanh } from "lib/graph/ops/activation.ts";
import { readModel } from "lib/graph/onnx/read.ts";
import { writeModel } from "lib/graph/onnx/write.ts";
import { buildInferenceGraph } from "lib/graph/optimize/training_graph.ts";
import { openSession } from "lib/graph/session/session.ts";
import { float32, tensor } from "lib/graph/tensor.ts";
import { elements } from "../gradient_check.ts";

const WEIGHTS = new Map([
  ["layer.weight", elements(6, 1)],
  ["layer.bias", elements(2, 2)],
]);
const METADATA = { law: "vg", grid: "20 × 10" };

function model(): Uint8Array<ArrayBuffer> {
  const graph = new Graph({ mode: "inference", weights: WEIGHTS });
  const x = graph.input("x", ["N", 3]);
  const y = dense(x, 2, "layer", { activation: tanh });
  return buildInferenceGraph(graph, { y }, METADATA);
}

/** Opens bytes that must not open, then a good model: the runtime lives on. */
async function assertRefused(bytes: Uint8Array, name: string): Promise<void> {
  await assertRejects(
    () => openSession(bytes, { name }).then((s) => s.release()),
    ArtifactError,
    name,
  );
  const session = await openSession(model());
  await session.release();
}

Deno.test("a model cut off anywhere is an ArtifactError", async () => {
  const bytes = model();
  for (let length = 0; length < bytes.length; ++length) {
    await assertRejects(
      () =>
        openSession(bytes.slice(0, length), { name: `cut at ${length}` })
          .then((s) => s.release()),
      ArtifactError,
      `cut at ${length}`,
    );
  }
  const session = await openSession(bytes);
  assertEquals(session.summary.metadata, METADATA);
  await session.release();
});

Deno.test("foreign bytes are an ArtifactError and the runtime lives on", async () => {
  const text = (s: string) => new TextEncoder().encode(s);
  await assertRefused(new Uint8Array(), "empty");
  await assertRefused(new Uint8Array(1000), "zeros");
  await assertRefused(text("PAR1 is how another format starts"), "Parquet");
  await assertRefused(text('{"model": "json"}'), "JSON");
  await assertRefused(text("<html>404 Not Found</html>".repeat(50)), "a page");
  const rng = makeRng(9);
  for (let i = 0; i < 20; ++i) {
    const noise = Uint8Array.from({ length: 300 }, () => 256 * rng.uniform());
    await assertRefused(noise, `noise ${i}`);
  }
});

Deno.test("a model with a changed byte opens or is an ArtifactError, never a crash", async () => {
  const whole = model();
  const rng = makeRng(10);
  let refused = 0;
  for (let i = 0; i < 100; ++i) {
    const bytes = whole.slice();
    bytes[Math.floor(rng.uniform() * bytes.length)] ^= 1 << (8 * rng.uniform());
    const session = await openSession(bytes).catch((error) => {
      assert(error instanceof ArtifactError, String(error));
      ++refused;
      return null;
    });
    await session?.release();
  }
  // Most of the file is names and structure; weights may change unseen.
  assert(refused > 30, `${refused} of 100 refused`);
});

Deno.test("sessions opened and run at once are answered each by itself", async () => {
  // Without turns in the backend some of these runs fail or mix their tensors.
  const sums = await Promise.all(
    Array.from({ length: 12 }, async (_, i) => {
      const inputs = Array.from({ length: i + 1 }, (_, k) => `x${k}`);
      const session = await openSession(writeModel({
        nodes: [{ op: "Sum", inputs, outputs: ["y"] }],
        initializers: [],
        inputs: inputs.map((name) => ({ name, shape: ["N"] })),
        outputs: [{ name: "y", shape: ["N"] }],
      }));
      const sums: number[] = [];
      for (let run = 0; run < 20; ++run) {
        const one = tensor(Float32Array.of(run));
        const feeds = Object.fromEntries(inputs.map((name) => [name, one]));
        sums.push(float32((await session.run(feeds)).y, "y")[0]);
      }
      await session.release();
      return sums;
    }),
  );
  sums.forEach((all, i) => {
    assertEquals(all, all.map((_, run) => run * (i + 1)));
  });
});

Deno.test("a session runs many feeds at once, each answered by itself", async () => {
  const session = await openSession(model());
  const [w, b] = [...WEIGHTS.values()];
  const answers = await Promise.all(
    Array.from({ length: 20 }, async (_, i) => {
      const x = elements(3 * (i + 1), i);
      const { y } = await session.run({ x: tensor(x, [i + 1, 3]) });
      return { x, y };
    }),
  );
  await session.release();
  for (const { x, y } of answers) {
    assertEquals(y.dims, [x.length / 3, 2]);
    float32(y, "y").forEach((v, at) => {
      const [row, j] = [at >> 1, at & 1];
      let sum = b[j];
      for (let i = 0; i < 3; ++i) sum += x[3 * row + i] * w[2 * i + j];
      assert(Math.abs(v - Math.tanh(sum)) < 1e-6);
    });
  }
});

Deno.test("a feed that is missing, unknown or of another shape or type is a TypeError", async () => {
  const session = await openSession(model(), { name: "the net" });
  const good = tensor(new Float32Array(6), [2, 3]);
  const bad = [
    [{}, 'must be fed "x"'],
    [{ x: good, z: good }, '"z"'],
    [
      { x: tensor(new Float32Array(6), [3, 2]) },
      "[N, 3]: current value is [3, 2]",
    ],
    [{ x: tensor(new Float32Array(3), [3]) }, "[N, 3]: current value is [3]"],
    [{ x: tensor(new Float64Array(6), [2, 3]) }, "float32"],
  ] as const;
  for (const [feeds, message] of bad) {
    await assertRejects(() => session.run(feeds), TypeError, message);
  }
  assertEquals((await session.run({ x: good })).y.dims, [2, 2]);
  await session.release();
});

Deno.test("readModel() tells inputs, outputs, sizes and metadata", () => {
  assertEquals(readModel(model()), {
    inputs: [{ name: "x", shape: ["N", 3], type: "float32" }],
    outputs: [{ name: "y", shape: ["N", 2], type: "float32" }],
    nodes: 3,
    parameters: 8,
    metadata: METADATA,
  });
});
