import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { monotoneInterpolation } from "lib/math/monotone_interpolation.ts";
import { INCREASING, TURNING } from "../reference/pchip_scipy.ts";

const grid = (low: number, high: number, count: number) =>
  Float64Array.from(
    { length: count + 1 },
    (_, i) => low + (high - low) * i / count,
  );

Deno.test("monotoneInterpolation() at steepness 1 is scipy's PCHIP", () => {
  for (const { x, y, points, values } of [INCREASING, TURNING]) {
    monotoneInterpolation(x, y)(points)
      .forEach((v, i) => assertAlmostEquals(v, values[i], 1e-15));
  }
});

Deno.test("monotoneInterpolation() meets its knots exactly and is flat beyond", () => {
  for (const steepness of [0, 0.9, 2]) {
    const { x, y } = INCREASING;
    const curve = monotoneInterpolation(x, y, { steepness });
    assertEquals([...curve(x)], [...y]);
    assertEquals([...curve([-Infinity, -1, 8.5, Infinity])], [0, 0, 1, 1]);
  }
});

Deno.test("monotoneInterpolation() of a monotone table is monotone at any steepness", () => {
  const rng = makeRng(12);
  for (let trial = 0; trial < 200; ++trial) {
    const n = 2 + Math.floor(rng.uniform() * 10);
    // Widths and rises over ten decades, some rises none.
    const walk = (flat: number) => {
      let at = 0;
      return Array.from({ length: n }, () => {
        const step = Math.exp(4 * rng.normal());
        return at += rng.uniform() < flat ? 0 : step;
      });
    };
    const x = walk(0);
    const y = walk(0.2);
    const falls = trial % 2 === 1;
    const steepness = 3 * rng.uniform();
    const curve = monotoneInterpolation(x, falls ? y.map((v) => -v) : y, {
      steepness,
    });
    for (let i = 0; i + 1 < n; ++i) {
      const values = curve(grid(x[i], x[i + 1], 400));
      const slack = 4 * Number.EPSILON * y[i + 1];
      for (let k = 1; k < values.length; ++k) {
        const step = (falls ? -1 : 1) * (values[k] - values[k - 1]);
        assert(step >= -slack, `trial ${trial}, piece ${i}: ${step}`);
      }
    }
  }
});

Deno.test("monotoneInterpolation() scales tangents until they meet the circle", () => {
  // Equal slopes of 1: tangents are the steepness, held to 3/√2 = 2.12.
  const x = [0, 1, 2, 3];
  const slopeAt = (steepness: number, knot: number) => {
    const h = 1e-6;
    const curve = monotoneInterpolation(x, x, { steepness });
    const [a, b] = curve([knot - h, knot + h]);
    return (b - a) / (2 * h);
  };
  for (const steepness of [0, 0.5, 0.9, 1, 2]) {
    assertAlmostEquals(slopeAt(steepness, 1), steepness, 1e-5);
  }
  assertAlmostEquals(slopeAt(8, 1), 3 / Math.SQRT2, 1e-5);
});

Deno.test("monotoneInterpolation() is the same from either side", () => {
  const { x, y } = INCREASING;
  const back = (values: readonly number[]) => values.map((v) => -v).reverse();
  for (const steepness of [0.9, 2, 5]) {
    const points = [0.3, 1.2, 2, 3.7, 6.5];
    const ahead = monotoneInterpolation(x, y, { steepness })(points);
    monotoneInterpolation(back(x), [...y].reverse(), { steepness })(
      points.map((v) => -v),
    ).forEach((v, i) => assertAlmostEquals(v, ahead[i], 1e-14));
  }
});

Deno.test("monotoneInterpolation() leaves PCHIP where PCHIP leaves the circle", () => {
  // A wide flat piece between narrow steep ones: PCHIP's tangents are nearly
  // three times its slope at both ends, the circle's 3/√2 times.
  const x = [0, 0.001, 1.001, 1.002];
  const y = [0, 1, 2, 3];
  const h = 1e-7;
  const [a, b] = monotoneInterpolation(x, y)([0.001, 0.001 + h]);
  assertAlmostEquals((b - a) / h, 3 / Math.SQRT2, 1e-4);
});

Deno.test("monotoneInterpolation() takes one knot and two", () => {
  assertEquals([...monotoneInterpolation([3], [7])([0, 3, 9])], [7, 7, 7]);
  assertEquals([...monotoneInterpolation([0, 2], [1, 2])([0.5, 1])], [
    1.25,
    1.5,
  ]);
});

Deno.test("monotoneInterpolation() names what it cannot use", () => {
  assertThrows(
    () => monotoneInterpolation([], []),
    RangeError,
    "must be a knot",
  );
  assertThrows(
    () => monotoneInterpolation([1, 2], [1]),
    TypeError,
    "there are 1",
  );
  assertThrows(
    () => monotoneInterpolation([1, 1], [1, 2]),
    RangeError,
    "knot 1 is 1 after 1",
  );
  assertThrows(
    () => monotoneInterpolation([1, 2], [1, NaN]),
    RangeError,
    "knot 1 is (2, NaN)",
  );
  assertThrows(
    () => monotoneInterpolation([1], [1], { steepness: -1 }),
    RangeError,
    "current value is -1",
  );
  assertThrows(() => monotoneInterpolation([1], [1])([NaN]), RangeError, "NaN");
});
