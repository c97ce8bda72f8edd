/**
 * What brings surfaces and parameters to the sizes that nets like, fitted to
 * the training part alone and stored inside the ONNX file.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";
import type { SurfaceSet } from "lib/calibration/neural/surface_set.ts";
import type { Region } from "lib/calibration/neural/training_region.ts";
import type { Value } from "lib/graph/graph.ts";
import {
  add,
  divide,
  exp,
  log,
  maximum,
  minimum,
  multiply,
  subtract,
} from "lib/graph/ops/arithmetic.ts";
import { concat, split } from "lib/graph/ops/layout.ts";
import { gemm } from "lib/graph/ops/linear.ts";
import { principalComponents } from "lib/math/principal_components.ts";

/** Log volatilities: their mean, size and uncorrelated directions. */
export interface SurfaceScaler {
  /** Mean of each node, shape `[nodes]`. */
  readonly mean: Float32Array;
  /** Root-mean-square deviation over all nodes. */
  readonly deviation: number;
  /** Unit directions `[modes × nodes]`, largest variance first. */
  readonly directions: Float32Array;
  /** Standard deviation along each direction, shape `[modes]`. */
  readonly deviations: Float32Array;
}

/** Most directions, and the least deviation of one in log volatility. */
const MOST_MODES = 24;
const LEAST_DEVIATION = 3e-5;

/** Fits a scaler to the volatilities of a set. */
export function fitSurfaceScaler(set: SurfaceSet, rng: Rng): SurfaceScaler {
  const nodes = set.vols.length / set.count;
  const logs = set.vols.map(Math.log);
  const most = Math.min(MOST_MODES, nodes, set.count - 1);
  const { mean, directions, variances } = principalComponents(logs, nodes, {
    count: most,
    rng,
  });
  const kept = variances.filter((v) => Math.sqrt(v) > LEAST_DEVIATION).length;
  let squares = 0;
  for (let i = 0; i < logs.length; ++i) {
    squares += (logs[i] - mean[i % nodes]) ** 2;
  }
  return {
    mean: Float32Array.from(mean),
    deviation: Math.sqrt(squares / logs.length),
    directions: Float32Array.from(directions.subarray(0, kept * nodes)),
    deviations: Float32Array.from(variances.subarray(0, kept), Math.sqrt),
  };
}

/**
 * Volatilities as uncorrelated coefficients of variance 1.
 *
 * @param vols Values `[n × nodes]`.
 * @returns Values `[n × modes]`.
 */
export function toModes(vols: Value, scaler: SurfaceScaler): Value {
  const { graph } = vols;
  const { mean, directions, deviations } = scaler;
  const shape = [deviations.length, mean.length];
  const centred = subtract(log(vols), graph.constant(mean, [mean.length]));
  const along = gemm(centred, graph.constant(directions, shape), {
    transB: true,
  });
  return divide(along, graph.constant(deviations, [deviations.length]));
}

/**
 * Volatilities with their common directions shrunk to the size of the rare
 * ones ("ZCA whitening"), still a surface.
 *
 * @param vols Values `[n × nodes]`.
 * @returns Values `[n × nodes]` of variance about 1.
 */
export function toWhiteSurface(vols: Value, scaler: SurfaceScaler): Value {
  const { directions, deviations, mean } = scaler;
  const modes = toModes(vols, scaler);
  const shape = [deviations.length, mean.length];
  const surface = gemm(modes, modes.graph.constant(directions, shape));
  return multiply(surface, Math.sqrt(mean.length / deviations.length));
}

/** Scaled log volatilities `[n × nodes]` as volatilities. */
export function toVols(scaled: Value, scaler: SurfaceScaler): Value {
  const { mean, deviation } = scaler;
  const mid = scaled.graph.constant(mean, [mean.length]);
  return exp(add(multiply(scaled, deviation), mid));
}

/** Log volatilities in the scaler's units, as {@linkcode toVols} undoes. */
export function scaledLogVols(
  vols: Float32Array,
  scaler: SurfaceScaler,
): Float32Array {
  const { mean, deviation } = scaler;
  return vols.map((v, i) => (Math.log(v) - mean[i % mean.length]) / deviation);
}

/**
 * Parameters as places in their box, −1 at its lower end and 1 at its upper; a
 * scale that spans a decade is placed by its logarithm.
 */
export function scaledParameters(
  parameters: Float64Array,
  names: readonly string[],
  region: Region,
): Float32Array {
  const axes = names.map((name) => axisOf(region[name]));
  return Float32Array.from(parameters, (value, i) => {
    const { isLog, middle, half } = axes[i % names.length];
    return ((isLog ? Math.log(value) : value) - middle) / half;
  });
}

/** Places in a box, as {@linkcode scaledParameters} gives them, as parameters. */
export function unscaledParameters(
  places: ArrayLike<number>,
  names: readonly string[],
  region: Region,
): Float32Array {
  const axes = names.map((name) => axisOf(region[name]));
  return Float32Array.from(places, (place, i) => {
    const { isLog, middle, half } = axes[i % names.length];
    const value = middle + half * place;
    return isLog ? Math.exp(value) : value;
  });
}

/** Places in a box, clamped to it, as parameters `[n × p]`. */
export function toParameters(
  places: Value,
  names: readonly string[],
  region: Region,
): Value {
  const clamped = minimum(maximum(places, -1), 1);
  const columns = split(clamped, names.map(() => 1), 1);
  return concat(
    columns.map((column, j) => {
      const { isLog, middle, half } = axisOf(region[names[j]]);
      const value = add(multiply(column, half), middle);
      return isLog ? exp(value) : value;
    }),
    1,
  );
}

/** Parameters `[n × p]` as places in their box. */
export function fromParameters(
  parameters: Value,
  names: readonly string[],
  region: Region,
): Value {
  const columns = split(parameters, names.map(() => 1), 1);
  return concat(
    columns.map((column, j) => {
      const { isLog, middle, half } = axisOf(region[names[j]]);
      const value = isLog ? log(column) : column;
      return multiply(subtract(value, middle), 1 / half);
    }),
    1,
  );
}

/** How a parameter's interval becomes [−1, 1]. */
function axisOf([low, high]: readonly [number, number]) {
  const DECADE = 10;
  const isLog = low > 0 && high >= DECADE * low;
  const [from, to] = isLog ? [Math.log(low), Math.log(high)] : [low, high];
  return { isLog, middle: (from + to) / 2, half: (to - from) / 2 };
}
