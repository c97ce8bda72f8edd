// The loops of tree_kernel.ts in AssemblyScript; `deno task kernels` compiles
// them to tree_kernel.wasm. Their plain twin is plain_kernel.ts.
//
// A bin of a histogram is one 64-bit integer, the sum of rounded gradients
// above COUNT_BITS bits of row count, so that one addition counts and sums; a
// second one holds the sum of rounded hessians where rows differ in theirs.

const WIDTH: i32 = 256;
// x + 1.5·2^52 has no bits below the point.
const ROUNDER: f64 = 6755399441055744.0;

let rows: i32 = 0;
let cols: i32 = 0;
let missingBin: i32 = 0;
let countBits: i64 = 0;
let hasHessians: bool = false;
let bins: usize = 0;
let order: usize = 0;
let moved: usize = 0;
let gradients: usize = 0;
let hessians: usize = 0;
let goesLeft: usize = 0;
let features: usize = 0;
let rules: usize = 0;
let histograms: usize = 0;

/** Takes sizes and addresses, one after the other as 32-bit integers. */
export function configure(at: usize): void {
  rows = load<i32>(at, 0);
  cols = load<i32>(at, 4);
  missingBin = load<i32>(at, 8);
  countBits = load<i32>(at, 12);
  hasHessians = load<i32>(at, 16) != 0;
  bins = load<u32>(at, 20);
  order = load<u32>(at, 24);
  moved = load<u32>(at, 28);
  gradients = load<u32>(at, 32);
  hessians = load<u32>(at, 36);
  goesLeft = load<u32>(at, 40);
  features = load<u32>(at, 44);
  rules = load<u32>(at, 48);
  histograms = load<u32>(at, 52);
}

/** Rounds derivatives and packs them, in the place of the unrounded. */
export function quantise(gradientScale: f64, hessianScale: f64): void {
  for (let i = 0; i < rows; ++i) {
    const at = gradients + (<usize>i << 3);
    const g = load<f64>(at) * gradientScale + ROUNDER - ROUNDER;
    store<i64>(at, (<i64>g << countBits) + 1);
  }
  if (!hasHessians) return;
  for (let i = 0; i < rows; ++i) {
    const at = hessians + (<usize>i << 3);
    const h = load<f64>(at) * hessianScale + ROUNDER - ROUNDER;
    store<i64>(at, <i64>h);
  }
}

/** Count, gradient and hessian of some rows, as three float64 at `out`. */
export function sums(start: i32, end: i32, out: usize): void {
  let packed: i64 = 0;
  let hessian: i64 = 0;
  for (let i = start; i < end; ++i) {
    const row = <usize>load<i32>(order + (<usize>i << 2)) << 3;
    packed += load<i64>(gradients + row);
    if (hasHessians) hessian += load<i64>(hessians + row);
  }
  const count = packed & ((<i64>1 << countBits) - 1);
  store<f64>(out, <f64>count, 0);
  store<f64>(out, <f64>(packed >> countBits), 8);
  store<f64>(out, <f64>(hasHessians ? hessian : count), 16);
}

@inline
function slotAt(slot: i32): usize {
  const size = hasHessians ? WIDTH << 4 : WIDTH << 3;
  return histograms + <usize>slot * <usize>cols * <usize>size;
}

@inline
function addPair(at: usize, v: v128): void {
  v128.store(at, i64x2.add(v128.load(at), v));
}

/** Histogram of some rows over the features from `first` to before `last`. */
export function histogram(
  slot: i32,
  start: i32,
  end: i32,
  first: i32,
  last: i32,
): void {
  if (hasHessians) return histogramPairs(slot, start, end, first, last);
  const out = slotAt(slot) + (<usize>first << 11);
  memory.fill(out, 0, <usize>(last - first) << 11);
  const groups = first + ((last - first) & ~3);
  const table = bins + first;
  for (let i = start; i < end; ++i) {
    const row = <usize>load<i32>(order + (<usize>i << 2));
    const g = load<i64>(gradients + (row << 3));
    let p = table + row * <usize>cols;
    let h = out;
    for (let j = first; j < groups; j += 4) {
      const w = load<u32>(p);
      const a = h + ((w << 3) & 0x7f8);
      const b = h + ((w >> 5) & 0x7f8);
      const c = h + ((w >> 13) & 0x7f8);
      const d = h + ((w >> 21) & 0x7f8);
      store<i64>(a, load<i64>(a) + g);
      store<i64>(b, load<i64>(b, 2048) + g, 2048);
      store<i64>(c, load<i64>(c, 4096) + g, 4096);
      store<i64>(d, load<i64>(d, 6144) + g, 6144);
      p += 4;
      h += 8192;
    }
    for (let j = groups; j < last; ++j) {
      const a = h + (<usize>load<u8>(p) << 3);
      store<i64>(a, load<i64>(a) + g);
      p += 1;
      h += 2048;
    }
  }
}

