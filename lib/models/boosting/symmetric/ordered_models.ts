/**
 * Ordered boosting (Prokhorenkova et al. 2018, section 4, algorithm 2): what a
 * row's residual is, by models that have not learnt from that row.
 *
 * Rows are put in a random order. Model j learns from the first 2^j rows and
 * predicts those up to 2^(j+1): the row at place k has its derivatives from
 * model ⌊log₂ k⌋, the one at place 0 from the start. All models take the same
 * trees; each has leaf values of its own rows. Predictions take 4n numbers an
 * order.
 *
 * @module
 */

import type { Loss, Targets } from "lib/models/boosting/losses.ts";

/** How leaf values are made. */
export interface LeafRule {
  /** Number of leaves. */
  readonly leaves: number;
  /** Share of the step that is taken. */
  readonly rate: number;
  /** L2 penalty, in the loss's units. */
  readonly penalty: number;
}

/**
 * Newton steps −η·G/(H + λ) of leaves; of a leaf without rows, 0.
 *
 * @param leafOf Leaf of each row `[n]`.
 * @param gradients First derivatives `[n]`.
 * @param hessians Second derivatives `[n]`.
 */
export function newtonValues(
  leafOf: Int32Array,
  gradients: Float64Array,
  hessians: Float64Array,
  { leaves, rate, penalty }: LeafRule,
): Float64Array {
  const g = new Float64Array(leaves);
  const h = new Float64Array(leaves);
  for (let i = 0; i < leafOf.length; ++i) {
    g[leafOf[i]] += gradients[i];
    h[leafOf[i]] += hessians[i];
  }
  // Where all rows are certain a step would have no end.
  return g.map((sum, l) =>
    h[l] > 1e-12 ? -rate * sum / (h[l] + Math.max(penalty, 1e-6)) : 0
  );
}

/** The models of one order of rows. */
export class OrderedModels {
  readonly #order: Int32Array;
  readonly #loss: Loss;
  readonly #targets: Targets;
  /** Predictions of model j at the first 2^(j+1) places. */
  readonly #raw: readonly Float64Array[];
  readonly #start: number;

  /**
   * Starts all models.
   *
   * @param order Rows by place `[n]`.
   * @param targets Targets by row.
   * @param start What each predicts before any tree.
   */
  constructor(
    order: Int32Array,
    loss: Loss,
    targets: Targets,
    start: number,
  ) {
    const { y, weights } = targets;
    this.#order = order;
    this.#loss = loss;
    this.#start = start;
    this.#targets = {
      y: Float64Array.from(order, (row) => y[row]),
      weights: weights && Float64Array.from(order, (row) => weights[row]),
    };
    const n = order.length;
    const models = n < 2 ? 0 : 32 - Math.clz32(n - 1);
    this.#raw = Array.from(
      { length: models },
      (_, j) => new Float64Array(Math.min(n, 2 ** (j + 1))).fill(start),
    );
  }

  /** Prediction of each row by the model that has not learnt from it `[n]`. */
  rawInto(out: Float64Array): void {
    out[this.#order[0]] = this.#start;
    this.#raw.forEach((raw, j) => {
      for (let k = 2 ** j; k < raw.length; ++k) out[this.#order[k]] = raw[k];
    });
  }

  /**
   * Adds a tree to all models, each with leaf values of its own rows.
   *
   * @param leafOf Leaf of each row `[n]`.
   */
  step(leafOf: Int32Array, rule: LeafRule): void {
    const leaves = Int32Array.from(this.#order, (row) => leafOf[row]);
    const { y, weights } = this.#targets;
    this.#raw.forEach((raw, j) => {
      const count = 2 ** j;
      const gradients = new Float64Array(count);
      const hessians = new Float64Array(count);
      const targets = {
        y: y.subarray(0, count),
        weights: weights?.subarray(0, count),
      };
      this.#loss.derivativesInto(
        raw.subarray(0, count),
        targets,
        gradients,
        hessians,
      );
      const values = newtonValues(
        leaves.subarray(0, count),
        gradients,
        hessians,
        rule,
      );
      for (let k = 0; k < raw.length; ++k) raw[k] += values[leaves[k]];
    });
  }
}
