import { assertEquals } from "@std/assert";
import { gradients } from "lib/graph/gradients.ts";
import { Graph } from "lib/graph/graph.ts";
import { add, exp, multiply, subtract } from "lib/graph/ops/arithmetic.ts";
import { composite } from "lib/graph/ops/composite.ts";
import { argument, checkGradient } from "../gradient_check.ts";

Deno.test("composite() takes the gradient that it is given, beside those of what is around", async () => {
  // a b and a − b as one operation, then a function of both.
  await checkGradient(
    "product and difference",
    (a, b) => {
      const [both, apart] = composite([exp(a), b], ([x, y]) => ({
        outputs: [multiply(x, y), subtract(x, y)],
        backward: ([g, h]) => [
          add(multiply(g!, y), h!),
          subtract(multiply(g!, x), h!),
        ],
      }));
      return multiply(both, apart);
    },
    [argument([2, 3]), argument([2, 3])],
    { twice: false },
  );
});

Deno.test("composite() of what no gradient passes to is plain nodes", () => {
  const graph = new Graph({ mode: "inference" });
  const x = graph.input("x", [2]);
  const [y] = composite([x], ([a]) => ({
    outputs: [exp(a)],
    backward: () => [null],
  }));
  assertEquals([y.differentiable, y.producer], [false, null]);
  assertEquals(gradients(y, [x], y), [null]);
});