function histogramPairs(
  slot: i32,
  start: i32,
  end: i32,
  first: i32,
  last: i32,
): void {
  const out = slotAt(slot) + (<usize>first << 12);
  memory.fill(out, 0, <usize>(last - first) << 12);
  const groups = first + ((last - first) & ~3);
  const table = bins + first;
  for (let i = start; i < end; ++i) {
    const row = <usize>load<i32>(order + (<usize>i << 2));
    const v = i64x2.replace_lane(
      i64x2.splat(load<i64>(gradients + (row << 3))),
      1,
      load<i64>(hessians + (row << 3)),
    );
    let p = table + row * <usize>cols;
    let h = out;
    for (let j = first; j < groups; j += 4) {
      const w = load<u32>(p);
      addPair(h + ((w << 4) & 0xff0), v);
      addPair(h + 4096 + ((w >> 4) & 0xff0), v);
      addPair(h + 8192 + ((w >> 12) & 0xff0), v);
      addPair(h + 12288 + ((w >> 20) & 0xff0), v);
      p += 4;
      h += 16384;
    }
    for (let j = groups; j < last; ++j) {
      addPair(h + (<usize>load<u8>(p) << 4), v);
      p += 1;
      h += 4096;
    }
  }
}

/** Takes one histogram from another, over some features. */
export function subtract(slot: i32, less: i32, first: i32, last: i32): void {
  const size = <usize>(hasHessians ? WIDTH << 4 : WIDTH << 3);
  let at = slotAt(slot) + <usize>first * size;
  let from = slotAt(less) + <usize>first * size;
  const end = slotAt(slot) + <usize>last * size;
  while (at < end) {
    v128.store(at, i64x2.sub(v128.load(at), v128.load(from)));
    v128.store(at, i64x2.sub(v128.load(at, 16), v128.load(from, 16)), 16);
    at += 32;
    from += 32;
  }
}

/** Gradient, count and hessian of each bin of a feature, as float64. */
export function readBins(slot: i32, feature: i32, out: usize): void {
  const size = <usize>(hasHessians ? 16 : 8);
  let at = slotAt(slot) + <usize>(feature * WIDTH) * size;
  const mask = (<i64>1 << countBits) - 1;
  for (let b = 0; b <= missingBin; ++b) {
    const packed = load<i64>(at);
    const count = packed & mask;
    store<f64>(out, <f64>(packed >> countBits), 0);
    store<f64>(out, <f64>count, 8);
    store<f64>(out, <f64>(hasHessians ? load<i64>(at, 8) : count), 16);
    at += size;
    out += 24;
  }
}

/** Moves the rows that go left before the others, each in their order. */
export function partition(start: i32, end: i32, feature: i32): i32 {
  let left = order + (<usize>start << 2);
  let right = moved;
  const stop = order + (<usize>end << 2);
  const column = bins + feature;
  for (let at = left; at < stop; at += 4) {
    const row = load<i32>(at);
    const bin = load<u8>(column + <usize>row * <usize>cols);
    const goes = <usize>load<u8>(goesLeft + <usize>bin) << 2;
    store<i32>(left, row);
    store<i32>(right, row);
    left += goes;
    right += 4 - goes;
  }
  memory.copy(left, moved, right - moved);
  return <i32>((left - order) >> 2);
}

// The rules, the leaf and the split found, as read and written by JavaScript.
let minLeaf: i64 = 0;
let minHessian: f64 = 0;
let penalty: f64 = 0;
let leafCount: i64 = 0;
let leafGradient: f64 = 0;
let leafHessian: f64 = 0;
let lower: f64 = 0;
let upper: f64 = 0;
let whole: f64 = 0;
let monotone: f64 = 0;

let bestFeature: i32 = -1;
let bestBin: i32 = 0;
let bestMissingLeft: bool = false;
let bestGain: f64 = 0;
let bestCount: i64 = 0;
let bestGradient: f64 = 0;
let bestHessian: f64 = 0;

@inline
function boundedValue(gradient: f64, hessian: f64): f64 {
  const v = hessian == 0 ? 0 : -gradient / hessian;
  return v < lower ? lower : v > upper ? upper : v;
}

@inline
function saved(gradient: f64, hessian: f64): f64 {
  const v = boundedValue(gradient, hessian);
  return hessian == 0 ? 0 : -(2 * gradient + hessian * v) * v;
}

