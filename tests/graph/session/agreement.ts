/**
 * Every layer on both backends: prints the largest difference of each as JSON.
 * A process of its own, so that no lock file names onnxruntime-node.
 */

import { graphsOf } from "../layer_check.ts";
import { elements } from "../gradient_check.ts";
import { EVERY_LAYER } from "../layers/every_layer.ts";
import {
  type Backend,
  openSession,
  type Tensors,
} from "lib/graph/session/session.ts";
import { float32, tensor } from "lib/graph/tensor.ts";

const worst: Record<string, number> = {};

/** What a backend makes of a model, all outputs in one. */
async function answers(
  model: Uint8Array,
  backend: Backend,
  feeds: Tensors,
): Promise<number[]> {
  const session = await openSession(model, { backend });
  const results = await session.run(feeds);
  const again = await session.run(feeds);
  await session.release();
  return Object.keys(results).sort().flatMap((name) => {
    const data = float32(results[name], name);
    if (float32(again[name], name).some((v, i) => v !== data[i])) {
      throw new Error(`${backend} gave other bytes the second time`);
    }
    return [...data];
  });
}

for (const { title, layer, shape } of EVERY_LAYER) {
  const { training, inference } = graphsOf(layer, shape);
  const zeros = new Float32Array(training.initialParameters.length);
  const size = shape.reduce((n, d) => n * d, 1);
  const cases: [Uint8Array, Tensors][] = [
    [inference, { x: tensor(elements(size), shape) }],
    [training.model, {
      parameters: tensor(training.initialParameters),
      moment_0: tensor(zeros),
      step: tensor(Float64Array.of(1), []),
      ...(training.states.length === 0
        ? {}
        : { states: tensor(training.initialStates) }),
      ...Object.fromEntries(training.noises.map(({ name, dims }) => {
        const n = dims.reduce((a, b) => a * b, 1);
        return [name, tensor(new Float32Array(n).fill(1), dims)];
      })),
    }],
  ];
  for (const [model, feeds] of cases) {
    const wasm = await answers(model, "wasm", feeds);
    const node = await answers(model, "node", feeds);
    const differences = wasm.map((v, i) =>
      Math.abs(v - node[i]) / Math.max(1, Math.abs(v))
    );
    worst[title] = Math.max(worst[title] ?? 0, ...differences);
  }
}
console.log(JSON.stringify(worst));
