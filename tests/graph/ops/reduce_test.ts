import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { gradients } from "lib/graph/gradients.ts";
import { Graph } from "lib/graph/graph.ts";
import { square } from "lib/graph/ops/arithmetic.ts";
import { mean, sum, sumTo } from "lib/graph/ops/reduce.ts";
import { expandTo } from "lib/graph/ops/layout.ts";
import { argument, checkGradient, elements } from "../gradient_check.ts";
import { runOnce } from "../run_once.ts";

const CUBE = argument([2, 3, 2]);

for (const [name, reduce] of [["sum", sum], ["mean", mean]] as const) {
  Deno.test(`${name}() has the gradient of its differences over any axes`, async () => {
    await checkGradient(name, (a) => reduce(a), [CUBE]);
    await checkGradient(name, (a) => reduce(a, { axes: [1] }), [CUBE]);
    await checkGradient(name, (a) => reduce(a, { axes: [-1, 0] }), [CUBE]);
    const keepDimensions = true;
    await checkGradient(
      name,
      (a) => reduce(a, { axes: [0, 2], keepDimensions }),
      [CUBE],
    );
    await checkGradient(name, (a) => reduce(a, { keepDimensions }), [CUBE]);
  });

  Deno.test(`${name}() over no axis is the value itself`, async () => {
    const graph = new Graph({ mode: "inference" });
    const x = graph.input("x", [2, 3]);
    const y = reduce(x, { axes: [] });
    assertEquals(y.shape, [2, 3]);
    const data = elements(6);
    assertEquals(await runOnce(y, { x: data }), data);
    assertEquals(reduce(graph.input("s", [])).shape, []);
  });

  Deno.test(`${name}() refuses axes that are not there or come twice`, () => {
    const graph = new Graph({ mode: "inference" });
    const x = graph.input("x", [2, 3]);
    assertThrows(() => reduce(x, { axes: [2] }), RangeError, "[2, 3]");
    assertThrows(() => reduce(x, { axes: [0, -2] }), RangeError, "once");
  });
}

Deno.test("mean() over a free dimension runs, and refuses to be differentiated", async () => {
  const graph = new Graph({ mode: "inference" });
  const x = graph.input("x", ["N", 2], { differentiable: true });
  const y = mean(square(x));
  assertThrows(() => gradients(y, [x]), TypeError, "must be a number");
  const data = Float32Array.of(1, 2, 3, 4);
  assertEquals(
    await runOnce(y, { x: data }, { x: [2, 2] }),
    Float32Array.of(7.5),
  );
});

/** A shape, and one that broadcasts to it. */
const shapes = fc.array(
  fc.record({ size: fc.integer({ min: 1, max: 4 }), one: fc.boolean() }),
  { maxLength: 4 },
).chain((dims) =>
  fc.record({
    whole: fc.constant(dims.map(({ size }) => size)),
    part: fc.nat({ max: dims.length }).map((cut) =>
      dims.slice(cut).map(({ size, one }) => one ? 1 : size)
    ),
  })
);

/** Sums by walking the indices of the whole, one after the other. */
function plainSumTo(data: Float32Array, whole: number[], part: number[]) {
  const out = new Float32Array(part.reduce((n, d) => n * d, 1));
  data.forEach((v, flat) => {
    let rest = flat;
    let at = 0;
    let stride = 1;
    for (let i = whole.length - 1; i >= 0; --i) {
      const index = rest % whole[i];
      rest = Math.floor(rest / whole[i]);
      const size = part[i - (whole.length - part.length)] ?? 1;
      if (size > 1) at += index * stride;
      stride *= size;
    }
    out[at] += v;
  });
  return out;
}

Deno.test("sumTo() sums what expandTo() repeats, for any shapes that broadcast", async () => {
  await fc.assert(
    fc.asyncProperty(shapes, async ({ whole, part }) => {
      const graph = new Graph({ mode: "inference" });
      const size = whole.reduce((n, d) => n * d, 1);
      // Whole numbers: their sums are exact.
      const data = Float32Array.from({ length: size }, (_, i) => (i * 7) % 11);
      const x = graph.input("x", whole);
      const y = sumTo(x, part);
      assertEquals(y.shape, part);
      assertEquals(
        await runOnce(y, { x: data }),
        plainSumTo(data, whole, part),
      );
      const few = new Graph({ mode: "inference" });
      const small = few.input("x", part, { differentiable: true });
      const wide = expandTo(small, few.input("like", whole));
      assertEquals(wide.shape, whole);
      const [back] = gradients(wide, [small], few.input("g", whole));
      assertEquals(
        await runOnce(back!, { g: data }),
        plainSumTo(data, whole, part),
      );
    }),
    { numRuns: 40, seed: 1 },
  );
});

Deno.test("expandTo() refuses to shrink", () => {
  const graph = new Graph({ mode: "inference" });
  const x = graph.input("x", [2, 3]);
  assertThrows(
    () => expandTo(x, graph.input("like", [2, 1])),
    TypeError,
    "expand",
  );
});
