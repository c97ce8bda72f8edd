import { assertEquals, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { type BoostedModel, boosting } from "lib/models/boosting.ts";
import { makeTreeWalker } from "lib/models/trees/tree_walker.ts";
import { rawPredictions } from "lib/models/trees/walk.ts";
import { MIXED_CATEGORICAL, mixedTable } from "./one_table.ts";

const { x, y } = mixedTable(1003);

async function fit(categorical: number[], rounds: number) {
  return await boosting.make({ rounds, categorical }).fit(x, y, {
    rng: makeRng(1),
  }) as BoostedModel;
}

for (const rounds of [1, 8, 37]) {
  Deno.test(`the fast walker sums ${rounds} trees as the plain one does, to the last bit, with gaps and without`, async () => {
    const { trees } = await fit([], rounds);
    const walker = makeTreeWalker(trees);
    const full = { ...x, data: x.data.map((v) => Number.isNaN(v) ? 0.3 : v) };
    const odd = {
      data: Float64Array.of(Infinity, -Infinity, 1e300, -1e-300),
      rows: 1,
      cols: 4,
    };
    for (const table of [x, full, odd]) {
      assertEquals(walker.predict(table), rawPredictions(trees, table));
    }
  });
}

Deno.test("a row alone is worth what it is worth among others", async () => {
  for (const categorical of [[], MIXED_CATEGORICAL]) {
    const model = await fit(categorical, 20);
    const all = model.predict(x);
    for (let i = 0; i < x.rows; i += 50) {
      const data = x.data.slice(i * x.cols, (i + 1) * x.cols);
      assertEquals(model.predict({ data, rows: 1, cols: x.cols })[0], all[i]);
    }
  }
});

Deno.test("no rows are worth nothing, and another number of columns is refused", async () => {
  const model = await fit([], 5);
  const none = { data: new Float64Array(), rows: 0, cols: 4 };
  assertEquals(model.predict(none), new Float64Array());
  assertThrows(
    () => model.predict({ data: new Float64Array(3), rows: 1, cols: 3 }),
    TypeError,
    "x must have 4 columns: current value is 3",
  );
});
