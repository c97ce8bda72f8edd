import { assert, assertAlmostEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { fitParzen } from "lib/models/tune/parzen.ts";

const at = (x: number) => ({ low: x, high: x });
const cell = (i: number, count: number) => ({
  low: i / count,
  high: (i + 1) / count,
});

Deno.test("fitParzen() integrates to 1 on a numeric coordinate", () => {
  const law = fitParzen([{}], {
    cells: [[at(0)], [at(0.3)], [at(0.98)]],
    weights: [1, 2, 0.5],
    priorWeight: 1,
    width: 0.05,
  });
  let sum = 0;
  const n = 20_000;
  for (let i = 0; i < n; ++i) {
    sum += Math.exp(law.logDensity([at((i + 0.5) / n)])) / n;
  }
  assertAlmostEquals(sum, 1, 1e-6);
});

Deno.test("fitParzen() gives cells and choices probabilities that sum to 1", () => {
  const data = {
    cells: [[cell(1, 5)], [cell(4, 5)]],
    weights: [1, 3],
    priorWeight: 0.7,
    width: 0.1,
  };
  for (const axis of [{}, { choices: 5 }]) {
    const law = fitParzen([axis], data);
    const sum = [0, 1, 2, 3, 4].reduce(
      (s, i) => s + Math.exp(law.logDensity([cell(i, 5)])),
      0,
    );
    assertAlmostEquals(sum, 1, 1e-12);
  }
});

Deno.test("fitParzen() sees that coordinates go together", () => {
  const law = fitParzen([{}, { choices: 2 }], {
    cells: [[at(0.2), cell(0, 2)], [at(0.8), cell(1, 2)]],
    weights: [1, 1],
    priorWeight: 0.1,
    width: 0.05,
  });
  const together = law.logDensity([at(0.2), cell(0, 2)]);
  const crossed = law.logDensity([at(0.2), cell(1, 2)]);
  // One kernel against the prior's, whose weight is 1/21, and the floor 0.05 of the choice.
  assert(Math.exp(crossed - together) < 0.1);
});

Deno.test("Draws of fitParzen() have its distribution, within 4 standard errors", () => {
  const law = fitParzen([{}], {
    cells: [[at(0.1)]],
    weights: [1],
    priorWeight: 1,
    width: 0.1,
  });
  const rng = makeRng(3);
  const n = 20_000;
  let below = 0;
  for (let i = 0; i < n; ++i) below += law.sample(rng)[0] < 0.25 ? 1 : 0;
  const steps = 10_000;
  let mass = 0;
  for (let i = 0; i < steps; ++i) {
    mass += 0.25 / steps *
      Math.exp(law.logDensity([at(0.25 * (i + 0.5) / steps)]));
  }
  assertAlmostEquals(below / n, mass, 4 * Math.sqrt(mass * (1 - mass) / n));
});
