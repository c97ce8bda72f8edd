/**
 * Checks weights of rows.
 *
 * @param weights One a row; none is all 1.
 * @param rows Number of rows.
 * @throws {TypeError} If their number is not that of the rows.
 * @throws {RangeError} If one is negative or not finite, or all are 0.
 */
export function checkWeights(
  weights: ArrayLike<number> | undefined,
  rows: number,
): void {
  if (weights === undefined) return;
  if (weights.length !== rows) {
    throw new TypeError(
      `Cannot weigh rows as there must be ${rows} weights: there are ${weights.length}`,
    );
  }
  let total = 0;
  for (let i = 0; i < rows; ++i) {
    if (!(weights[i] >= 0 && weights[i] < Infinity)) {
      throw new RangeError(
        `Cannot weigh rows as weights must be finite and ≥ 0: the weight of row ${i} is ${
          weights[i]
        }`,
      );
    }
    total += weights[i];
  }
  if (!(total > 0)) {
    throw new RangeError("Cannot weigh rows as some weight must be above 0");
  }
}
