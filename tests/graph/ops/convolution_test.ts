import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Graph } from "lib/graph/graph.ts";
import {
  type ConvolutionOptions,
  convolve,
} from "lib/graph/ops/convolution.ts";
import { argument, checkGradient, elements } from "../gradient_check.ts";
import { runOnce } from "../run_once.ts";

interface Case {
  readonly title: string;
  readonly x: readonly [number, number, number, number];
  readonly kernel: readonly [number, number, number, number];
  readonly options: Omit<ConvolutionOptions, "bias">;
}

const CASES: readonly Case[] = [
  { title: "plain", x: [2, 2, 3, 4], kernel: [3, 2, 2, 2], options: {} },
  {
    title: "padded on all sides differently",
    x: [1, 2, 3, 3],
    kernel: [2, 2, 2, 3],
    options: { pads: [1, 0, 2, 1] },
  },
  {
    title: "stride 2 that leaves a row and a column unused",
    x: [2, 1, 4, 6],
    kernel: [2, 1, 3, 3],
    options: { strides: [2, 2] },
  },
  {
    title: "stride 3 that leaves two columns unused, padded",
    x: [1, 1, 2, 7],
    kernel: [1, 1, 1, 2],
    options: { strides: [1, 3], pads: [0, 0, 0, 0] },
  },
  {
    title: "dilated",
    x: [2, 1, 5, 4],
    kernel: [2, 1, 2, 2],
    options: { dilations: [3, 2] },
  },
  {
    title: "strided, dilated and padded, with rows unused",
    x: [2, 2, 5, 6],
    kernel: [2, 2, 2, 2],
    options: { strides: [2, 3], dilations: [2, 1], pads: [1, 1, 0, 2] },
  },
];

/** The definition, tap by tap. */
function plain(
  x: Float32Array,
  kernel: Float32Array,
  bias: Float32Array,
  { x: [n, c, height, width], kernel: [o, , rows, columns], options }: Case,
): number[] {
  const { strides = [1, 1], dilations = [1, 1], pads = [0, 0, 0, 0] } = options;
  const count = (size: number, axis: 0 | 1, taps: number) =>
    Math.floor(
      (size + pads[axis] + pads[axis + 2] - dilations[axis] * (taps - 1) - 1) /
        strides[axis],
    ) + 1;
  const out: number[] = [];
  for (let b = 0; b < n; ++b) {
    for (let f = 0; f < o; ++f) {
      for (let i = 0; i < count(height, 0, rows); ++i) {
        for (let j = 0; j < count(width, 1, columns); ++j) {
          let sum = bias[f];
          for (let ch = 0; ch < c; ++ch) {
            for (let r = 0; r < rows; ++r) {
              for (let s = 0; s < columns; ++s) {
                const at = i * strides[0] - pads[0] + r * dilations[0];
                const to = j * strides[1] - pads[1] + s * dilations[1];
                if (at < 0 || at >= height || to < 0 || to >= width) continue;
                sum += x[((b * c + ch) * height + at) * width + to] *
                  kernel[((f * c + ch) * rows + r) * columns + s];
              }
            }
          }
          out.push(sum);
        }
      }
    }
  }
  return out;
}

for (const testCase of CASES) {
  const { title, x, kernel, options } = testCase;

  Deno.test(`convolve() is the plain sum: ${title}`, async () => {
    const graph = new Graph({ mode: "inference" });
    const size = (dims: readonly number[]) => dims.reduce((n, d) => n * d, 1);
    const bias = graph.input("b", [kernel[0]]);
    const y = convolve(graph.input("x", x), graph.input("k", kernel), {
      ...options,
      bias,
    });
    const [dx, dk] = [elements(size(x), 1), elements(size(kernel), 2)];
    const db = elements(kernel[0], 3);
    const result = await runOnce(y, { x: dx, k: dk, b: db });
    const expected = plain(dx, dk, db, testCase);
    assertEquals(size(y.shape as number[]), expected.length);
    assertEquals(result.length, expected.length);
    expected.forEach((v, i) => assertAlmostEquals(result[i], v, 1e-5));
  });

  Deno.test(`convolve() has the gradient of its differences, twice too: ${title}`, async () => {
    await checkGradient(
      title,
      (x, kernel, bias) => convolve(x, kernel, { ...options, bias }),
      [argument(x), argument(kernel), argument([kernel[0]])],
    );
  });
}

Deno.test("convolve() refuses shapes that do not fit", () => {
  const graph = new Graph({ mode: "inference" });
  const x = graph.input("x", [1, 2, 3, 3]);
  assertThrows(
    () => convolve(x, graph.input("k", [1, 1, 2, 2])),
    TypeError,
    "current values are [1, 2, 3, 3] and [1, 1, 2, 2]",
  );
  const big = graph.input("big", [1, 2, 2, 4]);
  assertThrows(
    () => convolve(x, big),
    TypeError,
    "its taps reach over [2, 4] of [3, 3]",
  );
  const fits = graph.input("fits", [5, 2, 2, 2]);
  assertThrows(
    () => convolve(x, fits, { bias: graph.input("b", [4]) }),
    TypeError,
    "bias",
  );
});
