/**
 * Windows of a panel: a table of rows, and where in it each window ends.
 *
 * A window at row i covers rows [i − L, i) of one symbol; its time is when the
 * last of them was known, its label is about rows i and after. Windows are
 * places, not copies: n windows of a panel take a few bytes each, and rows are
 * put together a batch at a time.
 *
 * @module
 */

import type { Matrix } from "lib/math/matrix.ts";
import {
  hashOfFloats,
  type RowSource,
} from "lib/models/networks/row_source.ts";
import { checkParts } from "lib/models/windows/check_parts.ts";

/** What windows are to predict. */
export type WindowTarget =
  | {
    /** A number for each window, such as a return. */
    readonly kind: "number";
    /** The numbers `[n]`. */
    readonly values: Float32Array;
  }
  | {
    /** A class for each window: 0 … classes − 1. */
    readonly kind: "class";
    /** The classes `[n]`. */
    readonly values: Float32Array;
    /** How many there are: 2 (down, up) or 3 (down, neutral, up). */
    readonly classes: number;
  }
  | {
    /** The next values of a column: rows i … i + steps − 1. */
    readonly kind: "path";
    /** The column. */
    readonly column: number;
    /** How many of them. */
    readonly steps: number;
  };

/** A column of the panel in units that it was scaled from. */
export interface UnscaledColumn {
  /** The column. */
  readonly column: number;
  /** Added to `deviation` times the value. */
  readonly mean: number;
  /** Standard deviation by which it was divided. */
  readonly deviation: number;
  /** Whether its values are logarithmic returns; else simple ones. @default {false} */
  readonly log?: boolean;
}

/** What a set of windows consists of; arrays are not copied. */
export interface WindowParts {
  /** The panel `[rows × p]`, row-major; rows of one symbol stand together in time. */
  readonly values: Float32Array;
  /** Names of its p columns. */
  readonly features: readonly string[];
  /** Rows of a window, L. */
  readonly length: number;
  /** The row after each window's last `[n]`; at least L. */
  readonly ends: Int32Array;
  /** What is to be predicted. */
  readonly target: WindowTarget;
  /** Bars from a window's last to its label's last. For paths: the steps. */
  readonly horizon: number;
  /** Names of the symbols. */
  readonly symbols: readonly string[];
  /** Symbol of each window `[n]`. */
  readonly symbolOf: Int32Array;
  /** When each window's last row was known `[n]`, ms since 1970 UTC. */
  readonly time: Float64Array;
  /** When each window's label is known `[n]`, ms since 1970 UTC. */
  readonly labelEnd: Float64Array;
  /** The column of one-bar returns, if there is one: what seasonal naive repeats. */
  readonly returns?: UnscaledColumn;
}

/** Windows in order of symbol and time. */
export class Windows implements WindowParts, RowSource {
  readonly values: Float32Array;
  readonly features: readonly string[];
  readonly length: number;
  readonly ends: Int32Array;
  readonly target: WindowTarget;
  readonly horizon: number;
  readonly symbols: readonly string[];
  readonly symbolOf: Int32Array;
  readonly time: Float64Array;
  readonly labelEnd: Float64Array;
  readonly returns?: UnscaledColumn;

  /**
   * Checks and keeps the parts.
   *
   * @throws {TypeError} If arrays do not fit each other.
   * @throws {RangeError} If a window or its path reaches beyond the panel, or
   * a symbol or column is not there.
   */
  constructor(parts: WindowParts) {
    checkParts(parts);
    this.values = parts.values;
    this.features = parts.features;
    this.length = parts.length;
    this.ends = parts.ends;
    this.target = parts.target;
    this.horizon = parts.horizon;
    this.symbols = parts.symbols;
    this.symbolOf = parts.symbolOf;
    this.time = parts.time;
    this.labelEnd = parts.labelEnd;
    if (parts.returns !== undefined) this.returns = parts.returns;
  }

