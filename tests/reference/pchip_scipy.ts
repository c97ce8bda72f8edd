/**
 * Values of `PchipInterpolator` of scipy 1.17.1 at points between knots. In
 * every piece the squares of the tangents over the slope sum to less than 9.
 */

/** Increasing, uneven knots. */
export const INCREASING = {
  x: [0, 1, 1.5, 3, 4, 7, 8],
  y: [0, 0.1, 0.15, 0.6, 0.62, 0.9, 1],
  points: [0.25, 0.9, 1.2, 2, 2.9, 3.5, 5, 6.9, 7.5],
  values: [
    ...[0.025000000000000005, 0.09000000000000001, 0.11815384615384615],
    ...[0.29349888956188164, 0.5920415909549767, 0.6107123196989757],
    ...[0.6842279703612765, 0.8901088448210859, 0.9494303949903661],
  ],
} as const;

/** Falling, rising, falling. */
export const TURNING = {
  x: [0, 1, 2, 3, 4.5],
  y: [1, 0.8, 0.9, 0.3, 0.25],
  points: [0.5, 1.5, 2.25, 3.5, 4.4],
  values: [
    ...[0.8562500000000001, 0.85, 0.8093983208955224],
    ...[0.2721116639027087, 0.25021912658927586],
  ],
} as const;
