/**
 * The model confidence set: the models among which is the best one with a given
 * confidence; Hansen, Lunde and Nason (2011), Econometrica 79, 453–497, with the
 * range statistic T_R (section 3.1.2).
 *
 * `T_R = max |tᵢⱼ|`, `tᵢⱼ = (L̄ᵢ − L̄ⱼ)/ŝᵢⱼ`, ŝ²ᵢⱼ the mean square of the resampled
 * differences about their own. While models differ, the one that loses by the
 * largest tᵢⱼ is eliminated; a model's p-value is the largest of those up to its
 * elimination, that of the last model 1.
 *
 * Which model goes next depends on the data alone. So the order is found first,
 * and the resampled maxima of all the nested sets are found backwards, adding one
 * model at a time: k²/2 comparisons a resample in all.
 *
 * @module
 */

import type { BootstrapMeans } from "lib/validation/bootstrap/bootstrap_means.ts";

/** What {@linkcode modelConfidenceSet} says. */
export interface ModelConfidenceSet {
  /** Models in the set, ascending. */
  readonly included: readonly number[];
  /** P-value of each model, shape `[k]`. */
  readonly pValues: Float64Array;
  /** Models as they were eliminated, the last one the best; shape `[k]`. */
  readonly order: readonly number[];
}

/**
 * The models that may be best.
 *
 * @param losses Resampled means of the models' losses `[n × k]`, k ≥ 2.
 * @param options Chance that the best model is left out.
 * @returns The set: models with a p-value above the size.
 * @throws {RangeError} If there are fewer than two models or the size is not in
 * (0, 1).
 *
 * @example Two good models and a bad one
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { bootstrapMeans } from "lib/validation/bootstrap/bootstrap_means.ts";
 * import { modelConfidenceSet } from "lib/validation/superior/model_confidence_set.ts";
 *
 * const rng = makeRng(1);
 * const data = Float64Array.from(
 *   { length: 900 },
 *   (_, at) => rng.normal() + (at % 3 === 2 ? 1 : 0),
 * );
 * const losses = { data, rows: 300, cols: 3 };
 * const resampled = bootstrapMeans(losses, { rng, blockLength: 5 });
 * assertEquals(modelConfidenceSet(resampled).included, [0, 1]);
 * ```
 */
export function modelConfidenceSet(
  losses: BootstrapMeans,
  options: {
    /** Chance that the best model is left out. @default {0.1} */
    readonly size?: number;
  } = {},
): ModelConfidenceSet {
  const { size = 0.1 } = options;
  const k = losses.means.length;
  check(k, size);
  const inverse = inverseDeviations(losses);
  const { order, statistics } = eliminations(losses.means, inverse);
  const pValues = new Float64Array(k);
  const shares = sharesAbove(losses, { inverse, order, statistics });
  let largest = 0;
  order.forEach((model, step) => {
    largest = step === k - 1 ? 1 : Math.max(largest, shares[step]);
    pValues[model] = largest;
  });
  const included: number[] = [];
  pValues.forEach((p, model) => {
    if (p > size) included.push(model);
  });
  return { included, pValues, order };
}

/** One over the deviation of each difference, 0 where there is none: `[k × k]`. */
function inverseDeviations(losses: BootstrapMeans): Float64Array {
  const { data, rows, cols: k } = losses.deviations;
  // mean (aᵢ − aⱼ)² = mᵢᵢ − 2mᵢⱼ + mⱼⱼ would cancel for models that are alike.
  const squares = new Float64Array(k * k);
  for (let r = 0; r < rows; ++r) {
    const row = data.subarray(r * k, (r + 1) * k);
    for (let i = 1; i < k; ++i) {
      const own = row[i];
      for (let j = 0, at = i * k; j < i; ++j, ++at) {
        const d = own - row[j];
        squares[at] += d * d;
      }
    }
  }
  const inverse = new Float64Array(k * k);
  for (let i = 1; i < k; ++i) {
    for (let j = 0; j < i; ++j) {
      const square = squares[i * k + j] / rows;
      const value = square > 0 ? 1 / Math.sqrt(square) : 0;
      inverse[i * k + j] = value;
      inverse[j * k + i] = value;
    }
  }
  return inverse;
}

/** Which model goes at each step, and by what statistic. */
function eliminations(
  means: Float64Array,
  inverse: Float64Array,
): { readonly order: number[]; readonly statistics: Float64Array } {
  const k = means.length;
  let rest = Array.from(means, (_, i) => i);
  const order: number[] = [];
  const statistics = new Float64Array(k - 1);
  for (let step = 0; step < k - 1; ++step) {
    let worst = rest[0];
    let largest = -Infinity;
    for (const i of rest) {
      for (const j of rest) {
        const t = (means[i] - means[j]) * inverse[i * k + j];
        if (t > largest) [largest, worst] = [t, i];
      }
    }
    statistics[step] = largest;
    order.push(worst);
    rest = rest.filter((i) => i !== worst);
  }
  return { order: [...order, rest[0]], statistics };
}

/** Share of resamples whose largest |t| is above the statistic of each step. */
function sharesAbove(
  losses: BootstrapMeans,
  { inverse, order, statistics }: {
    readonly inverse: Float64Array;
    readonly order: readonly number[];
    readonly statistics: Float64Array;
  },
): Float64Array {
  const { data, rows, cols: k } = losses.deviations;
  // Scales of the pairs and a resample's losses, in the order of elimination.
  const scales = new Float64Array(k * k);
  for (let a = 0; a < k; ++a) {
    for (let b = 0; b < k; ++b) {
      scales[a * k + b] = inverse[order[a] * k + order[b]];
    }
  }
  const own = new Float64Array(k);
  const above = new Float64Array(k - 1);
  for (let r = 0; r < rows; ++r) {
    for (let a = 0; a < k; ++a) own[a] = data[r * k + order[a]];
    let largest = 0;
    for (let a = k - 2; a >= 0; --a) {
      const value = own[a];
      for (let b = a + 1, at = a * k + b; b < k; ++b, ++at) {
        const t = Math.abs(value - own[b]) * scales[at];
        if (t > largest) largest = t;
      }
      if (largest > statistics[a]) ++above[a];
    }
  }
  // Models with one mean cannot be told apart, though no resample is above 0.
  return above.map((count, a) => statistics[a] > 0 ? count / rows : 1);
}

function check(models: number, size: number): void {
  if (!(models >= 2)) {
    throw new RangeError(
      `Cannot compare models as there must be at least 2: current value is ${models}`,
    );
  }
  if (size > 0 && size < 1) return;
  throw new RangeError(
    `Cannot make a confidence set as size must be in (0, 1): current value is ${size}`,
  );
}
