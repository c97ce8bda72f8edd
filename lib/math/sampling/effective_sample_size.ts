/**
 * How many independent draws several chains are worth.
 *
 * ```text
 * ρ̂ₜ = 1 − (W − s̄ₜ)/v̂,   ESS = MN/(−1 + 2Σρ̂ₜ)
 * ```
 *
 * with `s̄ₜ` the mean autocovariance of the chains, `W = s̄₀N/(N−1)` and `v̂` the
 * pooled variance; the sum ends by Geyer's initial monotone sequence. Vehtari,
 * Gelman, Simpson, Carpenter and Bürkner (2021), Bayesian Analysis 16(2),
 * 667–718, section 3.2 (10)–(13), in the finite-sample form of ArviZ: the last even
 * term is kept if positive, and `ESS ≤ MN·log₁₀(MN)`.
 *
 * @module
 */

import { fftInto } from "lib/math/fft.ts";

/** Chains whose values differ by less than this are constant. */
const CONSTANT = 1e-15;

/**
 * Effective sample size of chains as they are.
 *
 * @param chains One array a chain, all of one length of at least 4.
 * @returns The effective size; `MN` for constant chains, NaN if a value is not
 * finite.
 */
export function effectiveSampleSize(
  chains: readonly Float64Array[],
): number {
  const [m, n] = [chains.length, chains[0].length];
  let [least, most] = [Infinity, -Infinity];
  for (const chain of chains) {
    for (const value of chain) {
      if (!Number.isFinite(value)) return NaN;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }
  if (most - least < CONSTANT) return m * n;
  const covariance = meanAutocovariance(chains);
  const within = covariance[0] * n / (n - 1);
  let pooled = covariance[0];
  if (m > 1) pooled += varianceOf(Float64Array.from(chains, meanOf));
  const rho = (t: number) => 1 - (within - covariance[t]) / pooled;

  const kept = new Float64Array(n);
  kept[0] = 1;
  kept[1] = rho(1);
  let [even, odd] = [kept[0], kept[1]];
  // Initial positive sequence: pairs of autocorrelations sum above zero.
  let t = 1;
  for (; t < n - 3 && even + odd > 0; t += 2) {
    even = rho(t + 1);
    odd = rho(t + 2);
    if (even + odd >= 0) {
      kept[t + 1] = even;
      kept[t + 2] = odd;
    }
  }
  const last = t - 2;
  if (even > 0) kept[last + 1] = even;
  // Initial monotone sequence: no pair sums above the one before.
  for (t = 1; t <= last - 2; t += 2) {
    const before = kept[t - 1] + kept[t];
    if (kept[t + 1] + kept[t + 2] > before) {
      kept[t + 1] = before / 2;
      kept[t + 2] = before / 2;
    }
  }
  let sum = 0;
  for (t = 0; t <= last; ++t) sum += kept[t];
  const time = -1 + 2 * sum + kept[last + 1];
  return m * n / Math.max(time, 1 / Math.log10(m * n));
}

/** Autocovariance by lag, averaged over the chains, with divisor `n`. */
function meanAutocovariance(chains: readonly Float64Array[]): Float64Array {
  const n = chains[0].length;
  const size = 2 ** Math.ceil(Math.log2(2 * n));
  const power = new Float64Array(size);
  for (const chain of chains) {
    const mean = meanOf(chain);
    const x = { re: new Float64Array(size), im: new Float64Array(size) };
    for (let i = 0; i < n; ++i) x.re[i] = chain[i] - mean;
    fftInto(x);
    for (let k = 0; k < size; ++k) {
      power[k] += x.re[k] * x.re[k] + x.im[k] * x.im[k];
    }
  }
  // The spectrum is even, so the forward transform is the inverse one.
  const out = { re: power, im: new Float64Array(size) };
  fftInto(out);
  return out.re.subarray(0, n).map((v) => v / (size * n * chains.length));
}

/** The mean. */
export function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** The variance with divisor `n − 1`. */
export function varianceOf(values: Float64Array): number {
  const mean = meanOf(values);
  let sum = 0;
  for (const value of values) sum += (value - mean) ** 2;
  return sum / (values.length - 1);
}