@inline
function gainOf(gradient: f64, hessian: f64, isBounded: bool): f64 {
  const other = leafGradient - gradient;
  const h = hessian + penalty;
  const k = leafHessian - hessian + penalty;
  if (isBounded) {
    const rise = boundedValue(other, k) - boundedValue(gradient, h);
    if (rise * monotone < 0) return -1;
    return saved(gradient, h) + saved(other, k) - whole;
  }
  const g = f64x2.replace_lane(f64x2.splat(gradient), 1, other);
  const d = f64x2.replace_lane(f64x2.splat(h), 1, k);
  const parts = f64x2.div(f64x2.mul(g, g), d);
  return f64x2.extract_lane(parts, 0) + f64x2.extract_lane(parts, 1) - whole;
}

@inline
function consider(
  feature: i32,
  bin: i32,
  packed: i64,
  hessianSum: i64,
  missingLeft: bool,
  isMissingHere: bool,
  isBounded: bool,
): void {
  const count = packed & ((<i64>1 << countBits) - 1);
  if (count < minLeaf || leafCount - count < minLeaf) return;
  const hessian = hasHessians ? <f64>hessianSum : <f64>count;
  if (hessian < minHessian || leafHessian - hessian < minHessian) return;
  const gradient = <f64>(packed >> countBits);
  const gain = gainOf(gradient, hessian, isBounded);
  if (!(gain > bestGain)) return;
  bestFeature = feature;
  bestBin = bin;
  // Where none is missing, those to come go with the larger part.
  bestMissingLeft = isMissingHere ? missingLeft : 2 * count > leafCount;
  bestGain = gain;
  bestCount = count;
  bestGradient = gradient;
  bestHessian = hessian;
}

@inline
function searchFeature(slot: i32, feature: i32, isBounded: bool): void {
  const size = <usize>(hasHessians ? 16 : 8);
  const what = features + (<usize>feature << 4);
  const count = load<i32>(what, 0);
  const hasMissing = load<i32>(what, 4) != 0;
  monotone = <f64>load<i32>(what, 8);
  let at = slotAt(slot) + <usize>(feature * WIDTH) * size;
  const mask = (<i64>1 << countBits) - 1;
  const missing = at + <usize>missingBin * size;
  const missingPacked = hasMissing ? load<i64>(missing) : 0;
  const missingHessian = hasMissing && hasHessians ? load<i64>(missing, 8) : 0;
  const isMissingHere = missingPacked != 0;
  const last = isMissingHere ? count : count - 1;
  let packed: i64 = 0;
  let hessian: i64 = 0;
  for (let b = 0; b < last; ++b, at += size) {
    const bin = load<i64>(at);
    if ((bin & mask) == 0) continue;
    packed += bin;
    if (hasHessians) hessian += load<i64>(at, 8);
    if (leafCount - (packed & mask) < minLeaf) break;
    consider(feature, b, packed, hessian, false, isMissingHere, isBounded);
    if (isMissingHere) {
      consider(
        feature,
        b,
        packed + missingPacked,
        hessian + missingHessian,
        true,
        true,
        isBounded,
      );
    }
  }
}

/**
 * Finds the best split of a leaf over some features. At `leaf` stand slot,
 * count, gradient, hessian, lower and upper bound as float64; at `out` the
 * split is written.
 */
export function findSplit(
  leaf: usize,
  first: i32,
  last: i32,
  out: usize,
): void {
  minLeaf = <i64>load<f64>(rules, 0);
  minHessian = load<f64>(rules, 8);
  penalty = load<f64>(rules, 16);
  const isBounded = load<f64>(rules, 24) != 0;
  const slot = <i32>load<f64>(leaf, 0);
  leafCount = <i64>load<f64>(leaf, 8);
  leafGradient = load<f64>(leaf, 16);
  leafHessian = load<f64>(leaf, 24);
  lower = load<f64>(leaf, 32);
  upper = load<f64>(leaf, 40);
  const weight = leafHessian + penalty;
  whole = isBounded
    ? saved(leafGradient, weight)
    : leafGradient * leafGradient / weight;
  bestFeature = -1;
  bestBin = 0;
  bestMissingLeft = false;
  bestGain = 0;
  bestCount = 0;
  bestGradient = 0;
  bestHessian = 0;
  for (let j = first; j < last; ++j) {
    if (load<i32>(features + (<usize>j << 4)) == 0) continue;
    if (isBounded) searchFeature(slot, j, true);
    else searchFeature(slot, j, false);
  }
  store<f64>(out, <f64>bestFeature, 0);
  store<f64>(out, <f64>bestBin, 8);
  store<f64>(out, bestMissingLeft ? 1 : 0, 16);
  store<f64>(out, bestGain, 24);
  store<f64>(out, <f64>bestCount, 32);
  store<f64>(out, bestGradient, 40);
  store<f64>(out, bestHessian, 48);
}
