import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { overfitProbability } from "lib/validation/skill/pbo.ts";
import {
  madeReturns,
  NUMPY_OVERFIT,
} from "../../reference/arch_comparisons.ts";

function meanOf(values: Float64Array): number {
  return values.reduce((sum, v) => sum + v, 0) / values.length;
}

Deno.test("overfitProbability() is that of numpy, blocks that do not divide too", () => {
  for (const { rows, cols, blocks, pbo, logit } of NUMPY_OVERFIT) {
    const all = madeReturns(rows, false);
    const data = Float64Array.from(
      { length: rows * cols },
      (_, at) => all.data[Math.floor(at / cols) * 6 + at % cols],
    );
    // Column j of six, also where fewer are kept.
    const found = overfitProbability({ data, rows, cols }, { blocks });
    assertEquals(found.pbo, pbo);
    assertAlmostEquals(meanOf(found.logits), logit, 1e-13);
  }
});

Deno.test("overfitProbability() of noise is about a half", () => {
  const rng = makeRng(5);
  const runs = 60;
  let sum = 0;
  let squares = 0;
  for (let run = 0; run < runs; ++run) {
    const data = Float64Array.from({ length: 400 * 9 }, () => rng.normal());
    const { pbo } = overfitProbability({ data, rows: 400, cols: 9 }, {
      blocks: 8,
    });
    sum += pbo / runs;
    squares += pbo * pbo / runs;
  }
  const error = Math.sqrt((squares - sum * sum) / (runs - 1));
  // With nine trials, the middle rank counts as low: 5 of 9 ranks by chance.
  assert(Math.abs(sum - 5 / 9) < 4 * error, `${sum} ± ${error}`);
});

Deno.test("overfitProbability() of one good trial is nearly none", () => {
  const rng = makeRng(6);
  const data = Float64Array.from(
    { length: 1000 * 20 },
    (_, at) => rng.normal() + (at % 20 === 7 ? 0.3 : 0),
  );
  const { pbo, chosen, heldOut, logits } = overfitProbability(
    { data, rows: 1000, cols: 20 },
  );
  assert(pbo < 0.001, `${pbo}`);
  assertEquals([chosen, heldOut, logits].map((v) => v.length), [
    12870,
    12870,
    12870,
  ]);
  assertAlmostEquals(meanOf(heldOut), 0.3, 0.1);
});

Deno.test("overfitProbability() ranks a half without any trade as 0", () => {
  const data = new Float64Array(16);
  // Trial 0 earns in the first half of time only, trial 1 loses in both.
  for (let i = 0; i < 8; ++i) {
    data[2 * i] = i < 4 ? [0.1, 0.3][i % 2] : 0;
    data[2 * i + 1] = [-0.1, -0.3][i % 2];
  }
  const found = overfitProbability({ data, rows: 8, cols: 2 }, { blocks: 2 });
  assertEquals(found.pbo, 0);
  assertEquals(Array.from(found.heldOut)[0], 0);
});

Deno.test("overfitProbability() names the rule that blocks and trials break", () => {
  const { data } = madeReturns(20, true);
  const table = { data, rows: 20, cols: 6 };
  for (
    const [blocks, message] of [
      [5, "an even number ≥ 2: current value is 5"],
      [22, "at most 20"],
      [0, "an even number"],
    ] as const
  ) {
    assertThrows(
      () => overfitProbability(table, { blocks }),
      RangeError,
      message,
    );
  }
  const broken = data.slice();
  broken[6 * 3 + 2] = NaN;
  assertThrows(
    () => overfitProbability({ ...table, data: broken }, { blocks: 4 }),
    RangeError,
    "returns of trial 2 as they must be finite: value 3 is NaN",
  );
  assertThrows(
    () => overfitProbability({ data: data.subarray(0, 20), rows: 20, cols: 1 }),
    RangeError,
    "at least 2",
  );
});
