import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { skillReport } from "lib/validation/skill/skill_report.ts";
import { madeReturns } from "../../reference/arch_comparisons.ts";

const ROWS = 200;
const returns = madeReturns(ROWS, true);
const names = ["a", "b", "c", "d", "e", "f"];
const chosen = returns.data.filter((_, at) => at % 6 === 5);
const trials = { names, returns };

function report(benchmark?: Float64Array, blockLength = 5) {
  return skillReport(
    { returns: chosen, trials, ...(benchmark && { benchmark }) },
    { rng: makeRng(3), replications: 400, blocks: 8, blockLength },
  );
}

Deno.test("skillReport() is the same for a seed", () => {
  assertEquals(report(), report());
});

Deno.test("skillReport() compares trials alike whatever the benchmark", () => {
  const plain = report();
  const against = report(Float64Array.from(chosen, (r) => 0.5 * r));
  // Differences of trials do not change; rounding may move a tie.
  for (const name of names) {
    assertAlmostEquals(
      against.mcs?.pValues[name] ?? NaN,
      plain.mcs?.pValues[name] ?? NaN,
      0.005,
    );
  }
  assertEquals(against.pbo, plain.pbo);
  assertEquals(against.deflatedSharpe, plain.deflatedSharpe);
});

Deno.test("skillReport() finds none better than the best trial as its own benchmark", () => {
  const { spa, stepm } = report(chosen);
  assertEquals(stepm, []);
  // The trial that is the benchmark scores 0, and so does the best.
  assertEquals((spa?.lower ?? 0) > 0.1, true);
});

Deno.test("skillReport() takes a benchmark of zero returns where there is none", () => {
  assertEquals(report(new Float64Array(ROWS)), report());
});

Deno.test("skillReport() says what does not fit", () => {
  const rng = makeRng(1);
  assertThrows(
    () => skillReport({ returns: chosen.subarray(1), trials }, { rng }),
    TypeError,
    "the returns have 199, the trials 200",
  );
  assertThrows(
    () => skillReport({ returns: chosen, benchmark: [1] }, { rng }),
    TypeError,
    "the benchmark 1",
  );
  const still = returns.data.slice();
  for (let i = 0; i < ROWS; ++i) still[6 * i + 1] = 0;
  assertThrows(
    () =>
      skillReport({
        returns: chosen,
        trials: { names, returns: { ...returns, data: still } },
      }, { rng }),
    RangeError,
    'returns of trial "b" as they must not all be the same: each is 0',
  );
  assertThrows(
    () => report(undefined, 201),
    RangeError,
    "in [1, 200]: current value is 201",
  );
  assertThrows(
    () => skillReport({ returns: chosen }, { rng, periodsPerYear: 0 }),
    RangeError,
    "periodsPerYear",
  );
});
