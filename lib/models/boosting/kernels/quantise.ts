/** Derivatives as the integers that a kernel sums. @module */

import {
  quantisationOf,
  type TreeKernel,
} from "lib/models/boosting/kernels/tree_kernel.ts";

// Derivatives that are 0 but for what float64 cannot scale.
const NOTHING = 1e-200;

/** One of a kernel's integers, in the loss's units. */
export interface Units {
  /** Of first derivatives. */
  readonly gradient: number;
  /** Of second derivatives. */
  readonly hessian: number;
}

/**
 * Rounds a kernel's derivatives to integers, as finely as their sums allow.
 *
 * @param hasHessians Whether second derivatives differ between rows.
 */
export function quantise(kernel: TreeKernel, hasHessians: boolean): Units {
  const { gradients, hessians } = kernel;
  const { largest } = quantisationOf(gradients.length);
  const unit = (values: Float64Array) => {
    let most = 0;
    for (let i = 0; i < values.length; ++i) {
      const size = Math.abs(values[i]);
      if (size > most) most = size;
    }
    return most > NOTHING ? most / largest : 1;
  };
  const gradient = unit(gradients);
  const hessian = hasHessians ? unit(hessians) : 1;
  kernel.quantise(1 / gradient, 1 / hessian);
  return { gradient, hessian };
}
