/** TPE on seeds that nothing was chosen by, one trial or four at a time. */

import { assert } from "@std/assert";
import { bestOverSeeds, medianOf } from "../../bench/tune_bench.ts";
import { TEST_FUNCTIONS } from "./test_functions.ts";

for (const each of TEST_FUNCTIONS) {
  Deno.test(`TPE's median over 200 other seeds on ${each.name} is at or under Optuna's 75 % quantile`, async () => {
    const found = await bestOverSeeds(each, { first: 20_000, seeds: 200 });
    assert(medianOf(found) <= each.optuna, `median ${medianOf(found)}`);
  });

  Deno.test(`TPE of four trials at a time on ${each.name} is far from random search`, async () => {
    const options = { first: 20_000, seeds: 40 };
    const four = await bestOverSeeds(each, { ...options, batch: 4 });
    const random = await bestOverSeeds(each, {
      ...options,
      sampler: { kind: "random" },
    });
    const gap = (x: number) => x - each.least;
    assert(
      gap(medianOf(four)) < 0.25 * gap(medianOf(random)),
      `${medianOf(four)}, random ${medianOf(random)}`,
    );
  });
}
