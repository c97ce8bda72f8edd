/**
 * The rows of a node by the bins of one feature, empty bins left out: a large
 * node counts into all bins, a small one sorts its rows.
 *
 * @module
 */

/** Rows and weighted targets of the bins that have any, ascending. */
export interface NodeBins {
  /** Number of bins in use. */
  used: number;
  /** Bin `[256]`. */
  readonly bin: Uint8Array;
  /** Rows in it. */
  readonly rows: Int32Array;
  /** Sum of their weights. */
  readonly weight: Float64Array;
  /** Sum of weight times target. */
  readonly sum: Float64Array;
  /** Rows whose value is missing. */
  missingRows: number;
  /** Sum of their weights. */
  missingWeight: number;
  /** Sum of their weights times targets. */
  missingSum: number;
}

/** Rows of a node, in its order. */
export interface NodeRows {
  /** Number of rows. */
  count: number;
  /** Which rows. */
  readonly row: Int32Array;
  /** Weights. */
  readonly weight: Float64Array;
  /** Weights times targets. */
  readonly sum: Float64Array;
}

const BINS = 256;
/** Rows below which sorting is faster than looking at every bin. */
const SMALL = 24;

/** Makes a function that fills {@linkcode NodeBins} from a column of bins. */
export function makeNodeBins(missingBin: number): {
  readonly bins: NodeBins;
  readonly collect: (column: Uint8Array, rows: NodeRows) => void;
} {
  const bins: NodeBins = {
    used: 0,
    bin: new Uint8Array(BINS),
    rows: new Int32Array(BINS),
    weight: new Float64Array(BINS),
    sum: new Float64Array(BINS),
    missingRows: 0,
    missingWeight: 0,
    missingSum: 0,
  };
  const counts = new Int32Array(BINS);
  const weights = new Float64Array(BINS);
  const sums = new Float64Array(BINS);
  const keys = new Int32Array(SMALL);

  function collectLarge(column: Uint8Array, rows: NodeRows): void {
    const { count, row, weight, sum } = rows;
    let low = BINS;
    let high = -1;
    for (let i = 0; i < count; ++i) {
      const b = column[row[i]];
      counts[b]++;
      weights[b] += weight[i];
      sums[b] += sum[i];
      if (b < low) low = b;
      if (b > high) high = b;
    }
    for (let b = low; b <= high; ++b) {
      if (counts[b] === 0) continue;
      append(b, counts[b], weights[b], sums[b]);
      counts[b] = 0;
      weights[b] = 0;
      sums[b] = 0;
    }
  }

  function collectSmall(column: Uint8Array, rows: NodeRows): void {
    const { count, row, weight, sum } = rows;
    for (let i = 0; i < count; ++i) {
      const key = column[row[i]] << 8 | i;
      let k = i;
      for (; k > 0 && keys[k - 1] > key; --k) keys[k] = keys[k - 1];
      keys[k] = key;
    }
    for (let k = 0; k < count;) {
      const b = keys[k] >> 8;
      let n = 0;
      let w = 0;
      let s = 0;
      for (; k < count && keys[k] >> 8 === b; ++k) {
        const i = keys[k] & 255;
        n++;
        w += weight[i];
        s += sum[i];
      }
      append(b, n, w, s);
    }
  }

  function append(b: number, n: number, w: number, s: number): void {
    if (b === missingBin) {
      bins.missingRows = n;
      bins.missingWeight = w;
      bins.missingSum = s;
      return;
    }
    const k = bins.used++;
    bins.bin[k] = b;
    bins.rows[k] = n;
    bins.weight[k] = w;
    bins.sum[k] = s;
  }

  return {
    bins,
    collect: (column, rows) => {
      bins.used = 0;
      bins.missingRows = 0;
      bins.missingWeight = 0;
      bins.missingSum = 0;
      if (rows.count <= SMALL) collectSmall(column, rows);
      else collectLarge(column, rows);
    },
  };
}
