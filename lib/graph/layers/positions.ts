/**
 * Where in a sequence a place stands, added to what stands there: attention
 * alone does not know.
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import { normally } from "lib/graph/layers/initializers.ts";
import { add } from "lib/graph/ops/arithmetic.ts";
import { fixedDimension } from "lib/graph/shape.ts";

/** How places are told apart. */
export type Positions = "learned" | "sinusoidal";

/**
 * Sequences with a vector of each place added: learned ones, or sines and
 * cosines of wavelengths from 2π to 2π·10⁴ (Vaswani et al., 2017, section 3.5).
 *
 * @param x Sequences `[n × places × width]`.
 * @param name Name of the parameter, if they are learned.
 * @param kind Which they are. @default {"learned"}
 * @returns Sequences of the same shape.
 */
export function addPositions(
  x: Value,
  name: string,
  kind: Positions = "learned",
): Value {
  const places = fixedDimension("tell places apart", x.shape, 1);
  const width = fixedDimension("tell places apart", x.shape, 2);
  const positions = kind === "learned"
    ? x.graph.parameter(name, [places, width], normally(0.02), {
      decays: false,
    })
    : x.graph.constant(sinusoids(places, width), [places, width]);
  return add(x, positions);
}

/**
 * Sines in even columns, cosines in odd ones: column 2i of place t is
 * `sin(t / 10⁴^(2i / width))`.
 *
 * @returns Values `[places × width]`.
 */
export function sinusoids(places: number, width: number): Float32Array {
  const out = new Float32Array(places * width);
  for (let t = 0; t < places; ++t) {
    for (let j = 0; j < width; ++j) {
      const angle = t / 10_000 ** ((j - j % 2) / width);
      out[t * width + j] = j % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
    }
  }
  return out;
}
