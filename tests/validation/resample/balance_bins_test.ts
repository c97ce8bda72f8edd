import { assert, assertEquals, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { binIndices, equalBins } from "lib/validation/bins.ts";
import { balanceBins } from "lib/validation/resample/balance_bins.ts";
import { makeSplit } from "lib/validation/splitter.ts";
import { kFold } from "lib/validation/splitters/k_fold.ts";

const edges = equalBins(0, 1, 4);
const rng = makeRng(21);
/** Three in four below a quarter; none in the third bin. */
const target = Float64Array.from({ length: 800 }, () => {
  const u = rng.uniform();
  if (rng.uniform() < 0.75) return u / 4;
  return u < 0.5 ? 0.25 + u / 2 : 0.5 + u / 2;
});

function countsOf(rows: Int32Array): number[] {
  const counts = [0, 0, 0, 0];
  for (const bin of binIndices(Array.from(rows, (i) => target[i]), edges)) {
    ++counts[bin];
  }
  return counts;
}

Deno.test("balanceBins() gives each bin with rows as many, from the train side only", () => {
  for (const split of kFold({ folds: 4 }).split({ count: 800 }, makeRng(1))) {
    const rows = balanceBins({ edges })(split.train, target, makeRng(2));
    assertEquals(countsOf(rows), [200, 200, 0, 200]);
    const tested = new Set(split.test);
    assert(rows.every((row) => !tested.has(row)));
    const shown = new Set(split.train);
    assert(rows.every((row) => shown.has(row)));
  }
});

Deno.test("balanceBins() thins without repeats and repeats as evenly as can be", () => {
  const { train } = makeSplit(Array.from(target, (_, i) => i % 2 === 1));
  const rows = balanceBins({ edges, to: 150 })(train, target, makeRng(2));
  const [low, , , high] = countsOf(train);
  assert(low > 150 && high < 150, `${low}, ${high}`);
  const times = new Map<number, number>();
  for (const row of rows) times.set(row, (times.get(row) ?? 0) + 1);
  const timesIn = (bin: number) =>
    Array.from(train)
      .filter((row) => binIndices([target[row]], edges)[0] === bin)
      .map((row) => times.get(row) ?? 0);
  assertEquals(Math.max(...timesIn(0)), 1);
  const often = timesIn(3);
  assert(Math.max(...often) - Math.min(...often) <= 1, `${often}`);
  assert(Math.min(...often) >= 1);
});

Deno.test("balanceBins() goes to the largest, the smallest, a number; the same for a seed", () => {
  const { train } = makeSplit(Array.from(target, (_, i) => i % 2 === 1));
  const [a, b, , d] = countsOf(train);
  const to = (to: "largest" | "smallest" | number, seed = 3) =>
    balanceBins({ edges, to })(train, target, makeRng(seed));
  const largest = Math.max(a, b, d);
  const smallest = Math.min(a, b, d);
  assertEquals(countsOf(to("largest")), [largest, largest, 0, largest]);
  assertEquals(countsOf(to("smallest")), [smallest, smallest, 0, smallest]);
  assertEquals(countsOf(to(7)), [7, 7, 0, 7]);
  assertEquals([...to(7)], [...to(7)]);
  assert(`${to(7)}` !== `${to(7, 4)}`);
});

Deno.test("balanceBins() cannot be handed rows that are not a split's train side", () => {
  const balance = balanceBins({ edges });
  const whole = Int32Array.from({ length: 800 }, (_, i) => i);
  // @ts-expect-error rows before any split are not TrainRows
  const early: Parameters<typeof balance>[0] = whole;
  assertEquals(early.side, undefined);
  assertThrows(
    () => balanceBins({ edges, to: 0 }),
    RangeError,
    "current value is 0",
  );
});
