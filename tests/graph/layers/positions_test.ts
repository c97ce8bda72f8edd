import { assertAlmostEquals, assertEquals } from "@std/assert";
import { Graph } from "lib/graph/graph.ts";
import { addPositions, sinusoids } from "lib/graph/layers/positions.ts";
import { elements } from "../gradient_check.ts";
import { runOnce } from "../run_once.ts";

Deno.test("sinusoids() are sines and cosines of wavelengths up to 2π·10⁴", () => {
  const [places, width] = [60, 4];
  const values = sinusoids(places, width);
  assertEquals([...values.subarray(0, width)], [0, 1, 0, 1]);
  for (const t of [1, 17, 59]) {
    // Vaswani et al. (2017), section 3.5: 10000^(2/4) = 100.
    [Math.sin(t), Math.cos(t), Math.sin(t / 100), Math.cos(t / 100)]
      .forEach((v, j) => assertAlmostEquals(values[t * width + j], v, 1e-6));
  }
});

Deno.test("addPositions() adds the same vectors to every sequence", async () => {
  const [rows, places, width] = [2, 3, 2];
  const x = elements(rows * places * width, 1);
  const learned = elements(places * width, 2);
  for (const kind of ["learned", "sinusoidal"] as const) {
    const weights = new Map([["positions", learned]]);
    const graph = new Graph({ mode: "inference", weights });
    const y = addPositions(
      graph.input("x", [rows, places, width]),
      "positions",
      kind,
    );
    const added = kind === "learned" ? learned : sinusoids(places, width);
    (await runOnce(y, { x })).forEach((v, i) =>
      assertAlmostEquals(v, x[i] + added[i % added.length], 1e-6)
    );
  }
});
