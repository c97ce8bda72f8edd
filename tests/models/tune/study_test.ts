import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { openStudy, type Study } from "lib/models/tune/study.ts";
import type { StudySpec } from "lib/models/tune/study_spec.ts";
import { KEPT_SPEC } from "./kept_spec.ts";
import { objective } from "./objective_module.ts";

const MODULE = new URL("./objective_module.ts", import.meta.url).href;
const LINE: StudySpec = {
  space: { x: { type: "float", min: 0, max: 1 } },
  seed: 1,
};

Deno.test("The same seed gives the same study, in this process and in 1, 2 or 3 threads", async () => {
  const spec = { ...KEPT_SPEC, batch: 3 };
  const run = async (go: (study: Study) => Promise<void>) => {
    const study = await openStudy(spec);
    await go(study);
    await study.close();
    return study.trials;
  };
  const alone = await run((study) => study.optimize(objective, { trials: 40 }));
  const states = new Set(alone.map(({ state }) => state));
  assertEquals([...states].sort(), ["complete", "failed", "pruned"]);
  for (const workers of [1, 2, 3]) {
    const module = { module: MODULE, data: { slowMs: workers === 3 ? 3 : 0 } };
    const threads = await run((study) =>
      study.optimize(module, { trials: 40, workers })
    );
    assertEquals(threads, alone);
  }
});

Deno.test("Promises that end in any order give the same study", async () => {
  const spec = {
    ...LINE,
    batch: 4,
    sampler: { kind: "tpe", startup: 5 },
  } as const;
  const run = async (workers: number, lag: (k: number) => number) => {
    const study = await openStudy(spec);
    let most = 0;
    let now = 0;
    await study.optimize(async ({ number, params }) => {
      most = Math.max(most, ++now);
      for (let i = 0; i < lag(number); ++i) await Promise.resolve();
      --now;
      return (Number(params.x) - 0.7) ** 2;
    }, { trials: 30, workers });
    return { trials: study.trials, most };
  };
  const one = await run(1, () => 0);
  const four = await run(4, (k) => (k * 7919) % 23);
  assertEquals(four.trials, one.trials);
  assertEquals(one.most, 1);
  assert(four.most > 1 && four.most <= 4, `${four.most}`);
});

Deno.test("A larger batch is another study: trials see less", async () => {
  const run = async (batch: number) => {
    const study = await openStudy({
      ...LINE,
      batch,
      sampler: { kind: "tpe", startup: 5 },
    });
    await study.optimize(({ params }) => Number(params.x), { trials: 20 });
    return study.trials.map(({ params }) => Number(params.x));
  };
  const [one, four] = [await run(1), await run(4)];
  assertEquals(one.slice(0, 5), four.slice(0, 5));
  assert(one[6] !== four[6]);
});

Deno.test("A trial that throws or answers no number has failed, and the study goes on", async () => {
  const study = await openStudy(LINE);
  await study.optimize(({ number, params }) => {
    if (number === 1) throw new Error("no luck");
    if (number === 2) return NaN;
    if (number === 3) return [1, 2];
    return Number(params.x);
  }, { trials: 6 });
  assertEquals(study.trials.map(({ state }) => state), [
    "complete",
    "failed",
    "failed",
    "failed",
    "complete",
    "complete",
  ]);
  assertEquals(study.trials[1].error, "no luck");
  assertEquals(
    study.trials[2].error,
    "The objective must be a finite number: current value is NaN",
  );
  const best = Math.min(...[0, 4, 5].map((i) => study.trials[i].values[0]));
  assertEquals(study.best?.values, [best]);
});

Deno.test("Threads too: what is no function, no number or no module fails its trial", async () => {
  const cases: [string, string, string][] = [
    [MODULE, "notANumber", "current value is NaN"],
    [MODULE, "missing", "must export a function missing"],
    [MODULE.replace("objective_module", "nowhere"), "objective", "nowhere"],
  ];
  for (const [module, name, message] of cases) {
    const study = await openStudy(LINE);
    await study.optimize({ module, name }, { trials: 2 });
    assertEquals(study.trials.map(({ state }) => state), ["failed", "failed"]);
    assert(study.trials[0].error!.includes(message), study.trials[0].error);
    assertEquals(study.best, undefined);
  }
});

Deno.test("The largest is sought where that is asked", async () => {
  const study = await openStudy({
    ...LINE,
    directions: ["maximize"],
    sampler: { kind: "tpe", startup: 10 },
  });
  await study.optimize(({ params }) => -((Number(params.x) - 0.25) ** 2), {
    trials: 60,
  });
  assert(Math.abs(Number(study.best!.params.x) - 0.25) < 0.01);
});

