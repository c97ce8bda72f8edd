/**
 * Gradients of the graph against differences of what the graph computes, both
 * on the WebAssembly backend.
 *
 * The graph computes in float32, so a difference over a step `h` carries a
 * rounding error of about `6e-8 |y| / h`. Richardson's extrapolation of two
 * central differences, whose truncation error is O(h⁴), lets `h` be as large
 * as 1/32: both errors are then near 1e-5 for values of order one.
 */

import "./wasm_ready.ts";
import { assert } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { gradients } from "lib/graph/gradients.ts";
import { Graph, type Value } from "lib/graph/graph.ts";
import { add, multiply } from "lib/graph/ops/arithmetic.ts";
import { reshape } from "lib/graph/ops/layout.ts";
import { sum } from "lib/graph/ops/reduce.ts";
import { buildInferenceGraph } from "lib/graph/optimize/training_graph.ts";
import { openSession, type Tensors } from "lib/graph/session/session.ts";
import { type Shape, sizeOf } from "lib/graph/shape.ts";
import { float32, tensor } from "lib/graph/tensor.ts";

/** Largest difference allowed, relative to one or to the gradient's size. */
export const TOLERANCE = 1e-3;

const STEP = 1 / 32;

/** An argument of a checked operation. */
export interface Argument {
  /** Its shape. */
  readonly shape: readonly number[];
  /** Its elements; those of a seeded generator when left out. */
  readonly data?: readonly number[];
}

/** What is checked: any network of differentiable arguments. */
export type Checked = (...inputs: Value[]) => Value;

/** Seeded elements of absolute value 0.2 to 1.2, away from kinks at zero. */
export function elements(size: number, seed = 1): Float32Array {
  const rng = makeRng(seed);
  return Float32Array.from({ length: size }, () => {
    const u = rng.uniform();
    return (rng.uniform() < 0.5 ? -1 : 1) * (0.2 + u);
  });
}

/** A shape and, if they matter, its elements. */
export function argument(shape: readonly number[], data?: number[]): Argument {
  return data === undefined ? { shape } : { shape, data };
}

/** `Σ w y` with fixed weights, so that no element of `y` escapes the check. */
export function weighted(y: Value, seed = 77): Value {
  const size = sizeOf(y.shape);
  const weights = y.graph.constant(elements(size, seed), y.shape);
  return sum(multiply(y, weights));
}

/**
 * Checks the gradient of an operation, and when asked the gradient of a
 * weighted sum of that gradient.
 */
export async function checkGradient(
  what: string,
  network: Checked,
  args: readonly Argument[],
  options: { twice?: boolean } = {},
): Promise<void> {
  const { twice = true } = options;
  await checkOnce(what, network, args);
  if (!twice) return;
  await checkOnce(`${what}, twice`, (...inputs) => {
    // Squared, so that operations linear in their argument are seen as well.
    const y = network(...inputs);
    const once = gradients(weighted(multiply(y, y)), inputs);
    return once.filter((g) => g !== null)
      .map((g, i) => reshape(weighted(g, 90 + i), [1]))
      .reduce((total, part) => add(total, part));
  }, args);
}

async function checkOnce(
  what: string,
  network: Checked,
  args: readonly Argument[],
): Promise<void> {
  const graph = new Graph({ mode: "inference" });
  const inputs = args.map(({ shape }, i) =>
    graph.input(`x${i}`, shape, { differentiable: true })
  );
  const y = network(...inputs);
  const outputs: Record<string, Value> = { y };
  gradients(weighted(y), inputs).forEach((gradient, i) => {
    if (gradient === null) return;
    assertShape(what, gradient, args[i].shape);
    outputs[`g${i}`] = gradient;
  });
  const session = await openSession(buildInferenceGraph(graph, outputs));
  try {
    const values = args.map(({ shape, data }, i) =>
      data === undefined
        ? elements(sizeOf(shape), 10 + i)
        : Float32Array.from(data)
    );
    const feeds = (): Tensors =>
      Object.fromEntries(
        values.map((v, i) => [`x${i}`, tensor(v, args[i].shape)]),
      );
    const weights = elements(sizeOf(y.shape), 77);
    const total = async () => {
      const out = float32((await session.run(feeds())).y, "y");
      return out.reduce((sum, v, i) => sum + v * weights[i], 0);
    };
    const computed = await session.run(feeds());
    for (let i = 0; i < args.length; ++i) {
      const gradient = `g${i}` in outputs
        ? float32(computed[`g${i}`], `g${i}`)
        : new Float32Array(values[i].length);
      await compare(`${what}, argument ${i}`, values[i], gradient, total);
    }
  } finally {
    await session.release();
  }
}

/** Compares a gradient with differences of `total` over each element. */
export async function compare(
  what: string,
  values: Float32Array,
  gradient: Float32Array,
  total: () => Promise<number>,
): Promise<void> {
  for (let j = 0; j < values.length; ++j) {
    const at = values[j];
    const difference = async (h: number) => {
      values[j] = at + h;
      const high = await total();
      values[j] = at - h;
      const low = await total();
      values[j] = at;
      return (high - low) / (2 * h);
    };
    const wide = await difference(STEP);
    const expected = (4 * await difference(STEP / 2) - wide) / 3;
    const error = Math.abs(gradient[j] - expected);
    assert(
      error <= TOLERANCE * Math.max(1, Math.abs(expected)),
      `${what}, element ${j}: gradient ${gradient[j]}, difference ${expected}`,
    );
  }
}

function assertShape(what: string, gradient: Value, shape: Shape): void {
  assert(
    gradient.shape.join() === shape.join(),
    `${what}: gradient of shape [${gradient.shape}] for [${shape}]`,
  );
}
