import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { readPoint } from "lib/models/tune/coordinate.ts";
import { readSpace } from "lib/models/tune/space.ts";
import { openStudy } from "lib/models/tune/study.ts";
import { makeSampler, type SamplerSpec } from "lib/models/tune/samplers.ts";
import { makeTpe } from "lib/models/tune/tpe.ts";
import { bestOverSeeds, medianOf } from "../../bench/tune_bench.ts";
import { TEST_FUNCTIONS } from "./test_functions.ts";

Deno.test("The test functions have their published least values", () => {
  for (const { value, argmin, least } of TEST_FUNCTIONS) {
    assertAlmostEquals(value(argmin), least, 1e-5);
  }
});

for (const each of TEST_FUNCTIONS) {
  Deno.test(`TPE's median over 20 seeds on ${each.name} is at or under Optuna's 75 % quantile`, async () => {
    const found = await bestOverSeeds(each);
    assert(medianOf(found) <= each.optuna, `median ${medianOf(found)}`);
    assert(found[0] >= each.least - 1e-5);
  });
}

Deno.test("Random search is far behind TPE on Rosenbrock5", async () => {
  const [, , rosenbrock] = TEST_FUNCTIONS;
  const options = { seeds: 6, first: 50 };
  const random = await bestOverSeeds(rosenbrock, {
    ...options,
    sampler: { kind: "random" },
  });
  const tpe = await bestOverSeeds(rosenbrock, options);
  assert(20 * medianOf(tpe) < medianOf(random));
});

Deno.test("TPE finds the branch of a conditional space that pays, and its best there", async () => {
  const study = await openStudy({
    space: {
      kind: { type: "choice", choices: ["a", "b", "c"] },
      rate: {
        type: "float",
        min: 1e-4,
        max: 1,
        log: true,
        when: { parameter: "kind", is: "b" },
      },
      depth: {
        type: "integer",
        min: 1,
        max: 12,
        when: { parameter: "kind", is: ["a", "c"] },
      },
    },
    sampler: { kind: "tpe", startup: 20 },
    seed: 4,
  });
  await study.optimize(
    ({ params }) =>
      params.kind === "b"
        ? Math.abs(Math.log10(Number(params.rate)) + 2)
        : 0.5 + Math.abs(Number(params.depth) - 6),
    { trials: 80 },
  );
  assertEquals(study.best?.params.kind, "b");
  assertAlmostEquals(Math.log10(Number(study.best?.params.rate)), -2, 0.1);
  const late = study.trials.slice(40).filter(({ params }) =>
    params.kind === "b"
  );
  assert(late.length > 20, `${late.length} of 40`);
});

Deno.test("TPE stays within any space, whatever comes back", async () => {
  for (let seed = 0; seed < 12; ++seed) {
    const rng = makeRng(seed);
    const whole = (n: number) => Math.floor(n * rng.uniform());
    const space = readSpace({
      mode: {
        type: "choice",
        choices: ["a", "b", 3, true].slice(0, 1 + whole(4)),
      },
      x: { type: "float", min: 0.001, max: 0.001 + whole(3), log: true },
      n: { type: "integer", min: 1, max: 1 + whole(300), log: seed % 2 === 0 },
      s: {
        type: "float",
        min: -1,
        max: 1,
        step: 0.3,
        when: { parameter: "mode", is: "a" },
      },
      k: {
        type: "choice",
        choices: ["u", "v"],
        when: { parameter: "mode", is: "a" },
      },
      z: {
        type: "integer",
        min: -3,
        max: 9,
        when: { parameter: "k", is: "v" },
      },
    });
    const study = await openStudy({
      space,
      seed,
      batch: 1 + whole(3),
      sampler: {
        kind: "tpe",
        startup: whole(9),
        good: 0.05 + 0.5 * rng.uniform(),
      },
      pruner: { kind: "median", startup: 2 },
    });
    await study.optimize((trial) => {
      assertEquals(readPoint(space, trial.params), trial.params);
      const kind = whole(6);
      if (kind === 0) throw new Error("now and then");
      trial.report(1, whole(4));
      if (trial.shouldPrune()) trial.prune();
      return kind === 1 ? Infinity : kind === 2 ? 1e308 : whole(3);
    }, { trials: 60 });
    assertEquals(study.trials.length, 60);
    // A point outside would fail its trial for another reason.
    const known = [
      "The objective must be a finite number: current value is Infinity",
      "now and then",
    ];
    const failed = study.trials.flatMap(({ error }) => error ?? []);
    assertEquals(failed.filter((reason) => !known.includes(reason)), []);
    assert(failed.length > 5 && failed.length < 40);
  }
});

Deno.test("TPE leaves what never completed aside", () => {
  const view = {
    space: { x: { type: "float", min: 0, max: 1 } },
    directions: ["minimize"],
    pending: [{ x: 0.5 }],
    finished: [
      ...[0.1, 0.2, 0.9].map((x, number) => ({
        number,
        state: "complete" as const,
        params: { x },
        values: [x],
        reports: [],
      })),
      {
        number: 3,
        state: "failed",
        params: { x: 0.15 },
        values: [],
        reports: [],
        error: "no",
      },
      {
        number: 4,
        state: "pruned",
        params: { x: 0.95 },
        values: [],
        reports: [{ step: 1, value: 0.01 }],
      },
    ],
  } as const;
  const tpe = makeTpe({ startup: 4, width: 0.02 });
  const draws = Array.from(
    { length: 50 },
    (_, i) => Number(tpe.propose(view, makeRng(i)).x),
  );
  // The best of the complete ones leads, whatever a pruned trial had reported.
  assert(draws.filter((x) => Math.abs(x - 0.1) < 0.06).length > 25);
});

Deno.test("makeSampler() and makeTpe() name what is wrong", () => {
  assertThrows(
    () => makeSampler({ kind: "tep" } as unknown as SamplerSpec),
    RangeError,
    "The nearest is tpe",
  );
  assertThrows(() => makeTpe({ candidates: 0 }), RangeError, "candidates");
  assertThrows(() => makeTpe({ good: 1 }), RangeError, "good");
  assertThrows(() => makeTpe({ width: 0 }), RangeError, "width");
});
