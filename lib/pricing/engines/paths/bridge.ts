/**
 * The Brownian bridge as an orthogonal map of normals: draws in order of
 * importance in, increments in time order out.
 *
 * `W` at the last of `n` equal steps is set by the first draw, the middle by the
 * second, and so on; between `l < m < r`,
 *
 * ```text
 * W_m = ((r − m)·W_l + (m − l)·W_r)/(r − l) + √((m − l)(r − m)/(r − l))·z
 * ```
 *
 * Glasserman (2003), "Monte Carlo Methods in Financial Engineering", eq. (3.6).
 *
 * @module
 */

/** The order of construction for one length. */
export interface Bridge {
  /** Number of steps. */
  readonly length: number;
  /** Step set by each draw, and its neighbours (0 is the start), by triples. */
  readonly nodes: Int32Array;
  /** Weight of the left and the right neighbour and of the draw, by triples. */
  readonly weights: Float64Array;
}

/**
 * Plans the bridge.
 *
 * @param length Number of equal steps.
 * @returns The order of construction.
 */
export function bridge(length: number): Bridge {
  const nodes = new Int32Array(3 * length);
  const weights = new Float64Array(3 * length);
  if (length === 0) return { length, nodes, weights };
  nodes.set([length, 0, 0]);
  weights.set([0, 0, Math.sqrt(length)]);
  // Gaps from the widest to the narrowest: a queue of halves.
  const gaps: [number, number][] = [[0, length]];
  for (let draw = 1, head = 0; draw < length; ++head) {
    const [left, right] = gaps[head];
    if (right - left < 2) continue;
    const middle = (left + right) >> 1;
    const [a, b] = [middle - left, right - middle];
    nodes.set([middle, left, right], 3 * draw);
    weights.set(
      [b / (a + b), a / (a + b), Math.sqrt(a * b / (a + b))],
      3 * draw,
    );
    gaps.push([left, middle], [middle, right]);
    ++draw;
  }
  return { length, nodes, weights };
}

/**
 * Maps a block of draws to increments.
 *
 * @param plan The bridge.
 * @param draws Rows of draws, each of `size`.
 * @param place Row of `draws` that each of the bridge's draws is in.
 * @param size Paths a block.
 * @param out Filled from row `first` on with `plan.length` rows of normals.
 * @param first Row of `out`.
 */
export function bridgeInto(
  plan: Bridge,
  draws: Float64Array,
  place: Int32Array,
  size: number,
  out: Float64Array,
  first: number,
): void {
  const { length, nodes, weights } = plan;
  for (let draw = 0; draw < length; ++draw) {
    const at = 3 * draw;
    const [wl, wr, wz] = [weights[at], weights[at + 1], weights[at + 2]];
    const target = (first + nodes[at] - 1) * size;
    const left = (first + nodes[at + 1] - 1) * size;
    const right = (first + nodes[at + 2] - 1) * size;
    const source = place[draw] * size;
    if (draw === 0) {
      for (let i = 0; i < size; ++i) out[target + i] = wz * draws[source + i];
    } else if (nodes[at + 1] === 0) {
      for (let i = 0; i < size; ++i) {
        out[target + i] = wr * out[right + i] + wz * draws[source + i];
      }
    } else {
      for (let i = 0; i < size; ++i) {
        out[target + i] = wl * out[left + i] + wr * out[right + i] +
          wz * draws[source + i];
      }
    }
  }
  for (let step = length - 1; step > 0; --step) {
    const row = (first + step) * size;
    for (let i = row; i < row + size; ++i) out[i] -= out[i - size];
  }
}
