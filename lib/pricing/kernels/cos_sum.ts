/**
 * The inner loops of the COS method.
 *
 * With `θ = u(z − a)`, `z = ln(K/F)` and density coefficients `A`, a put is
 *
 * ```text
 * P/D = K·Σ A/(1 + u²)·(sin θ/u − cos θ) + F·e^a·Σ A/(1 + u²)
 * ```
 *
 * as `K·ψ − F·χ` of Fang and Oosterlee (2008), eqs. (22)–(23), collapses when
 * the payoff ends at the strike. The angle advances by a rotation a term; its
 * rounding grows by about one ulp a step.
 *
 * @module
 */

/**
 * The strike-dependent sums for one strike and `channels` densities.
 *
 * @param coefficients For each term `k ≥ 1`, pairs `(A/(u(1+u²)), A/(1+u²))`,
 * one pair a channel, shape `[terms × 2·channels]`.
 * @param terms Number of terms, the term 0 included.
 * @param channels Number of densities.
 * @param step Angle of one term, `(z − a)·π/(b − a)`.
 * @param out Sums, shape `[channels]`.
 */
export function putSumsInto(
  coefficients: Float64Array,
  terms: number,
  channels: number,
  step: number,
  out: Float64Array,
): void {
  if (channels === 1) {
    out[0] = putSum(coefficients, terms, step);
    return;
  }
  out.fill(0);
  const cos = Math.cos(step), sin = Math.sin(step);
  let c = cos, s = sin;
  let at = 2 * channels;
  for (let k = 1; k < terms; ++k) {
    for (let j = 0; j < channels; ++j) {
      out[j] += coefficients[at] * s - coefficients[at + 1] * c;
      at += 2;
    }
    const t = c * cos - s * sin;
    s = c * sin + s * cos;
    c = t;
  }
}

/** One density: two independent rotations of the doubled angle hide latency. */
function putSum(
  coefficients: Float64Array,
  terms: number,
  step: number,
): number {
  const cos = Math.cos(2 * step), sin = Math.sin(2 * step);
  let c1 = Math.cos(step), s1 = Math.sin(step);
  let c2 = cos, s2 = sin;
  let odd = 0, even = 0;
  let k = 1;
  for (; k + 1 < terms; k += 2) {
    const at = 2 * k;
    odd += coefficients[at] * s1 - coefficients[at + 1] * c1;
    even += coefficients[at + 2] * s2 - coefficients[at + 3] * c2;
    const t1 = c1 * cos - s1 * sin, t2 = c2 * cos - s2 * sin;
    s1 = c1 * sin + s1 * cos;
    s2 = c2 * sin + s2 * cos;
    c1 = t1;
    c2 = t2;
  }
  if (k < terms) odd += coefficients[2 * k] * s1 - coefficients[2 * k + 1] * c1;
  return odd + even;
}
