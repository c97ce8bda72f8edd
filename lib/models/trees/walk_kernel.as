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
        let moved: usize = 0;
        let next: usize = 0;
        next = step(a, at, hasMissing, 0);
        moved |= next ^ a;
        a = next;
        next = step(b, at, hasMissing, 4);
        moved |= next ^ b;
        b = next;
        next = step(c, at, hasMissing, 8);
        moved |= next ^ c;
        c = next;
        next = step(d, at, hasMissing, 12);
        moved |= next ^ d;
        d = next;
        next = step(e, at, hasMissing, 16);
        moved |= next ^ e;
        e = next;
        next = step(f, at, hasMissing, 20);
        moved |= next ^ f;
        f = next;
        next = step(g, at, hasMissing, 24);
        moved |= next ^ g;
        g = next;
        next = step(h, at, hasMissing, 28);
        moved |= next ^ h;
        h = next;
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
      let moved: usize = 0;
      let next: usize = 0;
      next = step(a, rows, hasMissing, 0);
      moved |= next ^ a;
      a = next;
      next = step(b, rows, hasMissing, 0);
      moved |= next ^ b;
      b = next;
      next = step(c, rows, hasMissing, 0);
      moved |= next ^ c;
      c = next;
      next = step(d, rows, hasMissing, 0);
      moved |= next ^ d;
      d = next;
      next = step(e, rows, hasMissing, 0);
      moved |= next ^ e;
      e = next;
      next = step(f, rows, hasMissing, 0);
      moved |= next ^ f;
      f = next;
      next = step(g, rows, hasMissing, 0);
      moved |= next ^ g;
      g = next;
      next = step(h, rows, hasMissing, 0);
      moved |= next ^ h;
      h = next;
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
