import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { afterTraining, checkLayer, graphsOf } from "../layer_check.ts";
import { elements } from "../gradient_check.ts";
import { EVERY_LAYER } from "./every_layer.ts";
import { openSession } from "lib/graph/session/session.ts";
import { float32, tensor } from "lib/graph/tensor.ts";

for (const { title, layer, shape } of EVERY_LAYER) {
  Deno.test(`${title}: parameters and input have the gradient of its differences`, async () => {
    await checkLayer(title, layer, shape);
  });

  Deno.test(`${title}: evaluation and inference answer the same after training`, async () => {
    const x = elements(shape.reduce((n, d) => n * d, 1), 4);
    const { evaluation, inference } = await afterTraining(layer, shape, x);
    assert(evaluation.every(Number.isFinite));
    assertEquals(evaluation.length, inference.length);
    // Constants may be folded in inference, so the last bits may differ.
    evaluation.forEach((v, i) =>
      assertAlmostEquals(inference[i], v, 1e-5 * Math.max(1, Math.abs(v)))
    );
  });

  Deno.test(`${title}: a free batch runs with 1, 3 and 100 rows, each by itself`, async () => {
    const session = await openSession(graphsOf(layer, shape).inference);
    try {
      const size = shape.slice(1).reduce((n, d) => n * d, 1);
      const x = elements(100 * size, 6);
      const answers: Float32Array[] = [];
      for (const rows of [1, 3, 100]) {
        const dims = [rows, ...shape.slice(1)];
        const feeds = { x: tensor(x.slice(0, rows * size), dims) };
        const { y } = await session.run(feeds);
        assertEquals(y.dims[0], rows);
        answers.push(float32(y, "y"));
      }
      const [one, three, many] = answers;
      // Products of other sizes may sum in another order.
      one.forEach((v, i) => assertAlmostEquals(v, many[i], 1e-5));
      three.forEach((v, i) => assertAlmostEquals(v, many[i], 1e-5));
    } finally {
      await session.release();
    }
  });
}
