import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { Graph } from "lib/graph/graph.ts";
import { selfAttention, transformerBlock } from "lib/graph/layers/attention.ts";
import { openSession } from "lib/graph/session/session.ts";
import { float32, tensor } from "lib/graph/tensor.ts";
import { elements } from "../gradient_check.ts";
import { inferenceOf } from "../layer_check.ts";

const [ROWS, PLACES, WIDTH, HEADS] = [2, 4, 6, 3];
const SIZE = WIDTH / HEADS;
const PARTS = ["query", "key", "value", "output"];

const WEIGHTS = new Map(PARTS.flatMap((part, i) => [
  [`layer.${part}.weight`, elements(WIDTH * WIDTH, i)],
  [`layer.${part}.bias`, elements(WIDTH, 10 + i)],
]));

/** `x · w + b` for one row of numbers. */
function project(x: readonly number[], part: string): number[] {
  const w = WEIGHTS.get(`layer.${part}.weight`)!;
  const b = WEIGHTS.get(`layer.${part}.bias`)!;
  return Array.from(
    b,
    (bias, j) => x.reduce((sum, v, i) => sum + v * w[i * WIDTH + j], bias),
  );
}

/** Attention over one sequence, place by place and head by head. */
function plain(sequence: readonly number[][], causal: boolean): number[][] {
  const [q, k, v] = ["query", "key", "value"].map((part) =>
    sequence.map((x) => project(x, part))
  );
  return sequence.map((_, place) => {
    const mixed = new Array<number>(WIDTH).fill(0);
    for (let h = 0; h < HEADS; ++h) {
      const seen = causal ? place + 1 : sequence.length;
      const weights = Array.from({ length: seen }, (_, other) => {
        let dot = 0;
        for (let i = h * SIZE; i < (h + 1) * SIZE; ++i) {
          dot += q[place][i] * k[other][i];
        }
        return Math.exp(dot / Math.sqrt(SIZE));
      });
      const total = weights.reduce((a, b) => a + b, 0);
      for (let i = h * SIZE; i < (h + 1) * SIZE; ++i) {
        weights.forEach((w, other) => mixed[i] += w / total * v[other][i]);
      }
    }
    return project(mixed, "output");
  });
}

for (const causal of [false, true]) {
  const title = causal ? "causal selfAttention()" : "selfAttention()";
  Deno.test(`${title} is the formula, place by place`, async () => {
    const x = elements(ROWS * PLACES * WIDTH, 30);
    const sequences = Array.from(
      { length: ROWS },
      (_, r) =>
        Array.from({ length: PLACES }, (_, p) => {
          const start = (r * PLACES + p) * WIDTH;
          return [...x.subarray(start, start + WIDTH)];
        }),
    );
    const expected = sequences.flatMap((s) => plain(s, causal).flat());
    const shape = [ROWS, PLACES, WIDTH];
    const session = await openSession(inferenceOf(
      (v) => selfAttention(v, "layer", { heads: HEADS, causal }),
      shape,
      WEIGHTS,
    ));
    const { y } = await session.run({ x: tensor(x, shape) });
    await session.release();
    assertEquals(y.dims, shape);
    float32(y, "y").forEach((v, i) =>
      // Four float32 products in a row, of values up to ten.
      assertAlmostEquals(v, expected[i], 2e-5)
    );
  });
}

Deno.test("attention refuses heads that do not divide the width, and what is no sequence", () => {
  const graph = new Graph({ mode: "training", rng: makeRng(1) });
  const x = graph.input("x", [2, 3, 4]);
  assertThrows(
    () => selfAttention(x, "a", { heads: 3 }),
    TypeError,
    "with 3 heads over [2, 3, 4] as they must divide the width",
  );
  assertThrows(
    () => transformerBlock(graph.input("y", [2, 3]), "b"),
    RangeError,
    "current value is [2, 3]",
  );
});