  /** Number of windows n. */
  get count(): number {
    return this.ends.length;
  }

  /** Numbers that are predicted for a window; for classes 1, the class. */
  get outputs(): number {
    return this.target.kind === "path" ? this.target.steps : 1;
  }

  /** Copies windows `[m × L × p]` and labels `[m × outputs]`. */
  gatherInto(x: Float32Array, y: Float32Array, rows: ArrayLike<number>): void {
    this.gatherWindowsInto(x, rows);
    for (let k = 0; k < rows.length; ++k) this.#labelInto(y, k, rows[k]);
  }

  /** Copies windows `[m × L × p]`. */
  gatherWindowsInto(x: Float32Array, rows: ArrayLike<number>): void {
    const { values, ends, length } = this;
    const p = this.features.length;
    for (let k = 0; k < rows.length; ++k) {
      const end = ends[rows[k]];
      x.set(values.subarray((end - length) * p, end * p), k * length * p);
    }
  }

  /** All labels `[n × outputs]`. */
  labels(): Float32Array {
    const out = new Float32Array(this.count * this.outputs);
    for (let i = 0; i < this.count; ++i) this.#labelInto(out, i, i);
    return out;
  }

  /**
   * Some of the windows, in the order given and as often; the panel is shared.
   *
   * @param rows Numbers of windows, 0 … n − 1.
   */
  take(rows: ArrayLike<number>): Windows {
    const pick = <T extends Int32Array | Float64Array | Float32Array>(
      from: T,
    ): T => {
      const to = new (from.constructor as new (n: number) => T)(rows.length);
      for (let k = 0; k < rows.length; ++k) to[k] = from[rows[k]];
      return to;
    };
    const { target } = this;
    return new Windows({
      ...this.#parts(),
      ends: pick(this.ends),
      symbolOf: pick(this.symbolOf),
      time: pick(this.time),
      labelEnd: pick(this.labelEnd),
      target: target.kind === "path"
        ? target
        : { ...target, values: pick(target.values) },
    });
  }

  /** Each window as one row `[n × L·p]`, oldest bar first: a copy. */
  flat(): Matrix {
    const { length, count } = this;
    const cols = length * this.features.length;
    const data = new Float64Array(count * cols);
    const p = this.features.length;
    for (let i = 0; i < count; ++i) {
      const end = this.ends[i];
      data.set(this.values.subarray((end - length) * p, end * p), i * cols);
    }
    return { data, rows: count, cols };
  }

  /** The last bar of each window `[n × p]`: a copy. */
  lastRows(): Matrix {
    const p = this.features.length;
    const data = new Float64Array(this.count * p);
    this.ends.forEach((end, i) =>
      data.set(this.values.subarray((end - 1) * p, end * p), i * p)
    );
    return { data, rows: this.count, cols: p };
  }

  /** Hashes of all that a model can learn from. */
  async hashes(): Promise<readonly string[]> {
    const { target } = this;
    return [
      await hashOfFloats(this.values),
      await hashOfFloats(this.ends),
      target.kind === "path"
        ? `${target.column}:${target.steps}`
        : await hashOfFloats(target.values),
    ];
  }

  #labelInto(y: Float32Array, k: number, row: number): void {
    const { target } = this;
    if (target.kind !== "path") {
      y[k] = target.values[row];
      return;
    }
    const p = this.features.length;
    const first = this.ends[row] * p + target.column;
    for (let h = 0; h < target.steps; ++h) {
      y[k * target.steps + h] = this.values[first + h * p];
    }
  }

  #parts(): WindowParts {
    return {
      values: this.values,
      features: this.features,
      length: this.length,
      ends: this.ends,
      target: this.target,
      horizon: this.horizon,
      symbols: this.symbols,
      symbolOf: this.symbolOf,
      time: this.time,
      labelEnd: this.labelEnd,
      ...(this.returns === undefined ? {} : { returns: this.returns }),
    };
  }
}
