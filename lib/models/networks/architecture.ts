/**
 * Networks that read or write surfaces: one interface, four architectures.
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";

/** Rows and columns of a surface. */
export interface SurfaceShape {
  /** Number of rows, such as maturities. */
  readonly rows: number;
  /** Number of columns, such as strikes. */
  readonly columns: number;
}

/** A family of networks between surfaces and vectors. */
export interface Architecture {
  /** Its name on the command line. */
  readonly name: string;
  /**
   * What it reads: `"grid"`, surfaces in which places have neighbours, or
   * `"modes"`, their uncorrelated coefficients.
   */
  readonly reads: "grid" | "modes";
  /**
   * Reads surfaces.
   *
   * @param surfaces Values `[n × rows · columns]`, row-major, or `[n × modes]`,
   * of mean 0 and variance about 1.
   * @param shape Rows and columns of the grid.
   * @param outputs Length of each answer.
   * @param name Prefix of the parameters.
   * @returns Values `[n × outputs]`.
   */
  encode(
    surfaces: Value,
    shape: SurfaceShape,
    outputs: number,
    name: string,
  ): Value;
  /**
   * Writes surfaces.
   *
   * @param codes Values `[n × inputs]`, within about [−1, 1].
   * @param shape Rows and columns.
   * @param name Prefix of the parameters.
   * @returns Values `[n × rows · columns]`, row-major.
   */
  decode(codes: Value, shape: SurfaceShape, name: string): Value;
}
