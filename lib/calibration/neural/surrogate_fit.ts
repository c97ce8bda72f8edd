/**
 * Least squares on a surrogate: Levenberg–Marquardt whose surfaces come from a
 * net, the point and its neighbours in one run.
 *
 * @module
 */

import type { CalibratorDetails } from "lib/calibration/neural/calibrator_artifact.ts";
import { PORTS } from "lib/calibration/neural/calibrator_graph.ts";
import type { Session } from "lib/graph/session/session.ts";
import { float32, tensor } from "lib/graph/tensor.ts";
import { choleskySolve } from "lib/math/linear_solve.ts";
import { Sobol } from "lib/math/sobol.ts";

/** A surface fitted by the surrogate. */
export interface SurrogateFit {
  /** Parameters, in order. */
  readonly parameters: Float32Array;
  /** Volatilities at them, shape `[nodes]`. */
  readonly fitted: Float32Array;
}

/** Surfaces among which the start is looked up. */
const STARTS = 512;
const ITERATIONS = 30;
/** Half-width of the differences, in places of the box [−1, 1]. */
const STEP = 5e-3;
/** Change of the places at which it stops. */
const SETTLED = 1e-5;

/** Fits surfaces on one surrogate. */
export class SurrogateFitter {
  readonly #session: Session;
  readonly #details: CalibratorDetails;
  readonly #starts: Float64Array;
  readonly #startLogVols: Float32Array;

  private constructor(
    session: Session,
    details: CalibratorDetails,
    starts: Float64Array,
    startLogVols: Float32Array,
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
    return new SurrogateFitter(session, details, starts, vols.map(Math.log));
  }

  /** Fits log volatilities on the net's grid. */
  async fit(logVols: Float32Array): Promise<SurrogateFit> {
    const p = this.#details.names.length;
    const nodes = logVols.length;
    let places = this.#nearestStart(logVols);
    let damping = 1e-3;
    let vols = await this.#around(places);
    let cost = squaredError(vols, logVols);
    for (let iteration = 0; iteration < ITERATIONS; ++iteration) {
      const step = solveStep(vols, logVols, p, damping);
      if (step === null) break;
      const next = places.map((x, j) => Math.min(1, Math.max(-1, x + step[j])));
      const nextVols = await this.#around(next);
      const nextCost = squaredError(nextVols, logVols);
      if (nextCost < cost) {
        const moved = Math.max(
          ...next.map((x, j) => Math.abs(x - places[j])),
        );
        [places, vols, cost] = [next, nextVols, nextCost];
        damping = Math.max(damping / 5, 1e-9);
        if (moved < SETTLED) break;
      } else {
        damping *= 8;
        if (damping > 1e6) break;
      }
    }
    return {
      parameters: toParameters(places, this.#details),
      fitted: vols.slice(0, nodes),
    };
  }

  /** Surfaces at a point, then at a step down and up in each place. */
  #around(places: Float64Array): Promise<Float32Array> {
    const p = places.length;
    const rows = new Float64Array((2 * p + 1) * p);
    for (let r = 0; r <= 2 * p; ++r) rows.set(places, r * p);
    for (let j = 0; j < p; ++j) {
      rows[(1 + 2 * j) * p + j] -= STEP;
      rows[(2 + 2 * j) * p + j] += STEP;
    }
    return evaluate(this.#session, this.#details, rows);
  }

  #nearestStart(logVols: Float32Array): Float64Array {
    const nodes = logVols.length;
    const p = this.#details.names.length;
    let best = 0;
    let least = Infinity;
    for (let i = 0; i < STARTS; ++i) {
      let squares = 0;
      for (let n = 0; n < nodes; ++n) {
        squares += (logVols[n] - this.#startLogVols[i * nodes + n]) ** 2;
      }
      if (squares < least) [best, least] = [i, squares];
    }
    return this.#starts.slice(best * p, (best + 1) * p);
  }
}

/** `(JᵀJ + damping · diag) step = Jᵀr` on log volatilities. */
function solveStep(
  vols: Float32Array,
  logVols: Float32Array,
  p: number,
  damping: number,
): Float64Array | null {
  const nodes = logVols.length;
  const jacobian = new Float64Array(p * nodes);
  for (let j = 0; j < p; ++j) {
    const down = (1 + 2 * j) * nodes;
    const up = (2 + 2 * j) * nodes;
    for (let n = 0; n < nodes; ++n) {
      jacobian[j * nodes + n] = Math.log(vols[up + n] / vols[down + n]) /
        (2 * STEP);
    }
  }
  const normal = new Float64Array(p * p);
  const right = new Float64Array(p);
  for (let i = 0; i < p; ++i) {
    for (let n = 0; n < nodes; ++n) {
      const slope = jacobian[i * nodes + n];
      right[i] += slope * (logVols[n] - Math.log(vols[n]));
      for (let j = 0; j <= i; ++j) {
        normal[i * p + j] += slope * jacobian[j * nodes + n];
      }
    }
    for (let j = 0; j < i; ++j) normal[j * p + i] = normal[i * p + j];
  }
  for (let i = 0; i < p; ++i) {
    normal[i * p + i] += damping * (normal[i * p + i] + 1e-12);
  }
  return choleskySolve(normal, right);
}

function squaredError(vols: Float32Array, logVols: Float32Array): number {
  let squares = 0;
  for (let n = 0; n < logVols.length; ++n) {
    squares += (logVols[n] - Math.log(vols[n])) ** 2;
  }
  return squares;
}

/** Surfaces `[rows × nodes]` at places in the box. */
async function evaluate(
  session: Session,
  details: CalibratorDetails,
  places: Float64Array,
): Promise<Float32Array> {
  const p = details.names.length;
  const results = await session.run({
    [PORTS.parameters]: tensor(toParameters(places, details), [
      places.length / p,
      p,
    ]),
  });
  return float32(results[PORTS.fitted], PORTS.fitted);
}

function toParameters(
  places: Float64Array,
  { names, region }: CalibratorDetails,
): Float32Array {
  return Float32Array.from(places, (x, i) => {
    const [low, high] = region[names[i % names.length]];
    return low + (high - low) * (x + 1) / 2;
  });
}
