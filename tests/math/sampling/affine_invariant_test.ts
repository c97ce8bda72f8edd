import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { affineInvariant } from "lib/math/sampling/affine_invariant.ts";
import { summarizeDraws } from "lib/math/sampling/diagnostics.ts";
import { BANANA, CORRELATED, mapped } from "./targets.ts";

function starts(count: number, size: number): Float64Array[] {
  const rng = makeRng(4);
  return Array.from(
    { length: count },
    () => Float64Array.from({ length: size }, () => rng.normal()),
  );
}

function assertMean(chains: readonly Float64Array[], expected: number) {
  const { mean, mcseMean } = summarizeDraws(chains);
  // Walkers of an ensemble are not independent: 5 of their standard errors.
  assertAlmostEquals(mean, expected, 5 * mcseMean);
}

Deno.test("affineInvariant() has the moments of a correlated normal", () => {
  const chains = affineInvariant(CORRELATED, starts(24, 2), {
    rng: makeRng(21),
    draws: 4000,
  });
  assertMean(mapped(chains, 2, (q) => q[0]), 3);
  assertMean(mapped(chains, 2, (q) => (q[1] + 5) ** 2), 100);
  assertMean(mapped(chains, 2, (q) => (q[0] - 3) * (q[1] + 5)), 9);
});

Deno.test("affineInvariant() has the moments of a curved density", () => {
  const chains = affineInvariant(BANANA, starts(24, 2), {
    rng: makeRng(22),
    draws: 8000,
  });
  assertMean(mapped(chains, 2, (q) => q[0] ** 2), 1);
  assertMean(mapped(chains, 2, (q) => q[1]), 1);
});

Deno.test("an affine map of the target maps the walkers", () => {
  const rng = () => makeRng(5);
  const first = starts(8, 2);
  const plain = affineInvariant(CORRELATED, first, { rng: rng(), draws: 50 });
  // Powers of two scale without rounding.
  const scaled = affineInvariant(
    {
      size: 2,
      evaluateInto: (q) =>
        CORRELATED.evaluateInto(Float64Array.of(q[0] / 1024, q[1] * 4096)),
    },
    first.map((q) => Float64Array.of(q[0] * 1024, q[1] / 4096)),
    { rng: rng(), draws: 50 },
  );
  plain.forEach(({ values }, k) => {
    const back = scaled[k].values.map((q, i) =>
      i % 2 === 0 ? q / 1024 : q * 4096
    );
    assertEquals(back, values);
  });
});

Deno.test("affineInvariant() refuses too few walkers, odd ones, and bad starts", () => {
  const run = (walkers: Float64Array[]) => () =>
    affineInvariant(CORRELATED, walkers, { rng: makeRng(1) });
  assertThrows(run(starts(2, 2)), RangeError, "at least 4");
  assertThrows(run(starts(5, 2)), RangeError, "even");
  const bad = starts(6, 2);
  bad[3][0] = NaN;
  assertThrows(run(bad), RangeError, "walker 3");
});

Deno.test("affineInvariant() counts what it accepts", () => {
  const chains = affineInvariant(CORRELATED, starts(10, 2), {
    rng: makeRng(6),
    draws: 500,
  });
  for (const { values, acceptance } of chains) {
    let moved = 0;
    for (let i = 1; i < 500; ++i) {
      moved += values[2 * i] === values[2 * i - 2] ? 0 : 1;
    }
    assert(Math.abs(moved - 500 * acceptance) <= 1);
    assert(acceptance > 0.3 && acceptance < 0.95);
  }
});
