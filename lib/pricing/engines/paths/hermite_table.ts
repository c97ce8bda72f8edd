/**
 * A smooth function of a standard normal, tabulated: cubic Hermite pieces on an
 * even grid that covers every normal the samplers draw.
 *
 * @module
 */

/** Normals are within this; 32-bit words end at 6.34. */
export const NORMAL_REACH = 6.4;

/** Values and scaled slopes on an even grid over `±NORMAL_REACH`. */
export interface HermiteTable {
  /** Number of pieces. */
  readonly pieces: number;
  /** Value, then slope × width of a piece, for each of `pieces + 1` points. */
  readonly data: Float64Array;
}

/**
 * Tabulates a function.
 *
 * @param value The function.
 * @param slope Its derivative.
 * @param pieces Number of pieces.
 * @returns The table.
 */
export function hermiteTable(
  value: (z: number) => number,
  slope: (z: number) => number,
  pieces: number,
): HermiteTable {
  const width = 2 * NORMAL_REACH / pieces;
  const data = new Float64Array(2 * (pieces + 1));
  for (let j = 0; j <= pieces; ++j) {
    const z = -NORMAL_REACH + j * width;
    data[2 * j] = value(z);
    data[2 * j + 1] = slope(z) * width;
  }
  return { pieces, data };
}

/** The table's value at `z`, which is held to `±NORMAL_REACH`. */
export function hermiteAt(table: HermiteTable, z: number): number {
  const { pieces, data } = table;
  const place = (z + NORMAL_REACH) * (pieces / (2 * NORMAL_REACH));
  const inside = place > 0 ? place < pieces ? place : pieces : 0;
  const j = Math.min(inside | 0, pieces - 1);
  const t = inside - j;
  const at = 2 * j;
  const rise = data[at + 2] - data[at];
  const s0 = data[at + 1], s1 = data[at + 3];
  return data[at] +
    t * (s0 + t * (3 * rise - 2 * s0 - s1 + t * (s0 + s1 - 2 * rise)));
}
