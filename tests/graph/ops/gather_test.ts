import { assertEquals, assertThrows } from "@std/assert";
import { Graph } from "lib/graph/graph.ts";
import { gatherLast } from "lib/graph/ops/gather.ts";
import { argument, checkGradient } from "../gradient_check.ts";
import { runOnce } from "../run_once.ts";

Deno.test("gatherLast() picks patches that overlap, in rows of any number", async () => {
  const graph = new Graph({ mode: "inference" });
  const x = graph.input("x", ["N", 2, 4]);
  const y = gatherLast(x, [0, 1, 2, 2, 3, 3], [2, 3]);
  assertEquals(y.shape, ["N", 2, 2, 3]);
  const data = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  assertEquals(
    [...await runOnce(y, { x: data }, { x: [1, 2, 4] })],
    [1, 2, 3, 3, 4, 4, 5, 6, 7, 7, 8, 8],
  );
});

Deno.test("gatherLast() has the gradient of its differences, summed where an element comes twice", async () => {
  await checkGradient(
    "gatherLast",
    (a) => gatherLast(a, [3, 0, 1, 1, 1, 3], [3, 2]),
    [argument([2, 2, 4])],
  );
});

Deno.test("gatherLast() refuses places outside the axis or that do not fill their shape", () => {
  const graph = new Graph({ mode: "inference" });
  const x = graph.input("x", [2, 4]);
  assertThrows(() => gatherLast(x, [0, 4], [2]), RangeError, "4");
  assertThrows(() => gatherLast(x, [-1], [1]), RangeError, "-1");
  assertThrows(() => gatherLast(x, [0.5], [1]), RangeError, "0.5");
  assertThrows(() => gatherLast(x, [0, 1, 2], [2, 2]), TypeError, "[2, 2]");
});
