/**
 * A market from close to close: the underlying's price, its variance and the
 * other parameters of the day's law, under the real-world measure.
 *
 * ```text
 * dS/S = (r − q + ηv)dt + √v dB + jumps,   dv = κ'(θ' − v)dt + ξ√v dW
 * κ' = κ − λᵥ,  θ' = κθ/κ'
 * ```
 *
 * Heston (1993), Rev. Financial Studies 6(2), 327–343, section 1: the
 * pricing law's mean reversion `κ` is the real one plus a price of variance
 * risk `λᵥ`, here −1, so options are dearer than the variance that comes;
 * `η = 1.5` is the price of the diffusion's risk. Steps are quadratic-exponential
 * ({@link "lib/pricing/kernels/mc_heston_qe.ts"}), four a night, a weekend
 * counting as three: the clock is the calendar's, as that of the smiles. Jumps
 * are those of the pricing law.
 *
 * `θ`, `ξ`, `ρ` and `λ` stray as Ornstein–Uhlenbeck processes with a time of
 * 30 days, in logarithms (`ρ` in `artanh`), which no-one prices: each day's
 * smile is one of the law, as a desk's daily calibrations are.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";
import { closeOf, nextTradingDay } from "lib/greeks/synth/new_york_session.ts";
import type {
  MarketParams,
  SynthSettings,
} from "lib/greeks/synth/synth_settings.ts";
import { parseInstant } from "lib/market/instant.ts";
import { PoissonJumps } from "lib/pricing/engines/paths/poisson_jumps.ts";
import { qeStep, qeStepInto } from "lib/pricing/kernels/mc_heston_qe.ts";

const DAY_MS = 86_400_000;
/** Milliseconds of a year, ACT/365. */
export const YEAR_MS: number = 365 * DAY_MS;

const STEPS_A_NIGHT = 4;
/** `λᵥ`, a year, and `η`. */
const PRICE_OF_VARIANCE_RISK = -1;
const PRICE_OF_DIFFUSION = 1.5;
/** Relaxation of the parameters, in years. */
const RELAXATION = 30 / 365;
/**
 * Least variance that is priced, a volatility of 2 %: a square-root process
 * comes near 0, where next day's options have no time value to quote.
 */
const LEAST_VARIANCE = 4e-4;

/** The market at one close. */
export interface MarketState {
  /** Start of the date, ms since 1970 as if in UTC. */
  readonly date: number;
  /** The close, ms since 1970 UTC. */
  readonly time: number;
  /** Price of the underlying, in whole cents. */
  readonly spot: number;
  /** Parameters of the day's pricing law, `v0` the variance now. */
  readonly params: MarketParams;
}

/**
 * A market's closes, one after another.
 *
 * @param settings Where it starts and what moves it.
 * @param rng Where the draws come from.
 */
export function* marketPath(
  settings: SynthSettings,
  rng: Rng,
): Generator<MarketState> {
  const { days, spot, rate, dividend, wander } = settings;
  const base: MarketParams = {
    ...{ lambda: 0, muJ: 0, sigmaJ: 0 },
    ...settings.params as unknown as MarketParams,
  };
  const strays = makeStrays(wander, rng.child("parameters"));
  const draws = rng.child("path");
  const start = parseInstant(settings.start)!.date;
  let date = nextTradingDay(start - DAY_MS);
  let state: State = { logSpot: Math.log(spot), v: base.v0 };
  for (let i = 0; i < days; ++i) {
    const params = strayed(base, strays.now, state.v);
    const time = closeOf(date);
    const price = Math.round(100 * Math.exp(state.logSpot)) / 100;
    yield { date, time, spot: price, params };
    const next = nextTradingDay(date);
    const nights = Math.round((next - date) / DAY_MS);
    const years = (closeOf(next) - time) / YEAR_MS;
    const steps = STEPS_A_NIGHT * nights;
    state = walk(state, params, rate - dividend, years, steps, draws);
    strays.move(years);
    date = next;
  }
}

/** What moves. */
interface State {
  readonly logSpot: number;
  readonly v: number;
}

/** Moves price and variance over some years, in equal steps. */
function walk(
  from: State,
  params: MarketParams,
  carry: number,
  years: number,
  steps: number,
  draws: Rng,
): State {
  const dt = years / steps;
  const kappa = params.kappa - PRICE_OF_VARIANCE_RISK;
  const theta = params.kappa * params.theta / kappa;
  const step = qeStep({ ...params, kappa, theta }, dt);
  const jumps = params.lambda > 0 ? new PoissonJumps(params, dt) : undefined;
  const [v, normal] = [Float64Array.of(from.v), new Float64Array(1)];
  const [mean, variance] = [new Float64Array(1), new Float64Array(1)];
  let logSpot = from.logSpot;
  for (let i = 0; i < steps; ++i) {
    const premium = PRICE_OF_DIFFUSION * v[0];
    mean[0] = (carry + premium) * dt;
    variance[0] = 0;
    normal[0] = draws.normal();
    qeStepInto(step, v, normal, 0, 1, mean, variance, 0);
    normal[0] = draws.normal();
    jumps?.addInto(normal, 0, 1, mean, variance, 0);
    logSpot += mean[0] + Math.sqrt(variance[0]) * draws.normal();
  }
  return { logSpot, v: v[0] };
}

/** How far each parameter has strayed. */
type Strays = Readonly<Record<"theta" | "xi" | "rho" | "lambda", number>>;

function strayed(base: MarketParams, by: Strays, v: number): MarketParams {
  return {
    ...base,
    v0: Math.max(v, LEAST_VARIANCE),
    theta: base.theta * Math.exp(by.theta),
    xi: base.xi * Math.exp(by.xi),
    rho: Math.tanh(Math.atanh(base.rho) + by.rho),
    lambda: base.lambda * Math.exp(by.lambda),
  };
}

/** Stationary Ornstein–Uhlenbeck processes, moved by their exact law. */
function makeStrays(
  sd: number,
  draws: Rng,
): { readonly now: Strays; move(years: number): void } {
  const draw = () => sd * draws.normal();
  let now: Strays = { theta: draw(), xi: draw(), rho: draw(), lambda: draw() };
  return {
    get now() {
      return now;
    },
    move(years) {
      const decay = Math.exp(-years / RELAXATION);
      const moved = (x: number) =>
        decay * x + Math.sqrt(1 - decay ** 2) * draw();
      now = {
        theta: moved(now.theta),
        xi: moved(now.xi),
        rho: moved(now.rho),
        lambda: moved(now.lambda),
      };
    },
  };
}
