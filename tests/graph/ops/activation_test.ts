import { assertAlmostEquals } from "@std/assert";
import type { Value } from "lib/graph/graph.ts";
import { Graph } from "lib/graph/graph.ts";
import {
  elu,
  erf,
  gelu,
  logSoftmax,
  relu,
  sigmoid,
  silu,
  softmax,
  softplus,
  tanh,
} from "lib/graph/ops/activation.ts";
import { argument, checkGradient } from "../gradient_check.ts";
import { runOnce } from "../run_once.ts";

/** Each activation and its value at 0.7 and −1.3 (mpmath, 12 digits). */
const ACTIVATIONS: readonly [string, (a: Value) => Value, number, number][] = [
  ["tanh", tanh, 0.604367777117, -0.861723159313],
  ["sigmoid", sigmoid, 0.668187772168, 0.214165016957],
  ["relu", relu, 0.7, 0],
  ["elu", elu, 0.7, -0.727468206966],
  ["softplus", softplus, 1.10318604889, 0.241008453833],
  ["silu", silu, 0.467731440518, -0.278414522045],
  ["gelu", gelu, 0.530625443444, -0.125840629961],
  ["erf", erf, 0.677801193837, -0.934007944941],
];

for (const [name, apply, above, below] of ACTIVATIONS) {
  Deno.test(`${name}() has its published value and the gradient of its differences`, async () => {
    const graph = new Graph({ mode: "inference" });
    const y = apply(graph.input("x", [2]));
    const values = await runOnce(y, { x: Float32Array.of(0.7, -1.3) });
    // float32, and the runtime's own approximations of erf and tanh.
    assertAlmostEquals(values[0], above, 1e-6);
    assertAlmostEquals(values[1], below, 1e-6);
    await checkGradient(name, apply, [argument([2, 3])]);
  });
}

for (
  const [name, apply] of [["softmax", softmax], [
    "logSoftmax",
    logSoftmax,
  ]] as const
) {
  Deno.test(`${name}() has the gradient of its differences, twice too`, async () => {
    await checkGradient(name, apply, [argument([2, 4])]);
    await checkGradient(name, apply, [argument([2, 2, 3])], { twice: false });
  });
}

Deno.test("logSoftmax() and softplus() do not overflow", async () => {
  const graph = new Graph({ mode: "inference" });
  const y = logSoftmax(graph.input("x", [1, 2]));
  const [low, high] = await runOnce(y, { x: Float32Array.of(0, 1000) });
  assertAlmostEquals(low, -1000, 1e-3);
  assertAlmostEquals(high, 0, 1e-6);
  const again = new Graph({ mode: "inference" });
  const z = softplus(again.input("x", [2]));
  const [none, all] = await runOnce(z, { x: Float32Array.of(-1000, 1000) });
  assertAlmostEquals(none, 0, 1e-6);
  assertAlmostEquals(all, 1000, 1e-3);
});
