/**
 * The step size of Hamiltonian Monte Carlo by Nesterov's dual averaging.
 *
 * ```text
 * H̄ₜ = (1 − 1/(t + t₀))·H̄ₜ₋₁ + (δ − αₜ)/(t + t₀)
 * ln εₜ = μ − √t/γ·H̄ₜ,   ln ε̄ₜ = t⁻ᵏ·ln εₜ + (1 − t⁻ᵏ)·ln ε̄ₜ₋₁
 * ```
 *
 * Hoffman and Gelman (2014), JMLR 15, 1593–1623, section 3.2, with their
 * `γ = 0.05`, `t₀ = 10`, `κ = 0.75` and `μ = ln 10ε₀`.
 *
 * @module
 */

const GAMMA = 0.05;
const T0 = 10;
const KAPPA = 0.75;

/** Adapts a step size towards a mean acceptance. */
export class DualAveraging {
  readonly #target: number;
  #mu = 0;
  #t = 0;
  #gap = 0;
  #logMean = 0;

  /** Starts at a step size. @param target Mean acceptance `δ`, in (0, 1). */
  constructor(target: number, step: number) {
    this.#target = target;
    this.restart(step);
  }

  /** Forgets all and starts at a step size. */
  restart(step: number): void {
    this.#mu = Math.log(10 * step);
    this.#t = 0;
    this.#gap = 0;
    this.#logMean = 0;
  }

  /** Learns an acceptance and returns the next step size. */
  update(acceptance: number): number {
    const t = ++this.#t;
    const weight = 1 / (t + T0);
    this.#gap += weight * (this.#target - acceptance - this.#gap);
    const log = this.#mu - Math.sqrt(t) / GAMMA * this.#gap;
    this.#logMean += Math.pow(t, -KAPPA) * (log - this.#logMean);
    return Math.exp(log);
  }

  /** The averaged step size, to be used once adaptation ends. */
  get averaged(): number {
    return Math.exp(this.#t === 0 ? this.#mu - Math.log(10) : this.#logMean);
  }
}