Deno.test("Two objectives give a front that TPE spreads along", async () => {
  const spec: StudySpec = {
    space: {
      x: { type: "float", min: 0, max: 1 },
      y: { type: "float", min: 0, max: 1 },
    },
    directions: ["minimize", "maximize"],
    sampler: { kind: "tpe", startup: 20 },
    seed: 6,
  };
  const study = await openStudy(spec);
  // Best on y = 0: there the objectives are x² and −(1 − x)², at odds for all x.
  await study.optimize(({ params }) => {
    const [x, y] = [Number(params.x), Number(params.y)];
    return [x * x + y, -((1 - x) ** 2) - y];
  }, { trials: 120 });
  const { front } = study;
  assert(front.length >= 12, `${front.length}`);
  assert(front.every(({ params }) => Number(params.y) < 0.2));
  const xs = front.map(({ params }) => Number(params.x));
  assert(Math.min(...xs) < 0.15 && Math.max(...xs) > 0.85);
  assertThrows(() => study.best, TypeError, "Ask for the front");
});

Deno.test("ask() and tell() give the study that optimize() gives", async () => {
  const value = (x: unknown) => (Number(x) - 0.3) ** 2;
  const spec = { ...LINE, sampler: { kind: "tpe", startup: 4 } } as const;
  const whole = await openStudy(spec);
  await whole.optimize(({ params }) => value(params.x), { trials: 12 });
  const study = await openStudy(spec);
  for (let i = 0; i < 12; ++i) {
    const trial = await study.ask();
    await study.tell(trial.number, value(trial.params.x));
  }
  assertEquals(study.trials, whole.trials);
});

Deno.test("ask() refuses a trial whose results are missing, tell() one that is not under way", async () => {
  const study = await openStudy({ ...LINE, batch: 2 });
  const first = await study.ask();
  await study.ask();
  await assertRejects(() => study.ask(), Error, "tell 0 first");
  await study.tell(first.number, 1);
  assertEquals((await study.ask()).number, 2);
  await assertRejects(() => study.tell(0, 1), RangeError, "must be under way");
});

Deno.test("Points to start from are tried first", async () => {
  const study = await openStudy({ ...LINE, start: [{ x: 0.5 }, { x: 0.25 }] });
  await study.optimize(({ params }) => Number(params.x), { trials: 3 });
  assertEquals(study.trials.slice(0, 2).map(({ params }) => params.x), [
    0.5,
    0.25,
  ]);
  await assertRejects(
    () => openStudy({ ...LINE, start: [{ x: 2 }] }),
    RangeError,
    "current value is 2",
  );
});

Deno.test("Reports must go on and be finite", async () => {
  const study = await openStudy(LINE);
  await study.optimize((trial) => {
    trial.report(1, 1);
    trial.report(trial.number === 0 ? 1 : 2, trial.number === 1 ? NaN : 1);
    return 1;
  }, { trials: 3 });
  assertEquals(study.trials.map(({ state }) => state), [
    "failed",
    "failed",
    "complete",
  ]);
  assert(study.trials[0].error!.includes("step must be a finite number > 1"));
  assert(study.trials[1].error!.includes("current value is NaN"));
});

Deno.test("A study that is aborted can go on, to the same end", async () => {
  const run = (
    { params, seed }: { params: Record<string, unknown>; seed: number },
  ) => (Number(params.x) - 0.6) ** 2 + 0.1 * makeRng(seed).uniform();
  const whole = await openStudy(LINE);
  await whole.optimize(run, { trials: 20 });
  const study = await openStudy(LINE);
  const stop = new AbortController();
  await assertRejects(
    () =>
      study.optimize(run, {
        trials: 20,
        signal: stop.signal,
        onTrial: ({ number }) =>
          number === 7 && stop.abort(new Error("enough")),
      }),
    Error,
    "enough",
  );
  assertEquals(study.trials.length, 8);
  await study.optimize(run, { trials: 20 });
  assertEquals(study.trials, whole.trials);
});

Deno.test("Threads are stopped when their study is aborted", async () => {
  const study = await openStudy({ ...LINE, batch: 2 });
  const stop = new AbortController();
  await assertRejects(
    () =>
      study.optimize({ module: MODULE, data: { slowMs: 5 } }, {
        trials: 1000,
        workers: 2,
        signal: stop.signal,
        onTrial: ({ number }) =>
          number === 3 && stop.abort(new Error("enough")),
      }),
    Error,
    "enough",
  );
  assert(study.trials.length < 12, `${study.trials.length}`);
});

Deno.test("openStudy() says what does not fit", async () => {
  const bad: [Partial<StudySpec>, string][] = [
    [{ seed: -1 }, "seed"],
    [{ batch: 0 }, "batch"],
    [{ directions: [] }, "directions"],
    [
      { directions: ["minimize", "minimize"], pruner: { kind: "median" } },
      "Set none",
    ],
  ];
  for (const [part, message] of bad) {
    await assertRejects(
      () => openStudy({ ...LINE, ...part }),
      RangeError,
      message,
    );
  }
});
