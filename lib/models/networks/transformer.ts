/**
 * Transformers that see a surface as a sequence of its rows.
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import { transformerBlock } from "lib/graph/layers/attention.ts";
import { dense } from "lib/graph/layers/dense.ts";
import { normally } from "lib/graph/layers/initializers.ts";
import { layerNorm } from "lib/graph/layers/norm.ts";
import { add } from "lib/graph/ops/arithmetic.ts";
import { reshape } from "lib/graph/ops/layout.ts";
import type { Architecture } from "lib/models/networks/architecture.ts";

const WIDTH = 48;
const BLOCKS = 2;

/** Surfaces as sequences of smiles. */
export const TRANSFORMER: Architecture = {
  name: "transformer",
  reads: "grid",
  encode(surfaces, { rows, columns }, outputs, name) {
    const [n] = surfaces.shape;
    const smiles = reshape(surfaces, [n, rows, columns]);
    const places = mixed(dense(smiles, WIDTH, `${name}.embed`), name);
    return dense(reshape(places, [n, rows * WIDTH]), outputs, `${name}.head`);
  },
  decode(codes, { rows, columns }, name) {
    const [n] = codes.shape;
    const wide = dense(codes, rows * WIDTH, `${name}.embed`);
    const places = mixed(reshape(wide, [n, rows, WIDTH]), name);
    const smiles = dense(places, columns, `${name}.head`);
    return reshape(smiles, [n, rows * columns]);
  },
};

/** Learned positions, then blocks of attention. */
function mixed(places: Value, name: string): Value {
  const shape = places.shape.slice(1);
  const positions = places.graph.parameter(
    `${name}.positions`,
    shape,
    normally(0.02),
    { decays: false },
  );
  let h = add(places, positions);
  for (let i = 0; i < BLOCKS; ++i) {
    h = transformerBlock(h, `${name}.block${i}`, { expansion: 2 });
  }
  return layerNorm(h, `${name}.norm`);
}
