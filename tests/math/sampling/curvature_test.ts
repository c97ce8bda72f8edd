import { assertAlmostEquals, assertEquals } from "@std/assert";
import { localNormal } from "lib/math/sampling/curvature.ts";
import { CORRELATED } from "./targets.ts";

Deno.test("localNormal() finds the covariance of a normal, capped at width 1", () => {
  const scaled = {
    size: 2,
    evaluateInto(q: Float64Array, gradient?: Float64Array) {
      const log = CORRELATED.evaluateInto(q.map((v) => 100 * v), gradient);
      gradient?.forEach((_, j) => gradient[j] *= 100);
      return log;
    },
  };
  const { covariance, root } = localNormal(scaled, new Float64Array(2));
  [1e-4, 9e-4, 9e-4, 1e-2].forEach((value, k) =>
    assertAlmostEquals(covariance[k], value, 1e-9)
  );
  assertAlmostEquals(root[0] ** 2 + root[1] ** 2, covariance[0], 1e-15);
  const wide = localNormal(CORRELATED, new Float64Array(2)).covariance;
  assertAlmostEquals(wide[3], 1, 0.05);
});

Deno.test("localNormal() has width 1 where the density rises or ends", () => {
  const rising = {
    size: 1,
    evaluateInto(q: Float64Array, gradient?: Float64Array) {
      if (gradient !== undefined) gradient[0] = q[0];
      return q[0] ** 2 / 2;
    },
  };
  assertEquals(localNormal(rising, Float64Array.of(1)).covariance[0], 1);
  const nowhere = { size: 1, evaluateInto: () => -Infinity };
  assertEquals(localNormal(nowhere, Float64Array.of(1)).covariance[0], 1);
});
