import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { dealFolds } from "lib/models/svm/folds.ts";

/** Rows of two features in which every third repeats the one before. */
function table(order: (i: number) => number) {
  const n = 120;
  const source = Float64Array.from(
    { length: n },
    (_, i) => Math.fround(Math.sin(i % 3 === 2 ? i - 1 : i)),
  );
  const x = Float64Array.from(
    { length: 2 * n },
    (_, k) => source[order(k >> 1)],
  );
  const y = Float64Array.from(
    { length: n },
    (_, i) => Number(Math.abs(source[order(i)]) > 0.8),
  );
  return { x, y, weights: new Float64Array(n).fill(1), n, p: 2 };
}

const deal = (order: (i: number) => number, seed = 1) =>
  dealFolds(table(order), 5, makeRng(seed));

Deno.test("dealFolds() keeps equal rows together and spreads each class evenly", () => {
  const fold = deal((i) => i);
  const { y } = table((i) => i);
  for (let i = 2; i < 120; i += 3) assertEquals(fold[i], fold[i - 1]);
  for (const own of [0, 1]) {
    const counts = [0, 1, 2, 3, 4].map((k) =>
      y.filter((v, i) => v === own && fold[i] === k).length
    );
    // Distinct rows are dealt in turn; a pair counts twice.
    const [least, most] = [Math.min(...counts), Math.max(...counts)];
    assert(least > 0 && most <= 2 * least + 2, `${counts}`);
  }
});

Deno.test("dealFolds() does not depend on the order of rows, but on the seed", () => {
  const order = (i: number) => (i * 77) % 120;
  const [there, here] = [deal((i) => i), deal(order)];
  assertEquals(here, Uint8Array.from(here, (_, i) => there[order(i)]));
  assertNotEquals(deal((i) => i, 2), there);
});
