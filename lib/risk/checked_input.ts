/**
 * What series, panels and covariances must be before a risk figure is made of
 * them: the checks at the public doors, each naming row, column and value.
 *
 * @module
 */

import type { Matrix } from "lib/math/matrix.ts";

/**
 * Refuses a series that is too short or holds something that is no finite number.
 *
 * @param doing What is being done, as in "Cannot … as".
 * @param name Name of the series.
 * @param values The series.
 * @param least Fewest values that will do.
 * @throws {TypeError} If there are too few values.
 * @throws {RangeError} At the first value that is not finite.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { checkSeries } from "lib/risk/checked_input.ts";
 *
 * assertThrows(
 *   () => checkSeries("average", "returns", [0.1, NaN], 1),
 *   RangeError,
 *   "Cannot average as returns[1] must be finite: current value is NaN",
 * );
 * ```
 */
export function checkSeries(
  doing: string,
  name: string,
  values: ArrayLike<number>,
  least: number,
): void {
  if (!(values.length >= least)) {
    throw new TypeError(
      `Cannot ${doing} as ${name} must have at least ${least} values: current value is ${values.length}`,
    );
  }
  for (let i = 0; i < values.length; ++i) {
    if (!Number.isFinite(values[i])) {
      throw new RangeError(
        `Cannot ${doing} as ${name}[${i}] must be finite: current value is ${
          values[i]
        }`,
      );
    }
  }
}

/**
 * Refuses a panel of the wrong shape, or with something that is no finite number.
 *
 * @param doing What is being done.
 * @param name Name of the panel.
 * @param panel Shape `[rows × cols]`.
 * @param leastRows Fewest rows that will do.
 * @throws {TypeError} If the shape is wrong.
 * @throws {RangeError} At the first value that is not finite, by row and column.
 */
export function checkPanel(
  doing: string,
  name: string,
  panel: Matrix,
  leastRows: number,
): void {
  const { data, rows, cols } = panel;
  if (data.length !== rows * cols || !(cols >= 1)) {
    throw new TypeError(
      `Cannot ${doing} as ${name} must hold rows × cols numbers: current value is ${data.length} for ${rows} × ${cols}`,
    );
  }
  if (!(rows >= leastRows)) {
    throw new TypeError(
      `Cannot ${doing} as ${name} must have at least ${leastRows} rows: current value is ${rows}`,
    );
  }
  for (let i = 0; i < data.length; ++i) {
    if (!Number.isFinite(data[i])) {
      throw new RangeError(
        `Cannot ${doing} as ${name} must be finite at row ${
          Math.floor(i / cols)
        }, column ${i % cols} (from 0): current value is ${data[i]}`,
      );
    }
  }
}

/** Asymmetry, over the largest element, that rounding may leave. */
const SYMMETRY = 1e-10;

/**
 * Refuses what is no symmetric square matrix with a diagonal of at least 0.
 *
 * @param doing What is being done.
 * @param name Name of the matrix.
 * @param matrix Shape `[n × n]`.
 * @param size The `n` that it must have; any if left out.
 * @throws {TypeError} If the shape is wrong.
 * @throws {RangeError} At the first element that is wrong.
 */
export function checkCovariance(
  doing: string,
  name: string,
  matrix: Matrix,
  size: number = matrix.rows,
): void {
  const { data, rows, cols } = matrix;
  if (rows !== size || cols !== size) {
    throw new TypeError(
      `Cannot ${doing} as ${name} must be ${size} × ${size}: current value is ${rows} × ${cols}`,
    );
  }
  checkPanel(doing, name, matrix, 1);
  const scale = data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  for (let i = 0; i < rows; ++i) {
    if (!(data[i * rows + i] >= 0)) {
      throw new RangeError(
        `Cannot ${doing} as ${name} must be at least 0 at row ${i}, column ${i}: current value is ${
          data[i * rows + i]
        }`,
      );
    }
    for (let j = 0; j < i; ++j) {
      const [lower, upper] = [data[i * rows + j], data[j * rows + i]];
      if (!(Math.abs(lower - upper) <= SYMMETRY * scale)) {
        throw new RangeError(
          `Cannot ${doing} as ${name} must be symmetric at row ${i}, column ${j}: current value is ${lower} against ${upper}`,
        );
      }
    }
  }
}

/**
 * Refuses a number outside an interval.
 *
 * @param doing What is being done.
 * @param name Name of the number.
 * @param value The number.
 * @param ends Least and most; both are allowed themselves unless `open`.
 * @throws {RangeError} If it is outside, or not a number.
 */
export function checkBetween(
  doing: string,
  name: string,
  value: number,
  ends: {
    /** Least. @default -Infinity */
    readonly least?: number;
    /** Most. @default Infinity */
    readonly most?: number;
    /** Whether the ends themselves are refused. @default false */
    readonly open?: boolean;
  },
): void {
  const { least = -Infinity, most = Infinity, open = false } = ends;
  const inside = open
    ? value > least && value < most
    : value >= least && value <= most && Number.isFinite(value);
  if (!inside) {
    const interval = open ? `(${least}, ${most})` : `[${least}, ${most}]`;
    throw new RangeError(
      `Cannot ${doing} as ${name} must be in ${interval}: current value is ${value}`,
    );
  }
}
