/**
 * Least squares on a surrogate: Levenberg–Marquardt whose surfaces come from a
 * net. Many searches go side by side, the points of all of them and their
 * neighbours in one run; of the searches of one surface, which begin apart, the
 * best is kept.
 *
 * @module
 */

import type { CalibratorDetails } from "lib/calibration/neural/calibrator_artifact.ts";
import { PORTS } from "lib/calibration/neural/calibrator_graph.ts";
import {
  scaledParameters,
  unscaledParameters,
} from "lib/calibration/neural/scalers.ts";
import type { SurfaceMisfit } from "lib/calibration/neural/surface_misfit.ts";
import type { Session } from "lib/graph/session/session.ts";
import { float32, tensor } from "lib/graph/tensor.ts";
import { dot } from "lib/math/dot.ts";
import { choleskySolve } from "lib/math/linear_solve.ts";
import { Sobol } from "lib/math/sobol.ts";

/** A surface fitted by the surrogate. */
export interface SurrogateFit {
  /** Parameters, in order. */
  readonly parameters: Float32Array;
  /** Volatilities at them, shape `[nodes]`. */
  readonly fitted: Float32Array;
}

/** A surface to fit. */
export interface SurrogateTask {
  /** How far a surface is from the quotes. */
  readonly misfit: SurfaceMisfit;
  /**
   * Parameters to begin from beside the best of the table.
   *
   * @default none
   */
  readonly from?: ArrayLike<number>;
}

/** Surfaces among which the start is looked up. */
const STARTS = 256;
/** Searches of the table's best, and how far apart they begin. */
const SEARCHES = 3;
const APART = 0.5;
const ITERATIONS = 40;
/** Steps after which searches that lag, or have met the best, are given up. */
const TRIAL = 4;
const LAGGING = 1.5;
const MET = 0.05;
/** Half-width of the differences, in places of the box [−1, 1]. */
const STEP = 5e-3;
/** Change of the places, and of the cost, at which it stops. */
const SETTLED = 1e-4;
const LEAST_FALL = 1e-4;
const GIVEN_UP = 1e4;

/** Fits surfaces on one surrogate. */
export class SurrogateFitter {
  readonly #session: Session;
  readonly #details: CalibratorDetails;
  readonly #starts: Float64Array;
  readonly #startLogVols: Float64Array;
  /** Coefficients of the starts, by what reads them. */
  readonly #startsBySolve = new WeakMap<Float64Array, Float64Array[]>();

  private constructor(
    session: Session,
    details: CalibratorDetails,
    starts: Float64Array,
    startLogVols: Float64Array,
  ) {
    this.#session = session;
    this.#details = details;
    this.#starts = starts;
    this.#startLogVols = startLogVols;
  }

  /** Evaluates the table of starts. */
  static async prepare(
    session: Session,
    details: CalibratorDetails,
  ): Promise<SurrogateFitter> {
    const p = details.names.length;
    const uniforms = new Float64Array(p * STARTS);
    new Sobol(p).uniformsInto(uniforms, STARTS);
    const starts = new Float64Array(STARTS * p);
    for (let i = 0; i < STARTS; ++i) {
      for (let j = 0; j < p; ++j) {
        starts[i * p + j] = 2 * uniforms[j * STARTS + i] - 1;
      }
    }
    const vols = await evaluate(session, details, starts);
    return new SurrogateFitter(session, details, starts, logsOf(vols));
  }

  /**
   * Fits surfaces side by side; none depends on another.
   *
   * @param tasks Quotes and starts.
   */
  async fit(tasks: readonly SurrogateTask[]): Promise<SurrogateFit[]> {
    const { names, region } = this.#details;
    const begun = tasks.map(({ misfit, from }) => {
      const starts = this.#nearestStarts(misfit);
      if (from !== undefined) {
        const given = Float64Array.from(from);
        starts.push(clamped(scaledParameters(given, names, region)));
      }
      return starts.map((start) => new Search(misfit, start));
    });
    let active: readonly Search[] = begun.flat();
    await this.#step(active);
    for (let i = 0; i < ITERATIONS && active.length > 0; ++i) {
      active = active.filter((search) => search.propose());
      if (active.length > 0) await this.#step(active);
      if (i + 1 === TRIAL) begun.forEach(giveUpLaggards);
      active = active.filter(({ hasEnded }) => !hasEnded);
    }
    return begun.map((searches) => {
      const { places, vols } = bestOf(searches);
      return {
        parameters: unscaledParameters(places, names, region),
        fitted: vols,
      };
    });
  }

  /** Evaluates what the searches propose, all in one run. */
  async #step(searches: readonly Search[]): Promise<void> {
    const p = this.#details.names.length;
    const block = 2 * p + 1;
    const rows = new Float64Array(searches.length * block * p);
    searches.forEach(({ proposed }, s) => {
      for (let r = 0; r < block; ++r) rows.set(proposed, (s * block + r) * p);
      for (let j = 0; j < p; ++j) {
        rows[(s * block + 1 + 2 * j) * p + j] -= STEP;
        rows[(s * block + 2 + 2 * j) * p + j] += STEP;
      }
    });
    const vols = await evaluate(this.#session, this.#details, rows);
    const size = vols.length / searches.length;
    searches.forEach((search, s) => {
      search.take(vols.subarray(s * size, (s + 1) * size));
    });
  }

