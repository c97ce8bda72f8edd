// Walking rows down trees, eight at a time so that one waits for memory while
// the others go on. `deno task kernels` compiles this to walk_kernel.wasm; its
// plain twin is walk.ts.
//
// A node takes 16 bytes: threshold, byte of its column among eight rows, address
// of its left child (the right one follows), and 16 if missing values go right. A
// leaf is its own child and its threshold is infinite: there a row stays.
//
// Eight rows stand together, all their values of one column side by side.

let nodes: usize = 0;
let values: usize = 0;
let roots: usize = 0;
let trees: i32 = 0;
let rows: usize = 0;
let sums: usize = 0;
let groupBytes: usize = 0;

/** Takes sizes and addresses, one after the other as 32-bit integers. */
export function configure(at: usize): void {
  nodes = load<u32>(at, 0);
  values = load<u32>(at, 4);
  roots = load<u32>(at, 8);
  trees = load<i32>(at, 12);
  rows = load<u32>(at, 16);
  sums = load<u32>(at, 20);
  groupBytes = load<u32>(at, 24);
}

@inline
function step(
  node: usize,
  group: usize,
  hasMissing: bool,
  lane: usize,
): usize {
  const x = load<f32>(group + load<u32>(node, 4) + lane);
  let right = <usize>(x > load<f32>(node)) << 4;
  if (hasMissing) right |= x != x ? load<u32>(node, 12) : 0;
  return load<u32>(node, 8) + right;
}

@inline
function valueOf(node: usize): f64 {
  return load<f64>(values + ((node - nodes) >> 1));
}

@inline
function addTo(at: usize, node: usize): void {
  store<f64>(at, load<f64>(at) + valueOf(node));
}

@inline
function walk(groups: i32, hasMissing: bool): void {
  const end = rows + <usize>groups * groupBytes;
  for (let t = 0; t < trees; ++t) {
    const root = <usize>load<u32>(roots + (<usize>t << 2));
    let out = sums;
    for (let at = rows; at < end; at += groupBytes) {
      let a = root;
      let b = root;
      let c = root;
      let d = root;
      let e = root;
      let f = root;
      let g = root;
      let h = root;
      for (;;) {
        const a1 = step(a, at, hasMissing, 0);
        const b1 = step(b, at, hasMissing, 4);
        const c1 = step(c, at, hasMissing, 8);
        const d1 = step(d, at, hasMissing, 12);
        const e1 = step(e, at, hasMissing, 16);
        const f1 = step(f, at, hasMissing, 20);
        const g1 = step(g, at, hasMissing, 24);
        const h1 = step(h, at, hasMissing, 28);
        const moved = (a1 ^ a) |
          (b1 ^ b) |
          (c1 ^ c) |
          (d1 ^ d) |
          (e1 ^ e) |
          (f1 ^ f) |
          (g1 ^ g) |
          (h1 ^ h);
        a = a1;
        b = b1;
        c = c1;
        d = d1;
        e = e1;
        f = f1;
        g = g1;
        h = h1;
        if (moved == 0) break;
      }
      addTo(out, a);
      addTo(out + 8, b);
      addTo(out + 16, c);
      addTo(out + 24, d);
      addTo(out + 32, e);
      addTo(out + 40, f);
      addTo(out + 48, g);
      addTo(out + 56, h);
      out += 64;
    }
  }
}

/** Adds all trees to the sums of the rows of some groups. */
export function walkRows(groups: i32, hasMissing: bool): void {
  if (hasMissing) walk(groups, true);
  else walk(groups, false);
}

@inline
function walkOneRow(start: f64, hasMissing: bool): f64 {
  let sum = start;
  let t = 0;
  for (; t + 8 <= trees; t += 8) {
    const at = roots + (<usize>t << 2);
    let a = <usize>load<u32>(at, 0);
    let b = <usize>load<u32>(at, 4);
    let c = <usize>load<u32>(at, 8);
    let d = <usize>load<u32>(at, 12);
    let e = <usize>load<u32>(at, 16);
    let f = <usize>load<u32>(at, 20);
    let g = <usize>load<u32>(at, 24);
    let h = <usize>load<u32>(at, 28);
    for (;;) {
      const a1 = step(a, rows, hasMissing, 0);
      const b1 = step(b, rows, hasMissing, 0);
      const c1 = step(c, rows, hasMissing, 0);
      const d1 = step(d, rows, hasMissing, 0);
      const e1 = step(e, rows, hasMissing, 0);
      const f1 = step(f, rows, hasMissing, 0);
      const g1 = step(g, rows, hasMissing, 0);
      const h1 = step(h, rows, hasMissing, 0);
      const moved = (a1 ^ a) |
        (b1 ^ b) |
        (c1 ^ c) |
        (d1 ^ d) |
        (e1 ^ e) |
        (f1 ^ f) |
        (g1 ^ g) |
        (h1 ^ h);
      a = a1;
      b = b1;
      c = c1;
      d = d1;
      e = e1;
      f = f1;
      g = g1;
      h = h1;
      if (moved == 0) break;
    }
    sum = sum + valueOf(a) + valueOf(b) + valueOf(c) + valueOf(d);
    sum = sum + valueOf(e) + valueOf(f) + valueOf(g) + valueOf(h);
  }
  for (; t < trees; ++t) {
    let node = <usize>load<u32>(roots + (<usize>t << 2));
    for (;;) {
      const next = step(node, rows, hasMissing, 0);
      if (next == node) break;
      node = next;
    }
    sum += valueOf(node);
  }
  return sum;
}

/** The sum of all trees for the first row, from `start`. */
export function walkOne(start: f64, hasMissing: bool): f64 {
  return hasMissing ? walkOneRow(start, true) : walkOneRow(start, false);
}
