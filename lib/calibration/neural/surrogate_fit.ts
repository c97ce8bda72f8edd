/**
 * Least squares on a surrogate: Levenberg–Marquardt whose surfaces come from a
 * net, the point and its neighbours in one run.
 *
 * @module
 */

import type { CalibratorDetails } from "lib/calibration/neural/calibrator_artifact.ts";
import { PORTS } from "lib/calibration/neural/calibrator_graph.ts";
import {
  scaledParameters,
  unscaledParameters,
} from "lib/calibration/neural/scalers.ts";
import {
  type GridReader,
  readGrid,
} from "lib/calibration/neural/surface_projector.ts";
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
const STARTS = 256;
const ITERATIONS = 20;
/** Half-width of the differences, in places of the box [−1, 1]. */
const STEP = 5e-3;
/** Change of the places, and of the cost, at which it stops. */
const SETTLED = 1e-4;
const LEAST_FALL = 1e-3;

/** Fits surfaces on one surrogate. */
export class SurrogateFitter {
  readonly #session: Session;
  readonly #details: CalibratorDetails;
  readonly #starts: Float64Array;
  readonly #startLogVols: Float32Array;
  readonly #startsByReader = new WeakMap<GridReader, Float64Array>();

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

  /**
   * Fits quotes.
   *
   * @param target Log volatilities of the quotes.
   * @param reader How a surface on the grid is read at them.
   * @param from Parameters to begin from beside the best of the table.
   * @default the best of the table
   */
  async fit(
    target: Float64Array,
    reader: GridReader | null,
    from?: ArrayLike<number>,
  ): Promise<SurrogateFit> {
    const around = async (places: Float64Array): Promise<Neighbourhood> => {
      const vols = await this.#around(places);
      return neighbourhood(vols, target, reader, places.length);
    };
    const { names, region } = this.#details;
    let places = this.#nearestStart(target, reader);
    let here = await around(places);
    if (from !== undefined) {
      const given = clamped(
        scaledParameters(Float64Array.from(from), names, region),
      );
      const there = await around(given);
      if (there.cost < here.cost) [places, here] = [given, there];
    }
    let damping = 1e-3;
    for (let iteration = 0; iteration < ITERATIONS; ++iteration) {
      const step = solveStep(here, places, damping);
      if (step === null) break;
      const next = clamped(places.map((x, j) => x + step[j]));
      const there = await around(next);
      if (there.cost < here.cost) {
        const moved = next.reduce(
          (most, x, j) => Math.max(most, Math.abs(x - places[j])),
          0,
        );
        const fall = 1 - there.cost / here.cost;
        [places, here] = [next, there];
        damping = Math.max(damping / 5, 1e-9);
        if (moved < SETTLED || fall < LEAST_FALL) break;
      } else {
        damping *= 8;
        if (damping > 1e4) break;
      }
    }
    return {
      parameters: unscaledParameters(places, names, region),
      fitted: here.vols,
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

  #nearestStart(target: Float64Array, reader: GridReader | null): Float64Array {
    const p = this.#details.names.length;
    const table = this.#startsAt(reader);
    const quotes = target.length;
    let best = 0;
    let least = Infinity;
    for (let i = 0; i < STARTS; ++i) {
      let squares = 0;
      for (let n = 0; n < quotes; ++n) {
        squares += (target[n] - table[i * quotes + n]) ** 2;
      }
      if (squares < least) [best, least] = [i, squares];
    }
    return this.#starts.slice(best * p, (best + 1) * p);
  }

  /** Log volatilities of the table's surfaces at quotes; kept with the reader. */
  #startsAt(reader: GridReader | null): ArrayLike<number> {
    if (reader === null) return this.#startLogVols;
    const known = this.#startsByReader.get(reader);
    if (known !== undefined) return known;
    const quotes = reader.offset.length;
    const table = new Float64Array(STARTS * quotes);
    for (let i = 0; i < STARTS; ++i) {
      const first = i * reader.nodes;
      const surface = this.#startLogVols.subarray(first, first + reader.nodes);
      table.set(readGrid(reader, surface), i * quotes);
    }
    this.#startsByReader.set(reader, table);
    return table;
  }
}

/** The fit at a point and how it changes around it. */
interface Neighbourhood {
  /** Volatilities on the grid at the point. */
  readonly vols: Float32Array;
  /** Target less model, a quote. */
  readonly residual: Float64Array;
  /** Slope of the model in each place, `[p × quotes]`. */
  readonly slopes: readonly Float64Array[];
  /** Sum of squares. */
  readonly cost: number;
}

function neighbourhood(
  vols: Float32Array,
  target: Float64Array,
  reader: GridReader | null,
  p: number,
): Neighbourhood {
  const nodes = vols.length / (2 * p + 1);
  const row = (index: number) =>
    readGrid(
      reader,
      vols.subarray(index * nodes, (index + 1) * nodes).map(Math.log),
    );
  const model = row(0);
  const residual = target.map((value, n) => value - model[n]);
  const slopes = Array.from({ length: p }, (_, j) => {
    const [down, up] = [row(1 + 2 * j), row(2 + 2 * j)];
    return up.map((value, n) => (value - down[n]) / (2 * STEP));
  });
  return {
    vols: vols.slice(0, nodes),
    residual,
    slopes,
    cost: residual.reduce((sum, r) => sum + r * r, 0),
  };
}

/**
 * `(JᵀJ + damping · diag) step = Jᵀr`, places at an end of the box that the
 * step would push outwards held.
 */
function solveStep(
  { residual, slopes }: Neighbourhood,
  places: Float64Array,
  damping: number,
): Float64Array | null {
  const p = slopes.length;
  const right = Float64Array.from(slopes, (slope) => dot(slope, residual));
  const held = places.map((x, j) =>
    Math.abs(x) >= 1 && x * right[j] > 0 ? 1 : 0
  );
  const normal = new Float64Array(p * p);
  for (let i = 0; i < p; ++i) {
    for (let j = 0; j < p; ++j) {
      const free = held[i] === 0 && held[j] === 0;
      normal[i * p + j] = free ? dot(slopes[i], slopes[j]) : 0;
    }
    normal[i * p + i] = held[i] === 1
      ? 1
      : normal[i * p + i] * (1 + damping) + 1e-12;
    if (held[i] === 1) right[i] = 0;
  }
  return choleskySolve(normal, right);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; ++i) sum += a[i] * b[i];
  return sum;
}

function clamped(places: ArrayLike<number>): Float64Array {
  return Float64Array.from(places, (x) => Math.min(1, Math.max(-1, x)));
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
  return unscaledParameters(places, names, region);
}
