import { assert, assertEquals } from "@std/assert";
import { makeRng, type Rng } from "lib/core/rng.ts";
import { makePlainKernel } from "lib/models/boosting/kernels/plain_kernel.ts";
import {
  type KernelShape,
  type LeafSums,
  quantisationOf,
  type TreeKernel,
} from "lib/models/boosting/kernels/tree_kernel.ts";
import { makeWasmKernel } from "lib/models/boosting/kernels/wasm_kernel.ts";
import { BIN_NUMBERS } from "lib/models/boosting/kernels/split_search.ts";

const ROWS = 8000;

interface Case {
  readonly shape: KernelShape;
  readonly bounded: boolean;
  readonly threads: number;
}

const CASES: Record<string, Case> = {
  "with one hessian for all": {
    shape: { rows: ROWS, cols: 7, width: 256, slots: 3, hasHessians: false },
    bounded: false,
    threads: 1,
  },
  "with hessians": {
    shape: { rows: ROWS, cols: 9, width: 40, slots: 3, hasHessians: true },
    bounded: false,
    threads: 1,
  },
  "within bounds": {
    shape: { rows: ROWS, cols: 5, width: 100, slots: 3, hasHessians: true },
    bounded: true,
    threads: 1,
  },
  "on three threads": {
    shape: { rows: ROWS, cols: 8, width: 256, slots: 3, hasHessians: false },
    bounded: true,
    threads: 3,
  },
};

/** Fills a kernel with a made-up table. */
function fill(kernel: TreeKernel, shape: KernelShape, rng: Rng): void {
  const { rows, cols, width, hasHessians } = shape;
  for (let i = 0; i < rows * cols; ++i) {
    const u = rng.uniform();
    // Column 1 is nearly always missing, column 2 has few values.
    const most = i % cols === 2 ? 3 : width - 1;
    kernel.bins[i] = i % cols === 1 && u < 0.9
      ? width - 1
      : Math.floor(u * u * most);
  }
  for (let i = 0; i < rows; ++i) {
    kernel.order[i] = rows - 1 - i;
    kernel.gradients[i] = rng.normal();
    if (hasHessians) kernel.hessians[i] = rng.uniform();
  }
  const { largest } = quantisationOf(rows);
  kernel.quantise(largest / 6, hasHessians ? largest : 1);
  kernel.setFeatures(
    Array.from({ length: cols }, (_, j) => ({
      count: j === 3 ? 0 : width - 1,
      hasMissing: j === 1,
      monotone: j % 3 - 1,
    })),
  );
}

/** Everything that a kernel does, once. */
function everything(kernel: TreeKernel, { shape, bounded }: Case): unknown[] {
  const { rows, cols, width } = shape;
  fill(kernel, shape, makeRng(5));
  const unit = shape.hasHessians ? quantisationOf(rows).largest : 1;
  Object.assign(kernel.rules, {
    minLeaf: 20,
    minHessian: 1e-3 * unit,
    penalty: 0.5 * unit,
    isBounded: bounded,
  });
  const root: LeafSums = {
    ...kernel.sums(0, rows),
    slot: 0,
    lower: -Infinity,
    upper: Infinity,
  };
  const [split] = kernel.search(0, rows, root);
  assert(split.feature >= 0);
  kernel.goesLeft.fill(1, 0, split.bin + 1);
  kernel.goesLeft[width - 1] = split.missingLeft ? 1 : 0;
  const middle = kernel.partition(0, rows, split.feature);
  assertEquals(middle, split.count);
  const bounds = bounded ? { lower: -1e4, upper: 1e4 } : {};
  const left = { ...root, ...bounds, ...kernel.sums(0, middle), slot: 1 };
  const right = { ...root, ...bounds, ...kernel.sums(middle, rows), slot: 0 };
  assertEquals(left.gradient, split.gradient);
  assertEquals(left.hessian, split.hessian);
  const children = kernel.search(0, middle, left, right);
  const bins = Array.from({ length: cols }, (_, j) => {
    const out = new Float64Array(width * BIN_NUMBERS);
    kernel.readBins(0, j, out);
    return out;
  });
  return [root, split, middle, left, right, children, bins, [...kernel.order]];
}

for (const [name, given] of Object.entries(CASES)) {
  Deno.test(`the WebAssembly kernel does bit by bit what the plain one does ${name}`, async () => {
    const plain = everything(makePlainKernel(given.shape), given);
    const kernel = await makeWasmKernel(given.shape, given.threads);
    const compiled = everything(kernel, given);
    kernel.close();
    assertEquals(compiled, plain);
  });
}

Deno.test("taking a child from its parent leaves the other child's histogram exactly", () => {
  const { shape } = CASES["with hessians"];
  const kernel = makePlainKernel(shape);
  everything(kernel, CASES["with hessians"]);
  const rest = new Float64Array(shape.width * BIN_NUMBERS);
  kernel.readBins(0, 0, rest);
  const middle = rest.reduce((n, v, i) => i % 3 === 1 ? n + v : n, 0);
  kernel.search(ROWS - middle, ROWS, {
    ...kernel.sums(ROWS - middle, ROWS),
    slot: 2,
    lower: -Infinity,
    upper: Infinity,
  });
  const again = new Float64Array(shape.width * BIN_NUMBERS);
  kernel.readBins(2, 0, again);
  assertEquals(again, rest);
});

Deno.test("sums of quantised derivatives stay exact float64 integers and within 63 bits", () => {
  for (const rows of [1, 2, 3, 442, 65536, 100_000, 2 ** 24, 2 ** 30]) {
    const { countBits, largest } = quantisationOf(rows);
    assert(rows * largest <= 2 ** 52, `${rows} rows`);
    assert(rows < 2 ** countBits);
    assert(rows * largest * 2 ** countBits < 2 ** 63);
    assert(largest >= 1);
  }
});