  /** The best of the table, each some way from those before it. */
  #nearestStarts(misfit: SurfaceMisfit): Float64Array[] {
    const p = this.#details.names.length;
    const costs = this.#startsFor(misfit).map((c) => misfit.cost(c));
    const order = costs.map((_, i) => i).sort((a, b) => costs[a] - costs[b]);
    const chosen: Float64Array[] = [];
    for (const i of order) {
      const start = this.#starts.slice(i * p, (i + 1) * p);
      const apart = chosen.every((other) =>
        other.some((x, j) => Math.abs(x - start[j]) > APART)
      );
      if (apart) chosen.push(start);
      if (chosen.length === SEARCHES) break;
    }
    return chosen;
  }

  /** The table's surfaces as quotes see them. */
  #startsFor(misfit: SurfaceMisfit): Float64Array[] {
    const key = misfit.solve ?? this.#startLogVols;
    let table = this.#startsBySolve.get(key);
    if (table === undefined) {
      const nodes = this.#startLogVols.length / STARTS;
      table = Array.from({ length: STARTS }, (_, i) =>
        misfit.coefficients(
          this.#startLogVols.subarray(i * nodes, (i + 1) * nodes),
        ));
      this.#startsBySolve.set(key, table);
    }
    return table;
  }
}

/** One search: where it is, how the misfit changes there, where it goes next. */
class Search {
  readonly #misfit: SurfaceMisfit;
  #damping = 1e-3;
  #pull = new Float64Array();
  #normal = new Float64Array();
  /** Where it would go. */
  proposed: Float64Array;
  /** Where it is. */
  places: Float64Array;
  /** Surface there. */
  vols = new Float32Array();
  /** Sum of squares there. */
  cost = Infinity;
  /** Whether it goes no further. */
  hasEnded = false;

  constructor(misfit: SurfaceMisfit, start: Float64Array) {
    this.#misfit = misfit;
    this.places = start;
    this.proposed = start;
  }

  /**
   * Takes the surfaces at the proposal, then at a step down and up in each
   * place: goes there if it is better.
   */
  take(vols: Float32Array): void {
    const p = this.proposed.length;
    const nodes = vols.length / (2 * p + 1);
    const misfit = this.#misfit;
    const coefficients = (row: number) =>
      misfit.coefficients(
        logsOf(vols.subarray(row * nodes, (row + 1) * nodes)),
      );
    const { cost, pull } = misfit.at(coefficients(0));
    const moved = this.proposed.reduce(
      (most, x, j) => Math.max(most, Math.abs(x - this.places[j])),
      0,
    );
    if (!(cost < this.cost)) {
      this.#damping *= 8;
      this.hasEnded = moved < SETTLED || this.#damping > GIVEN_UP;
      return;
    }
    const fall = 1 - cost / this.cost;
    const isFirst = this.cost === Infinity;
    this.places = this.proposed;
    this.cost = cost;
    this.vols = vols.slice(0, nodes);
    if (!isFirst) {
      this.#damping = Math.max(this.#damping / 5, 1e-9);
      this.hasEnded = moved < SETTLED || fall < LEAST_FALL;
      if (this.hasEnded) return;
    }
    const slopes = Array.from({ length: p }, (_, j) => {
      const down = coefficients(1 + 2 * j);
      return coefficients(2 + 2 * j).map((up, k) =>
        (up - down[k]) / (2 * STEP)
      );
    });
    this.#pull = Float64Array.from(slopes, (slope) => inner(slope, pull));
    this.#normal = new Float64Array(p * p);
    slopes.forEach((slope, i) => {
      const seen = misfit.metric(slope);
      slopes.forEach((other, j) => {
        this.#normal[i * p + j] = inner(other, seen);
      });
    });
  }

  /**
   * Solves `(JᵀJ + damping · diag) step = Jᵀr`, places at an end of the box that
   * the step would push outwards held.
   *
   * @returns Whether there is a step.
   */
  propose(): boolean {
    const { places } = this;
    const p = places.length;
    const right = this.#pull.slice();
    const held = places.map((x, j) =>
      Math.abs(x) >= 1 && x * right[j] > 0 ? 1 : 0
    );
    const normal = this.#normal.slice();
    for (let i = 0; i < p; ++i) {
      for (let j = 0; j < p; ++j) {
        if (held[i] === 1 || held[j] === 1) normal[i * p + j] = 0;
      }
      normal[i * p + i] = held[i] === 1
        ? 1
        : normal[i * p + i] * (1 + this.#damping) + 1e-12;
      if (held[i] === 1) right[i] = 0;
    }
    const step = choleskySolve(normal, right);
    if (step === null) return false;
    this.proposed = clamped(places.map((x, j) => x + step[j]));
    return true;
  }
}

/** Ends the searches of one surface that will not be its best. */
function giveUpLaggards(searches: readonly Search[]): void {
  const best = bestOf(searches);
  for (const search of searches) {
    if (search === best) continue;
    const met = search.places.every((x, j) =>
      Math.abs(x - best.places[j]) < MET
    );
    if (met || search.cost > LAGGING * best.cost) search.hasEnded = true;
  }
}

function bestOf(searches: readonly Search[]): Search {
  return searches.reduce((best, search) =>
    search.cost < best.cost ? search : best
  );
}

function inner(a: Float64Array, b: Float64Array): number {
  return dot(a, 0, b, 0, a.length);
}

function logsOf(vols: Float32Array): Float64Array {
  const logs = new Float64Array(vols.length);
  for (let i = 0; i < logs.length; ++i) logs[i] = Math.log(vols[i]);
  return logs;
}

function clamped(places: ArrayLike<number>): Float64Array {
  return Float64Array.from(places, (x) => Math.min(1, Math.max(-1, x)));
}

/** Surfaces `[rows × nodes]` at places in the box. */
async function evaluate(
  session: Session,
  { names, region }: CalibratorDetails,
  places: Float64Array,
): Promise<Float32Array> {
  const p = names.length;
  const parameters = unscaledParameters(places, names, region);
  const results = await session.run({
    [PORTS.parameters]: tensor(parameters, [places.length / p, p]),
  });
  return float32(results[PORTS.fitted], PORTS.fitted);
}
