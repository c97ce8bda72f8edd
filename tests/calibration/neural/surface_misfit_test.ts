import { assertAlmostEquals, assertEquals } from "@std/assert";
import { SurfaceMisfit } from "lib/calibration/neural/surface_misfit.ts";
import {
  type GridReader,
  readGrid,
} from "lib/calibration/neural/surface_projector.ts";
import { makeRng } from "lib/core/rng.ts";

const [QUOTES, MODES, NODES] = [7, 3, 5];
const rng = makeRng(5);
const draw = (length: number) =>
  Float64Array.from({ length }, () => rng.normal());

function reader(): GridReader {
  return {
    modes: draw(QUOTES * MODES),
    solve: draw(MODES * NODES),
    offset: draw(QUOTES),
    nodes: NODES,
  };
}

/** `|target − surface|²` at the quotes, quote by quote. */
function plainCost(
  target: Float64Array,
  through: GridReader | null,
  surface: Float64Array,
): number {
  const model = readGrid(through, surface);
  return target.reduce((sum, t, i) => sum + (t - model[i]) ** 2, 0);
}

Deno.test("A misfit in coefficients is the misfit at the quotes", () => {
  for (const through of [reader(), null]) {
    const target = draw(through === null ? NODES : QUOTES);
    const misfit = new SurfaceMisfit(target, through);
    for (let i = 0; i < 5; ++i) {
      const surface = draw(NODES);
      const c = misfit.coefficients(surface);
      const plain = plainCost(target, through, surface);
      assertAlmostEquals(misfit.cost(c), plain, 1e-12 * (1 + plain));
      assertEquals(misfit.at(c).cost, misfit.cost(c));
    }
  }
});

Deno.test("The pull is minus half the slope of the misfit", () => {
  const misfit = new SurfaceMisfit(draw(QUOTES), reader());
  const c = draw(MODES);
  const { pull } = misfit.at(c);
  for (let j = 0; j < MODES; ++j) {
    const [up, down] = [c.slice(), c.slice()];
    up[j] += 1e-5;
    down[j] -= 1e-5;
    const slope = (misfit.cost(up) - misfit.cost(down)) / 2e-5;
    assertAlmostEquals(pull[j], -slope / 2, 1e-7);
  }
});

Deno.test("A surface that is the quotes has no misfit, and never less", () => {
  const through = reader();
  const surface = draw(NODES);
  const misfit = new SurfaceMisfit(readGrid(through, surface), through);
  const cost = misfit.cost(misfit.coefficients(surface));
  assertEquals(cost >= 0 && cost < 1e-12, true);
});
