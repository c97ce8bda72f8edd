import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { gradients } from "lib/graph/gradients.ts";
import { Graph } from "lib/graph/graph.ts";
import { add, multiply, square } from "lib/graph/ops/arithmetic.ts";
import {
  concat,
  expandTo,
  padZeros,
  reshape,
  slice,
  split,
  transpose,
} from "lib/graph/ops/layout.ts";
import { sum } from "lib/graph/ops/reduce.ts";
import { argument, checkGradient } from "../gradient_check.ts";
import { runOnce } from "../run_once.ts";

const CUBE = argument([2, 3, 2]);

Deno.test("layout operations have the gradients of their differences, twice too", async () => {
  await checkGradient("reshape", (a) => reshape(a, [4, 3]), [CUBE]);
  await checkGradient("transpose", (a) => transpose(a, [2, 0, 1]), [CUBE]);
  await checkGradient("slice", (a) => slice(a, 1, 1, 3), [CUBE]);
  await checkGradient("pad", (a) => padZeros(a, -1, 2, 1), [CUBE]);
  await checkGradient("concat", (a, b) => concat([a, b, a], 1), [
    CUBE,
    argument([2, 2, 2]),
  ]);
  await checkGradient(
    "expand",
    (a, b) => multiply(expandTo(a, b), b),
    [argument([3, 1]), CUBE],
  );
});

Deno.test("split() sends zeros back for parts that nothing uses", async () => {
  await checkGradient(
    "split",
    (a) => {
      const [first, , third] = split(a, [1, 2, 1], 1);
      return add(square(first), multiply(third, 3));
    },
    [argument([3, 4])],
  );
});

Deno.test("split() with a free dimension sends zeros back too, whatever arrives", async () => {
  const graph = new Graph({ mode: "inference" });
  const x = graph.input("x", ["N", 3], { differentiable: true });
  const [, last] = split(x, [2, 1], 1);
  const seed = graph.input("g", ["N", 1]);
  const [dx] = gradients(last, [x], seed);
  const result = await runOnce(dx!, { g: Float32Array.of(5, Infinity) }, {
    x: [2, 3],
    g: [2, 1],
  });
  assertEquals(result, Float32Array.of(0, 0, 5, 0, 0, Infinity));
});

Deno.test("parts of a random split, concatenated, are the whole", async () => {
  const cuts = fc.array(fc.integer({ min: 1, max: 4 }), {
    minLength: 1,
    maxLength: 5,
  });
  await fc.assert(
    fc.asyncProperty(cuts, fc.boolean(), async (lengths, first) => {
      const total = lengths.reduce((n, d) => n + d, 0);
      const shape = first ? [total, 2] : [2, total];
      const axis = first ? 0 : -1;
      const data = Float32Array.from({ length: 2 * total }, (_, i) => i);
      const graph = new Graph({ mode: "inference" });
      const x = graph.input("x", shape, { differentiable: true });
      const parts = split(x, lengths, axis);
      assertEquals(parts.map((p) => p.shape.at(axis)), lengths);
      const whole = concat(parts, axis);
      const loss = sum(multiply(whole, graph.input("w", shape)));
      const [dx] = gradients(loss, [x]);
      const both = add(whole, multiply(dx!, 1000));
      // The gradient of Σ w x is w: fed as the elements in reverse.
      const w = data.slice().reverse();
      assertEquals(
        await runOnce(both, { x: data, w }),
        data.map((v, i) => v + 1000 * w[i]),
      );
    }),
    { numRuns: 30, seed: 2 },
  );
});

Deno.test("a random slice holds its elements and sends zeros to the others", async () => {
  const ranges = fc.tuple(
    fc.integer({ min: 1, max: 8 }),
    fc.nat(7),
    fc.integer({ min: 1, max: 8 }),
  ).map(([length, a, n]) => {
    const start = a % length;
    return { length, start, end: Math.min(length, start + n) };
  });
  await fc.assert(
    fc.asyncProperty(ranges, async ({ length, start, end }) => {
      const graph = new Graph({ mode: "inference" });
      const x = graph.input("x", [length], { differentiable: true });
      const part = slice(x, 0, start, end);
      const [dx] = gradients(sum(square(part)), [x]);
      const data = Float32Array.from({ length }, (_, i) => i + 1);
      assertEquals(
        await runOnce(dx!, { x: data }),
        data.map((v, i) => i >= start && i < end ? 2 * v : 0),
      );
      const again = new Graph({ mode: "inference" });
      const y = slice(again.input("x", [length]), -1, start, end);
      assertEquals(await runOnce(y, { x: data }), data.slice(start, end));
    }),
    { numRuns: 30, seed: 3 },
  );
});

Deno.test("layout operations refuse what does not fit", () => {
  const graph = new Graph({ mode: "inference" });
  const x = graph.input("x", [2, 3]);
  const free = graph.input("free", ["N", 3]);
  assertThrows(
    () => reshape(x, [4]),
    TypeError,
    "Cannot reshape [2, 3] to [4] as both must have as many elements",
  );
  assertThrows(() => reshape(free, ["N", "N"]), TypeError);
  assertThrows(() => transpose(x, [0, 0]), RangeError, "each axis once");
  assertThrows(() => slice(x, 1, 2, 4), RangeError, "[0, 3)");
  assertThrows(() => slice(x, 1, 2, 2), RangeError);
  assertThrows(() => slice(x, 5, 0, 1), RangeError, "axis 5");
  assertThrows(() => slice(free, 0, 0, 1), TypeError, "must be a number");
  assertThrows(() => split(x, [1, 1], 1), RangeError, "must sum to it");
  assertThrows(() => concat([], 0), TypeError, "at least one");
  assertThrows(() => padZeros(x, 0, -1, 0), RangeError, "not be negative");
  assertThrows(
    () => concat([x, graph.input("y", [3, 3])], 1),
    TypeError,
    "must agree but for axis 1: current values are [2, 3] and [3, 3]",
  );
});
