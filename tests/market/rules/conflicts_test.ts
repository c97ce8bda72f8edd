import { assert, assertEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { dropConflicting } from "lib/market/rules/conflicts.ts";
import { butterflyConflicts } from "lib/market/rules/convexity.ts";
import { chainFromRows, type OptionChain } from "lib/market/option_chain.ts";

/** A convex smile of which `wrong` prices are moved at random. */
function smile(seed: number, wrong: number): OptionChain {
  const rng = makeRng(seed);
  const prices = Array.from({ length: 9 }, (_, i) => 0.3 * (8 - i) ** 2);
  for (let k = 0; k < wrong; ++k) {
    prices[Math.floor(9 * rng.uniform())] += 6 * (rng.uniform() - 0.5);
  }
  return chainFromRows(
    "made",
    prices.map((price, i) => ({
      tau: 1,
      strike: 100 + i,
      isCall: true,
      price: price + 10,
      spot: 100,
    })),
  );
}

/** The size of the smallest set of rows without which none conflict. */
function fewest(find: (rows: readonly number[]) => unknown[], n: number) {
  const sets = Array.from(
    { length: 1 << n },
    (_, mask) =>
      Array.from({ length: n }, (_, i) => i).filter((i) => mask >> i & 1),
  );
  return n - Math.max(
    ...sets.filter((rows) => find(rows).length === 0).map((r) => r.length),
  );
}

Deno.test("dropConflicting() drops the fewest, or one more in one smile of twenty", () => {
  let [more, smiles] = [0, 0];
  for (let seed = 1; seed <= 60; ++seed) {
    const chain = smile(seed, 1 + seed % 3);
    const find = (rows: readonly number[]) =>
      butterflyConflicts(chain, rows, 1e-9);
    const rows = Array.from(chain.strike, (_, i) => i);
    const dropped = dropConflicting(rows, find);
    assertEquals(find(rows.filter((i) => !dropped.includes(i))), []);
    const least = fewest(find, rows.length);
    assert(dropped.length <= least + 1, `seed ${seed}`);
    if (least > 0) ++smiles;
    if (dropped.length > least) ++more;
  }
  assert(smiles > 40, String(smiles));
  assert(more <= smiles / 20, `${more} of ${smiles}`);
});

Deno.test("dropConflicting() takes the more doubtful of two that disagree", () => {
  const disagree = (left: readonly number[]) =>
    left.includes(3) && left.includes(5) ? [[3, 5]] : [];
  const doubt = (row: number) => row;
  assertEquals(dropConflicting([1, 3, 5], disagree, { doubt }), [5]);
  assertEquals(
    dropConflicting([1, 3, 5], disagree, { doubt: (row) => -row }),
    [3],
  );
});
