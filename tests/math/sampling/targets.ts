import type { LogDensity } from "lib/math/sampling/log_density.ts";
import type { Chain } from "lib/math/sampling/chain.ts";

/** Two normals of standard deviations 1 and 10, correlation 0.9, means 3, −5. */
export const CORRELATED: LogDensity = {
  size: 2,
  evaluateInto(q, gradient) {
    const [x, y] = [q[0] - 3, (q[1] + 5) / 10];
    const gx = (x - 0.9 * y) / 0.19;
    const gy = (y - 0.9 * x) / 0.19;
    if (gradient !== undefined) {
      gradient[0] = -gx;
      gradient[1] = -gy / 10;
    }
    return -0.5 * (x * gx + y * gy);
  },
};

/** `x ~ N(0, 1)`, `y ~ N(x², 1/2)`: curved, with known moments. */
export const BANANA: LogDensity = {
  size: 2,
  evaluateInto(q, gradient) {
    const [x, gap] = [q[0], q[1] - q[0] * q[0]];
    if (gradient !== undefined) {
      gradient[0] = -x + 8 * gap * x;
      gradient[1] = -4 * gap;
    }
    return -0.5 * x * x - 2 * gap * gap;
  },
};

/** The logarithm of a gamma(3, 2) variable. */
export const LOG_GAMMA: LogDensity = {
  size: 1,
  evaluateInto(q, gradient) {
    const g = Math.exp(q[0]);
    if (gradient !== undefined) gradient[0] = 3 - 2 * g;
    return 3 * q[0] - 2 * g;
  },
};

/** A function of each draw, one array a chain. */
export function mapped(
  chains: readonly Chain[],
  size: number,
  of: (q: Float64Array) => number,
): Float64Array[] {
  return chains.map(({ values }) =>
    Float64Array.from(
      { length: values.length / size },
      (_, i) => of(values.subarray(i * size, (i + 1) * size)),
    )
  );
}
