import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { Graph } from "lib/graph/graph.ts";
import { averagePool, maxPool } from "lib/graph/ops/pool.ts";
import { gradients } from "lib/graph/gradients.ts";
import { sum } from "lib/graph/ops/reduce.ts";
import { argument, checkGradient } from "../gradient_check.ts";
import { runOnce } from "../run_once.ts";

/** Elements so far apart that no difference changes which is largest. */
const APART = argument(
  [2, 7],
  [3, 1, 2, -1, -2, 5, 0.5, -3, -4, 0, 2, 4, 1, -1],
);

Deno.test("maxPool() gives the largest of each group, the last being shorter", async () => {
  const graph = new Graph({ mode: "inference" });
  const x = graph.input("x", ["N", 7]);
  const y = maxPool(x, 3);
  assertEquals(y.shape, ["N", 3]);
  const data = Float32Array.from(APART.data!);
  assertEquals(
    [...await runOnce(y, { x: data }, { x: [2, 7] })],
    [3, 5, 0.5, 0, 4, -1],
  );
  assertStrictEquals(maxPool(x, 1), x);
});

Deno.test("maxPool() and averagePool() have the gradients of their differences", async () => {
  // The gradient of a maximum is constant but where it changes hands.
  const options = { twice: false };
  await checkGradient("maxPool", (a) => maxPool(a, 3), [APART], options);
  await checkGradient("maxPool of all", (a) => maxPool(a, 7), [APART], options);
  await checkGradient(
    "averagePool",
    (a) => averagePool(a, 3),
    [argument([2, 2, 6])],
  );
});

Deno.test("maxPool() shares the gradient of a tie", async () => {
  const graph = new Graph({ mode: "inference" });
  const x = graph.input("x", [1, 4], { differentiable: true });
  const [dx] = gradients(sum(maxPool(x, 4)), [x]);
  const data = Float32Array.of(2, 1, 2, 0);
  assertEquals([...await runOnce(dx!, { x: data })], [0.5, 0, 0.5, 0]);
});

Deno.test("averagePool() gives means, and pools refuse groups that do not fit", async () => {
  const graph = new Graph({ mode: "inference" });
  const x = graph.input("x", [1, 4]);
  const data = Float32Array.of(1, 3, 5, 9);
  assertEquals([...await runOnce(averagePool(x, 2), { x: data })], [2, 7]);
  assertStrictEquals(averagePool(x, 1), x);
  assertThrows(() => averagePool(x, 3), RangeError, "3");
  assertThrows(() => maxPool(x, 0), RangeError, "0");
  assertThrows(() => maxPool(x, 1.5), RangeError, "1.5");
});
