import { assert, assertEquals, assertThrows } from "@std/assert";
import { makeHyperband } from "lib/models/tune/hyperband.ts";
import { makeMedianPruner } from "lib/models/tune/median_pruner.ts";
import { makePruner, type PrunerSpec } from "lib/models/tune/pruners.ts";
import { openStudy } from "lib/models/tune/study.ts";
import type { TrialRecord } from "lib/models/tune/trial_record.ts";

const curve = (number: number, ...values: number[]): TrialRecord => ({
  number,
  state: "complete",
  params: {},
  values: [values.at(-1)!],
  reports: values.map((value, step) => ({ step, value })),
});

Deno.test("The median pruner compares the best so far with the median at the step", () => {
  const finished = [curve(0, 5, 4), curve(1, 3, 2), curve(2, 1, 1)];
  const pruner = makeMedianPruner({ startup: 3 });
  const ask = (...values: number[]) =>
    pruner.shouldPrune({
      number: 3,
      reports: values.map((value, step) => ({ step, value })),
      finished,
      direction: "minimize",
    });
  assertEquals(ask(3), false);
  assertEquals(ask(3.1), true);
  assertEquals(ask(2, 9), false); // 2 at step 0 is not above the median 2 of step 1
  assertEquals(ask(2.5, 2.4), true);
  assertEquals(ask(9, 9, 9), false); // nobody has come so far
});

Deno.test("The median pruner waits for trials and for steps, and can maximise", () => {
  const view = {
    number: 3,
    reports: [{ step: 0, value: 9 }],
    finished: [curve(0, 1), curve(1, 2)],
    direction: "minimize",
  } as const;
  assertEquals(makeMedianPruner({ startup: 2 }).shouldPrune(view), true);
  assertEquals(makeMedianPruner({ startup: 3 }).shouldPrune(view), false);
  assertEquals(
    makeMedianPruner({ startup: 2, warmup: 1 }).shouldPrune(view),
    false,
  );
  assertEquals(
    makeMedianPruner({ startup: 2, others: 3 }).shouldPrune(view),
    false,
  );
  assertEquals(
    makeMedianPruner({ startup: 2 }).shouldPrune({
      ...view,
      direction: "maximize",
    }),
    false,
  );
});

Deno.test("Hyperband lets about one of eta through each rung and never stops a trial elsewhere", async () => {
  const study = await openStudy({
    space: { x: { type: "float", min: 0, max: 1 } },
    sampler: { kind: "random" },
    pruner: { kind: "hyperband", min: 1, max: 9, eta: 3 },
    seed: 2,
  });
  await study.optimize((trial) => {
    for (let step = 1; step <= 9; ++step) {
      trial.report(step, Number(trial.params.x) + 1 / step);
      if (trial.shouldPrune()) trial.prune();
    }
    return Number(trial.params.x);
  }, { trials: 300 });
  const lengths = study.trials.map(({ reports }) => reports.length);
  assertEquals([...new Set(lengths)].sort(), [1, 3, 9]);
  // Algorithm 1 starts 9, 5 and 3 trials in brackets 2, 1 and 0; of 300 then 159, 88 and 53.
  // Stopped at the first rung: 2/3 of bracket 2; at the second: 2/3 of its rest and of bracket 1.
  const stopped = (at: number) => lengths.filter((l) => l === at).length;
  assert(Math.abs(stopped(1) - 159 * 2 / 3) < 20, `${stopped(1)}`);
  assert(Math.abs(stopped(3) - (159 / 3 + 88) * 2 / 3) < 24, `${stopped(3)}`);
  const least = Math.min(...study.trials.map(({ params }) => Number(params.x)));
  assert(study.best!.values[0] < least + 0.05);
});

Deno.test("A pruned study spends less and finds the same best", async () => {
  const run = async (pruner: PrunerSpec) => {
    const study = await openStudy({
      space: { x: { type: "float", min: 0, max: 1 } },
      sampler: { kind: "random" },
      pruner,
      seed: 3,
    });
    await study.optimize((trial) => {
      const loss = (Number(trial.params.x) - 0.3) ** 2;
      for (let step = 1; step <= 20; ++step) {
        trial.report(step, loss + 1 / step);
        if (trial.shouldPrune()) trial.prune();
      }
      return loss;
    }, { trials: 60 });
    const steps = study.trials.reduce(
      (s, { reports }) => s + reports.length,
      0,
    );
    return { steps, best: study.best!.values[0] };
  };
  const whole = await run({ kind: "none" });
  const pruned = await run({ kind: "median" });
  assertEquals(whole.steps, 1200);
  assert(pruned.steps < 900, `${pruned.steps}`);
  assertEquals(pruned.best, whole.best);
});

Deno.test("Pruners name what is wrong", () => {
  assertThrows(
    () => makePruner({ kind: "medain" } as unknown as PrunerSpec),
    RangeError,
    "The nearest is median",
  );
  assertThrows(() => makeHyperband({ max: 0 }), RangeError, "0 < min <= max");
  assertThrows(() => makeHyperband({ max: 9, eta: 1 }), RangeError, "eta");
  assertThrows(() => makeMedianPruner({ warmup: -1 }), RangeError, "warmup");
});
