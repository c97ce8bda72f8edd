/**
 * Every parameter as a coordinate on [0, 1], and back.
 *
 * A float is mapped linearly, or by its logarithm. Integers and stepped values
 * own a cell each: of m steps, value i the cell [i/m, (i+1)/m]; an integer v on
 * a log scale that from ln(v − ½) to ln(v + ½). So a uniform coordinate gives
 * every value its due, the first and the last too. A choice is its index over
 * equal cells; its order means nothing.
 *
 * @module
 */

import { nearestName } from "lib/core/nearest_name.ts";
import {
  isActive,
  type NumericParameter,
  type Parameter,
  type ParameterValue,
  type ParameterValues,
  type SearchSpace,
} from "lib/models/tune/space.ts";

/** The part of [0, 1] that is one value: `low = high` for a float. */
export interface Cell {
  /** Its lower end. */
  readonly low: number;
  /** Its upper end. */
  readonly high: number;
}

/**
 * The value at a coordinate.
 *
 * @param parameter Which parameter.
 * @param unit A coordinate in [0, 1].
 *
 * @example The middle of a log scale is the geometric mean
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { valueAt } from "lib/models/tune/coordinate.ts";
 *
 * const rate = { type: "float", min: 0.01, max: 1, log: true } as const;
 * assertAlmostEquals(Number(valueAt(rate, 0.5)), 0.1, 1e-15);
 * ```
 */
export function valueAt(parameter: Parameter, unit: number): ParameterValue {
  if (parameter.type === "choice") {
    return parameter.choices[indexAt(parameter.choices.length, unit)];
  }
  const { type, min, max, log } = parameter;
  const steps = stepsOf(parameter);
  if (steps !== undefined) {
    const step = parameter.step ?? 1;
    return tidy(min + indexAt(steps, unit) * step, parameter);
  }
  const [low, high] = logRange(parameter);
  const x = log
    ? Math.exp(low + unit * (high - low))
    : min + unit * (max - min);
  return clamp(type === "integer" ? Math.round(x) : x, min, max);
}

/** The coordinate's cell of a value; a float's has no width. */
export function cellOf(parameter: Parameter, value: ParameterValue): Cell {
  if (parameter.type === "choice") {
    return cellAt(
      parameter.choices.indexOf(value),
      parameter.choices.length,
    );
  }
  const { type, min, max, log } = parameter;
  const x = value as number;
  const steps = stepsOf(parameter);
  if (steps !== undefined) {
    const step = parameter.step ?? 1;
    return cellAt(clamp(Math.round((x - min) / step), 0, steps - 1), steps);
  }
  const [low, high] = logRange(parameter);
  if (type === "integer") {
    return {
      low: (Math.log(x - 0.5) - low) / (high - low),
      high: (Math.log(x + 0.5) - low) / (high - low),
    };
  }
  if (max === min) return { low: 0.5, high: 0.5 };
  const unit = log
    ? (Math.log(x) - low) / (high - low)
    : (x - min) / (max - min);
  return { low: clamp(unit, 0, 1), high: clamp(unit, 0, 1) };
}

/** A point of a space from a uniform draw a parameter. */
export function pointAt(
  space: SearchSpace,
  uniform: (name: string) => number,
): ParameterValues {
  const point: Record<string, ParameterValue> = {};
  for (const [name, parameter] of Object.entries(space)) {
    // Drawn even where it is not active, so that draws stay in step.
    const unit = uniform(name);
    if (isActive(parameter, point)) point[name] = valueAt(parameter, unit);
  }
  return point;
}

/**
 * Checks a point that comes from outside.
 *
 * @returns The same values, in the order of the space.
 * @throws {RangeError} If a value is missing, unknown or out of bounds.
 */
export function readPoint(
  space: SearchSpace,
  values: ParameterValues,
): ParameterValues {
  const names = Object.keys(space);
  for (const name of Object.keys(values)) {
    if (names.includes(name)) continue;
    throw new RangeError(
      `Cannot try ${name} as it must be one of ${
        names.join(", ")
      }. The nearest is ${nearestName(name, names)}`,
    );
  }
  const point: Record<string, ParameterValue> = {};
  for (const name of names) {
    const value = values[name];
    if (!isActive(space[name], point)) {
      if (value === undefined) continue;
      throw new RangeError(
        `Cannot try ${name} = ${value} as ${
          space[name].when!.parameter
        } must be ${JSON.stringify(space[name].when!.is)}: current value is ${
          point[space[name].when!.parameter]
        }`,
      );
    }
    if (value === undefined || !holds(space[name], value)) {
      throw new RangeError(
        `Cannot try ${name} as it must be in ${
          JSON.stringify(space[name])
        }: current value is ${JSON.stringify(value)}`,
      );
    }
    point[name] = value;
  }
  return point;
}

function holds(parameter: Parameter, value: ParameterValue): boolean {
  if (parameter.type === "choice") return parameter.choices.includes(value);
  const { type, min, max } = parameter;
  if (typeof value !== "number" || !(value >= min && value <= max)) {
    return false;
  }
  if (type === "integer" && !Number.isInteger(value)) return false;
  const { low, high } = cellOf(parameter, value);
  if (low === high) return true;
  const nearest = valueAt(parameter, (low + high) / 2) as number;
  return Math.abs(nearest - value) <= 1e-9 * Math.max(1, Math.abs(value));
}

/** Number of steps, or undefined where there are none of equal width. */
function stepsOf({ type, min, max, log, step }: NumericParameter) {
  if (log) return undefined;
  const width = step ?? (type === "integer" ? 1 : undefined);
  return width === undefined
    ? undefined
    : Math.floor((max - min) / width + 1e-9) + 1;
}

function logRange({ type, min, max, log }: NumericParameter): [number, number] {
  if (!log) return [min, max];
  const half = type === "integer" ? 0.5 : 0;
  return [Math.log(min - half), Math.log(max + half)];
}

/** `0.1 + 2·0.1` should read 0.3. */
function tidy(x: number, { type, max }: NumericParameter): number {
  return type === "integer" ? x : Math.min(max, Number(x.toPrecision(14)));
}

function indexAt(count: number, unit: number): number {
  return clamp(Math.floor(unit * count), 0, count - 1);
}

function cellAt(index: number, count: number): Cell {
  return { low: index / count, high: (index + 1) / count };
}

function clamp(x: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, x));
}
