/** Whether a table can be learnt from. @module */

import type { Matrix } from "lib/math/matrix.ts";

/**
 * Checks shapes, targets and weights of a training table.
 *
 * @param what Who wants to learn, for messages.
 * @param table Features `[n × p]`, targets `[n]`, weights `[n]` if rows differ.
 * @param isClass Whether targets must be 0 or 1, and both present.
 * @throws {TypeError} If shapes do not fit.
 * @throws {RangeError} If there are no rows or columns, or a target or weight
 * cannot be used; the row is named.
 */
export function checkTable(
  what: string,
  table: {
    readonly x: Matrix;
    readonly y: Float64Array;
    readonly weights?: Float64Array | undefined;
  },
  isClass = false,
): void {
  const { x, y, weights } = table;
  const cannot = (must: string, value: unknown) =>
    `Cannot fit ${what} as ${must}: current value is ${value}`;
  if (x.data.length !== x.rows * x.cols) {
    throw new TypeError(
      cannot(`x must hold ${x.rows} × ${x.cols} numbers`, x.data.length),
    );
  }
  if (x.rows === 0 || x.cols === 0) {
    throw new RangeError(
      cannot("there must be rows and columns", `${x.rows} × ${x.cols}`),
    );
  }
  if (y.length !== x.rows) {
    throw new TypeError(
      cannot(`there must be ${x.rows} targets`, y.length),
    );
  }
  const bad = y.findIndex((value) =>
    isClass ? value !== 0 && value !== 1 : !Number.isFinite(value)
  );
  if (bad >= 0) {
    throw new RangeError(
      cannot(
        `the target of row ${bad} must be ${isClass ? "0 or 1" : "finite"}`,
        y[bad],
      ),
    );
  }
  checkWeights(cannot, y, weights, isClass);
}

function checkWeights(
  cannot: (must: string, value: unknown) => string,
  y: Float64Array,
  weights: Float64Array | undefined,
  isClass: boolean,
): void {
  if (weights !== undefined && weights.length !== y.length) {
    throw new TypeError(
      cannot(`there must be ${y.length} weights`, weights.length),
    );
  }
  const bad = weights?.findIndex((w) => !(w >= 0 && w < Infinity)) ?? -1;
  if (bad >= 0) {
    throw new RangeError(
      cannot(`the weight of row ${bad} must be at least 0`, weights![bad]),
    );
  }
  const weightOf = (keep: (target: number) => boolean) =>
    y.reduce((sum, t, i) => keep(t) ? sum + (weights?.[i] ?? 1) : sum, 0);
  if (weightOf(() => true) === 0) {
    throw new RangeError(cannot("some row must have a weight above 0", 0));
  }
  if (!isClass) return;
  const ones = weightOf((target) => target === 1);
  const zeros = weightOf((target) => target === 0);
  if (ones > 0 && zeros > 0) return;
  throw new RangeError(
    cannot("targets must hold both classes", ones > 0 ? "all 1" : "all 0"),
  );
}
