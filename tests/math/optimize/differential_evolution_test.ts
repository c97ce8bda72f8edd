import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { differentialEvolution } from "lib/math/optimize/differential_evolution.ts";

/** Ackley's function, moved to (0.7, …) and scaled to the unit cube. */
function ackley(point: Float64Array): number {
  const x = point.map((v) => 20 * (v - 0.7));
  const n = x.length;
  const square = x.reduce((s, v) => s + v * v, 0) / n;
  const wave = x.reduce((s, v) => s + Math.cos(2 * Math.PI * v), 0) / n;
  return 20 + Math.E - 20 * Math.exp(-0.2 * Math.sqrt(square)) - Math.exp(wave);
}

Deno.test("differentialEvolution() finds Ackley's pit among its hills", () => {
  const [best] = differentialEvolution(ackley, 4, {
    rng: makeRng(5),
    generations: 200,
  });
  assertLess(best.cost, 1e-4);
  for (const value of best.point) assertAlmostEquals(value, 0.7, 1e-4);
});

Deno.test("differentialEvolution() repeats itself for the same seed", () => {
  const run = () =>
    differentialEvolution(ackley, 2, { rng: makeRng(9), generations: 5 });
  assertEquals(run(), run());
});

Deno.test("differentialEvolution() walks around invalid points", () => {
  const half = (x: Float64Array) => x[0] < 0.5 ? Infinity : x[0];
  const [best] = differentialEvolution(half, 1, { rng: makeRng(2) });
  assertAlmostEquals(best.point[0], 0.5, 1e-3);
});
