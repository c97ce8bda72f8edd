/**
 * One No-U-Turn transition: a leapfrog trajectory that doubles until it turns
 * back, and a multinomial draw from its points.
 *
 * Hoffman and Gelman (2014), JMLR 15, 1593–1623; the multinomial weights, the
 * biased progressive draw and the criterion `p♯·ρ > 0` are Betancourt's (2017),
 * arXiv:1701.02434, appendix A. The criterion is also asked across the two
 * halves of each tree, which near-Gaussian targets need. A point whose energy
 * is off by more than 1,000 is a divergence and ends the trajectory.
 *
 * All vectors are made once: nothing is allocated in the leapfrog loop.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";
import type { LogDensity } from "lib/math/sampling/log_density.ts";
import type { Metric } from "lib/math/sampling/metric.ts";

/** Energy errors beyond this are divergences. */
const DIVERGED = 1000;

/** A point of phase space. */
class Phase {
  readonly q: Float64Array;
  readonly p: Float64Array;
  readonly gradient: Float64Array;
  logDensity = 0;

  constructor(size: number) {
    this.q = new Float64Array(size);
    this.p = new Float64Array(size);
    this.gradient = new Float64Array(size);
  }

  copy(other: Phase): void {
    this.q.set(other.q);
    this.p.set(other.p);
    this.gradient.set(other.gradient);
    this.logDensity = other.logDensity;
  }
}

/** An end of a subtree: its momentum and `p♯ = M⁻¹p`. */
class End {
  readonly p: Float64Array;
  readonly velocity: Float64Array;

  constructor(size: number) {
    this.p = new Float64Array(size);
    this.velocity = new Float64Array(size);
  }

  copy(other: End): void {
    this.p.set(other.p);
    this.velocity.set(other.velocity);
  }
}

/** Room for one level of the recursion. */
class Level {
  readonly proposal: Phase;
  readonly firstEnd: End;
  readonly secondStart: End;
  readonly firstSum: Float64Array;
  readonly secondSum: Float64Array;

  constructor(size: number) {
    this.proposal = new Phase(size);
    this.firstEnd = new End(size);
    this.secondStart = new End(size);
    this.firstSum = new Float64Array(size);
    this.secondSum = new Float64Array(size);
  }
}

/** The state of a chain and the machinery of its transitions. */
export class Trajectory {
  /** Leapfrog step. */
  step = 1;
  /** Whether the last transition diverged. */
  diverged = false;
  /** Mean acceptance along the last trajectory. */
  acceptance = 0;
  /** Doublings of the last trajectory. */
  depth = 0;
  /** Gradients evaluated so far. */
  evaluations = 0;
  readonly #target: LogDensity;
  readonly #metric: Metric;
  readonly #rng: Rng;
  readonly #maxDepth: number;
  readonly #levels: Level[];
  readonly #now: Phase;
  readonly #moving: Phase;
  readonly #forward: Phase;
  readonly #backward: Phase;
  readonly #proposal: Phase;
  readonly #ends: readonly End[];
  readonly #sums: readonly Float64Array[];
  readonly #velocity: Float64Array;
  readonly #joined: Float64Array;
  #energy0 = 0;
  #sumAcceptance = 0;
  #leaps = 0;
  #logWeight = 0;

  /**
   * Starts a chain.
   *
   * @param target The density.
   * @param start A point of its support, shape `[d]`.
   * @param options Metric, randomness, most doublings.
   * @throws {RangeError} If the density is not positive and finite there.
   */
  constructor(
    target: LogDensity,
    start: Float64Array,
    options: {
      readonly metric: Metric;
      readonly rng: Rng;
      readonly maxDepth: number;
    },
  ) {
    const { size } = target;
    this.#target = target;
    this.#metric = options.metric;
    this.#rng = options.rng;
    this.#maxDepth = options.maxDepth;
    this.#levels = Array.from(
      { length: options.maxDepth },
      () => new Level(size),
    );
    this.#now = new Phase(size);
    this.#moving = new Phase(size);
    this.#forward = new Phase(size);
    this.#backward = new Phase(size);
    this.#proposal = new Phase(size);
    this.#ends = Array.from({ length: 4 }, () => new End(size));
    this.#sums = Array.from({ length: 3 }, () => new Float64Array(size));
    this.#velocity = new Float64Array(size);
    this.#joined = new Float64Array(size);
    this.#now.q.set(start);
    this.#now.logDensity = target.evaluateInto(start, this.#now.gradient);
    ++this.evaluations;
    if (!Number.isFinite(this.#now.logDensity)) {
      throw new RangeError(
        `Cannot start a chain as the density must be positive and finite there: current value is exp(${this.#now.logDensity}) at ${
          start.join(", ")
        }`,
      );
    }
  }

