/**
 * Networks with weights and windows by a formula, so that another program can
 * compute the same.
 */

import { runOnce } from "../../graph/run_once.ts";
import { makeRng } from "lib/core/rng.ts";
import { Graph, type Value, type Weights } from "lib/graph/graph.ts";

/** From windows to the head. */
export type Network = (x: Value) => Value;

/** Element i of windows: `(1 + (i mod 7) / 5) · sin(0.9 i + 0.2)`. */
export function patternedWindows(size: number): Float32Array {
  return Float32Array.from(
    { length: size },
    (_, i) => (1 + (i % 7) / 5) * Math.sin(0.9 * i + 0.2),
  );
}

/**
 * Element i of the parameter created as number k, counted from 1:
 * `0.4 · sin(1.3 i + 0.7 k)`, and 1 more where the name ends in "scale".
 */
export function patternedWeights(
  network: Network,
  shape: readonly number[],
): Weights {
  const graph = new Graph({ mode: "evaluation", rng: makeRng(1) });
  network(graph.input("x", shape));
  return new Map(graph.parameters.map(({ value, initial }, k) => [
    value.name,
    initial.map((_, i) =>
      0.4 * Math.sin(1.3 * i + 0.7 * (k + 1)) +
      (value.name.endsWith("scale") ? 1 : 0)
    ),
  ]));
}

/**
 * What a network of such weights says of such windows, or of others.
 *
 * @param shape Shape of the windows.
 * @param windows Their elements. @default those of the formula
 */
export function patternedAnswer(
  network: Network,
  shape: readonly number[],
  windows: Float32Array = patternedWindows(shape.reduce((n, d) => n * d, 1)),
): Promise<Float32Array> {
  const graph = new Graph({
    mode: "inference",
    weights: patternedWeights(network, shape),
  });
  const y = network(graph.input("x", ["N", ...shape.slice(1)]));
  return runOnce(y, { x: windows }, { x: shape });
}
