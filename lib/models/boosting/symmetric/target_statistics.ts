/**
 * Categories as numbers: the mean target of rows of the same category.
 *
 * A row's own target in its feature is a leak: in training the feature tells
 * the target, later it does not (Prokhorenkova et al. 2018, "CatBoost: unbiased
 * boosting with categorical features", section 3.2). Ordered statistics take
 * only rows that come before in a random order σ (their eq. 5):
 *
 *   x̂ᵢ = (Σ_{σ(j) < σ(i), xⱼ = xᵢ} wⱼyⱼ + a·P) / (Σ_{…} wⱼ + a)
 *
 * with P the mean target and a the weight of that prior. What is predicted
 * later sees all training rows. Missing values and categories that training
 * never saw are worth P.
 *
 * Not done: combinations of categories, and statistics other than the mean.
 *
 * @module
 */

/** A column of categories with what is to be averaged. */
export interface CategoryColumn {
  /** Categories, any float32 numbers; NaN is missing `[n]`. */
  readonly values: Float32Array;
  /** Targets `[n]`. */
  readonly y: Float64Array;
  /** Weights `[n]`, if rows differ. */
  readonly weights: Float64Array | undefined;
  /** Mean target P. */
  readonly prior: number;
  /** Weight a of the prior, in rows. */
  readonly strength: number;
}

/** Statistics of all training rows: what is known when predicting. */
export interface CategoryTable {
  /** Categories that training saw. */
  readonly categories: Float32Array;
  /** Statistic of each. */
  readonly statistics: Float32Array;
  /** What any other is worth. */
  readonly prior: number;
}

/**
 * Statistics of rows that come before, by an order of the rows.
 *
 * @param column Categories and targets.
 * @param order All rows, the first first `[n]`.
 * @returns A number for each row `[n]`, float32.
 *
 * @example The first of a category is worth the prior
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { orderedStatistics } from "lib/models/boosting/symmetric/target_statistics.ts";
 *
 * const column = {
 *   values: Float32Array.of(7, 7, 7),
 *   y: Float64Array.of(1, 0, 1),
 *   weights: undefined,
 *   prior: 0.5,
 *   strength: 1,
 * };
 * const order = Int32Array.of(0, 1, 2);
 * assertEquals([...orderedStatistics(column, order)], [0.5, 0.75, 0.5]);
 * ```
 */
export function orderedStatistics(
  column: CategoryColumn,
  order: Int32Array,
): Float32Array {
  const { values, y, weights, prior } = column;
  const out = new Float32Array(values.length);
  const seen = new Map<number, Sums>();
  for (const row of order) {
    const category = values[row];
    if (Number.isNaN(category)) {
      out[row] = prior;
      continue;
    }
    const sums = sumsOf(seen, category);
    out[row] = statistic(sums, column);
    addTo(sums, y[row], weights?.[row] ?? 1);
  }
  return out;
}

/** Statistics of all rows. */
export function categoryTable(column: CategoryColumn): CategoryTable {
  const { values, y, weights, prior } = column;
  const seen = new Map<number, Sums>();
  values.forEach((category, row) => {
    if (Number.isNaN(category)) return;
    addTo(sumsOf(seen, category), y[row], weights?.[row] ?? 1);
  });
  const known = [...seen].sort(([a], [b]) => a - b);
  return {
    categories: Float32Array.from(known, ([category]) => category),
    statistics: Float32Array.from(known, ([, sums]) => statistic(sums, column)),
    prior: Math.fround(prior),
  };
}

/** What a category is worth when predicting, as a function. */
export function statisticOf(
  { categories, statistics, prior }: CategoryTable,
): (category: number) => number {
  const by = new Map(
    Array.from(categories, (category, c) => [category, statistics[c]]),
  );
  return (category) => by.get(Math.fround(category)) ?? prior;
}

interface Sums {
  y: number;
  weight: number;
}

function sumsOf(seen: Map<number, Sums>, category: number): Sums {
  let sums = seen.get(category);
  if (sums === undefined) seen.set(category, sums = { y: 0, weight: 0 });
  return sums;
}

function addTo(sums: Sums, y: number, weight: number): void {
  sums.y += weight * y;
  sums.weight += weight;
}

function statistic(
  { y, weight }: Sums,
  { prior, strength }: CategoryColumn,
): number {
  return (y + strength * prior) / (weight + strength);
}
