/** A net trained on random rows until the process is ended; says when it begins. */

import { makeRng } from "lib/core/rng.ts";
import { fitNetwork } from "lib/models/networks/fit_network.ts";
import { mlp } from "lib/models/networks/mlp.ts";

if (import.meta.main) {
  const rng = makeRng(1);
  const [inputs, outputs, count] = [24, 3, 4096];
  const draw = (length: number) =>
    Float32Array.from({ length }, () => rng.normal());
  const rows = { x: draw(count * inputs), y: draw(count * outputs), count };
  await fitNetwork(
    { inputs, outputs, forward: (x) => mlp(x, outputs, "net") },
    {
      training: rows,
      validation: rows,
    },
    {
      rng: rng.child("fit"),
      epochs: 1e6,
      patience: 1e6,
      onEpoch: ({ epoch }) => {
        if (epoch === 1) console.log("training");
      },
    },
  );
}
