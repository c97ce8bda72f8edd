/**
 * Every learner on a table, by name. A new one is a file and a line here; the
 * suite in `tests/contracts/estimator.ts` then runs over it.
 *
 * @module
 */

import { nearestName } from "lib/core/nearest_name.ts";
import { mean } from "lib/models/baseline.ts";
import { boosting } from "lib/models/boosting.ts";
import type { EstimatorType } from "lib/models/estimator.ts";
import { forest } from "lib/models/forest.ts";
import { logistic } from "lib/models/logistic.ts";
import { ridge } from "lib/models/ridge.ts";
import { svm } from "lib/models/svm.ts";

/** All learners, in the order in which they are listed to people. */
export const ESTIMATORS: readonly EstimatorType[] = [
  mean,
  ridge,
  logistic,
  svm,
  boosting,
  forest,
];

/**
 * A learner by its name.
 *
 * @param kind Such as `"ridge"`.
 * @throws {RangeError} If there is none of that name, naming the nearest.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { estimatorOf } from "lib/models/estimators.ts";
 *
 * assertEquals(estimatorOf("ridge").make({ alpha: 2 }).params, {
 *   alpha: 2,
 *   standardize: false,
 * });
 * ```
 */
export function estimatorOf(kind: string): EstimatorType {
  const found = ESTIMATORS.find((type) => type.kind === kind);
  if (found) return found;
  const kinds = ESTIMATORS.map((type) => type.kind);
  throw new RangeError(
    `Cannot find a learner as kind must be one of ${
      kinds.join(", ")
    }: current value is ${kind}. The nearest is ${nearestName(kind, kinds)}`,
  );
}