  /** Where the chain is, shape `[d]`. */
  get position(): Float64Array {
    return this.#now.q;
  }

  /** `ln p` where the chain is. */
  get logDensity(): number {
    return this.#now.logDensity;
  }

  /** Doubles or halves the step until one leap is accepted about 80 % of the time. */
  findStep(): void {
    const gain = (): number => {
      this.#moving.copy(this.#now);
      this.#metric.momentumInto(this.#rng, this.#moving.p);
      const before = this.#energyOf(this.#moving);
      this.#leap(this.step);
      const gained = before - this.#energyOf(this.#moving);
      return Number.isNaN(gained) ? -Infinity : gained;
    };
    const wanted = Math.log(0.8);
    const growing = gain() > wanted;
    for (let i = 0; i < 60; ++i) {
      this.step *= growing ? 2 : 0.5;
      if (gain() > wanted !== growing) return;
    }
  }

  /** Moves the chain. */
  transition(): void {
    const now = this.#now;
    const [ff, fb, bf, bb] = this.#ends;
    const [sum, sumForward, sumBackward] = this.#sums;
    this.#metric.momentumInto(this.#rng, now.p);
    this.#metric.velocityInto(now.p, ff.velocity);
    ff.p.set(now.p);
    for (const end of [fb, bf, bb]) end.copy(ff);
    this.#forward.copy(now);
    this.#backward.copy(now);
    sum.set(now.p);
    this.#energy0 = this.#energyOf(now);
    this.#sumAcceptance = 0;
    this.#leaps = 0;
    this.diverged = false;
    this.depth = 0;
    let logWeight = 0;
    while (this.depth < this.#maxDepth) {
      const ahead = this.#rng.uniform() < 0.5;
      const grown = ahead ? sumForward : sumBackward;
      (ahead ? sumBackward : sumForward).set(sum);
      grown.fill(0);
      // The tree so far becomes one half, of which the inner end is the old outer one.
      if (ahead) bf.copy(ff);
      else fb.copy(bb);
      this.#moving.copy(ahead ? this.#forward : this.#backward);
      const whole = this.#build(
        this.depth,
        ahead ? 1 : -1,
        this.#proposal,
        ahead ? fb : bf,
        ahead ? ff : bb,
        grown,
      );
      (ahead ? this.#forward : this.#backward).copy(this.#moving);
      if (!whole) break;
      ++this.depth;
      const added = this.#logWeight;
      if (this.#accept(added - logWeight)) {
        now.q.set(this.#proposal.q);
        now.gradient.set(this.#proposal.gradient);
        now.logDensity = this.#proposal.logDensity;
      }
      logWeight = logAdd(logWeight, added);
      addInto(sumForward, sumBackward, sum);
      if (
        turns(bb, ff, sum) ||
        turns(bb, fb, this.#join(sumBackward, fb.p)) ||
        turns(bf, ff, this.#join(sumForward, bf.p))
      ) break;
    }
    this.acceptance = this.#leaps === 0 ? 0 : this.#sumAcceptance / this.#leaps;
  }

  /**
   * Grows a subtree of `2^depth` points from the moving one.
   *
   * @returns False if it diverged or turned back.
   */
  #build(
    depth: number,
    direction: number,
    proposal: Phase,
    start: End,
    end: End,
    sum: Float64Array,
  ): boolean {
    if (depth === 0) return this.#point(direction, proposal, start, end, sum);
    const level = this.#levels[depth - 1];
    const { firstEnd, secondStart, firstSum, secondSum } = level;
    firstSum.fill(0);
    secondSum.fill(0);
    if (
      !this.#build(depth - 1, direction, proposal, start, firstEnd, firstSum)
    ) {
      return false;
    }
    const first = this.#logWeight;
    if (
      !this.#build(
        depth - 1,
        direction,
        level.proposal,
        secondStart,
        end,
        secondSum,
      )
    ) return false;
    const second = this.#logWeight;
    const all = logAdd(first, second);
    if (this.#accept(second - all)) proposal.copy(level.proposal);
    this.#logWeight = all;
    if (
      turns(start, end, this.#join(firstSum, secondSum)) ||
      turns(start, secondStart, this.#join(firstSum, secondStart.p)) ||
      turns(firstEnd, end, this.#join(secondSum, firstEnd.p))
    ) return false;
    for (let i = 0; i < sum.length; ++i) sum[i] += firstSum[i] + secondSum[i];
    return true;
  }

  /** A subtree of one point. */
  #point(
    direction: number,
    proposal: Phase,
    start: End,
    end: End,
    sum: Float64Array,
  ): boolean {
    const moving = this.#moving;
    this.#leap(direction * this.step);
    const energy = this.#energyOf(moving);
    const gain = Number.isNaN(energy) ? -Infinity : this.#energy0 - energy;
    ++this.#leaps;
    this.#sumAcceptance += gain > 0 ? 1 : Math.exp(gain);
    this.#logWeight = gain;
    // The energy's velocity is that of the moving point.
    start.p.set(moving.p);
    start.velocity.set(this.#velocity);
    end.copy(start);
    proposal.copy(moving);
    for (let i = 0; i < sum.length; ++i) sum[i] += moving.p[i];
    if (gain >= -DIVERGED) return true;
    this.diverged = true;
    return false;
  }

  #leap(step: number): void {
    const { q, p, gradient } = this.#moving;
    const velocity = this.#velocity;
    for (let i = 0; i < p.length; ++i) p[i] += 0.5 * step * gradient[i];
    this.#metric.velocityInto(p, velocity);
    for (let i = 0; i < q.length; ++i) q[i] += step * velocity[i];
    this.#moving.logDensity = this.#target.evaluateInto(q, gradient);
    ++this.evaluations;
    for (let i = 0; i < p.length; ++i) p[i] += 0.5 * step * gradient[i];
  }

  /** `−ln p(q) + ½pᵀM⁻¹p`; leaves `M⁻¹p` behind. */
  #energyOf({ p, logDensity }: Phase): number {
    const velocity = this.#velocity;
    this.#metric.velocityInto(p, velocity);
    let twice = 0;
    for (let i = 0; i < p.length; ++i) twice += p[i] * velocity[i];
    return 0.5 * twice - logDensity;
  }

  #accept(logRatio: number): boolean {
    return logRatio >= 0 || this.#rng.uniform() < Math.exp(logRatio);
  }

  #join(a: Float64Array, b: Float64Array): Float64Array {
    addInto(a, b, this.#joined);
    return this.#joined;
  }
}

/** Whether a piece of trajectory whose momenta sum to `sum` turns back. */
function turns(a: End, b: End, sum: Float64Array): boolean {
  let atA = 0, atB = 0;
  for (let i = 0; i < sum.length; ++i) {
    atA += a.velocity[i] * sum[i];
    atB += b.velocity[i] * sum[i];
  }
  return !(atA > 0 && atB > 0);
}

function addInto(a: Float64Array, b: Float64Array, out: Float64Array): void {
  for (let i = 0; i < out.length; ++i) out[i] = a[i] + b[i];
}

/** `ln(eᵃ + eᵇ)`. */
function logAdd(a: number, b: number): number {
  const most = Math.max(a, b);
  return most === -Infinity
    ? most
    : most + Math.log1p(Math.exp(Math.min(a, b) - most));
}
