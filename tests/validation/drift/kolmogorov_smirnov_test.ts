import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import {
  kolmogorovSmirnov,
  kolmogorovTail,
} from "lib/validation/drift/kolmogorov_smirnov.ts";
import { bentSample, goldenSample } from "./sequences.ts";

Deno.test("kolmogorovSmirnov() agrees with SciPy's exact ks_2samp()", () => {
  const small = kolmogorovSmirnov(
    goldenSample(40),
    bentSample(25, { power: 1.5, shift: 0.1 }),
  );
  assertEquals(small.statistic, 0.125);
  assertAlmostEquals(small.pValue, 0.9436337516874128, 1e-12);
  const ties = kolmogorovSmirnov(
    [1, 1, 2, 3, 3, 3, 5],
    [2, 3, 3, 4, 5, 5, 6, 7],
  );
  assertAlmostEquals(ties.statistic, 0.48214285714285715, 1e-15);
  assertAlmostEquals(ties.pValue, 0.2522144522144522, 1e-13);
  const large = kolmogorovSmirnov(
    goldenSample(3000),
    bentSample(2000, { power: 1.07 }),
    { exactUpTo: 1e7 },
  );
  assertAlmostEquals(large.statistic, 0.026, 1e-15);
  assertEquals(large.method, "exact");
  assertAlmostEquals(large.pValue, 0.38722795912209784, 1e-9);
});

Deno.test("kolmogorovSmirnov() of large samples is SciPy's kstwobign", () => {
  const { statistic, pValue, method } = kolmogorovSmirnov(
    goldenSample(3000),
    bentSample(2000, { power: 1.07 }),
  );
  assertEquals([statistic, method], [0.026, "limit"]);
  assertAlmostEquals(pValue, 0.3918112215338825, 1e-12);
  for (
    const [lambda, tail] of [
      [0.3, 0.9999906941986655],
      [0.6, 0.8642827790506042],
      [0.999, 0.27107316411506394],
      [1, 0.26999967167735456],
      [1.5, 0.022217962616525127],
      [3, 3.045995948942526e-08],
    ]
  ) {
    const error = Math.abs(kolmogorovTail(lambda) - tail);
    assert(error < 1e-12 * Math.max(tail, 1e-3), `${lambda}: ${error}`);
  }
  assertEquals(kolmogorovTail(0), 1);
});

Deno.test("kolmogorovSmirnov() rejects one law at its level and no oftener", () => {
  const rng = makeRng(8);
  const sample = () => Float64Array.from({ length: 50 }, () => rng.normal());
  const runs = 2000;
  let rejected = 0;
  for (let run = 0; run < runs; ++run) {
    if (kolmogorovSmirnov(sample(), sample()).pValue <= 0.05) ++rejected;
  }
  // D is discrete: the chance is .0392 and not .05 for 50 and 50 (exact).
  const error = Math.sqrt(0.0392 * 0.9608 / runs);
  assert(Math.abs(rejected / runs - 0.0392) < 4 * error, `${rejected}`);
});
