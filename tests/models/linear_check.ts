/** Compares linear models with reference coefficients. */

import { assert, assertInstanceOf } from "@std/assert";
import type { Model } from "lib/models/estimator.ts";
import { LinearModel } from "lib/models/linear_model.ts";
import type { LinearReference } from "../reference/scikit_learn_models.ts";

/** Fails unless coefficients and intercept agree to `tolerance` of the largest. */
export function assertLinear(
  model: Model,
  { coefficients, intercept }: LinearReference,
  tolerance: number,
): void {
  assertInstanceOf(model, LinearModel);
  const actual = [...model.coefficients, model.intercept];
  const expected = [...coefficients, intercept];
  const scale = Math.max(...expected.map(Math.abs));
  expected.forEach((wanted, j) => {
    const off = Math.abs(actual[j] - wanted) / scale;
    assert(off <= tolerance, `${j}: ${actual[j]} is not ${wanted}`);
  });
}
