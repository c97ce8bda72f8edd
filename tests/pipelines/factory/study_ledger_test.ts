import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
} from "@std/assert";
import { countTrials } from "lib/validation/trial_ledger.ts";
import {
  ledgerPath,
  otherTrials,
  recordTrial,
  spreadOf,
  trialHash,
} from "pipelines/factory/study_ledger.ts";
import { inFolder, smallStudy } from "./small_study.ts";

Deno.test("a configuration is known by what makes the model, and by nothing else", async () => {
  const config = await smallStudy({ horizons: "1,5", purge: "auto" });
  const hash = await trialHash(config, "lstm", 5);
  const same = [
    { ...config, runs: "elsewhere", registry: "there", trials: "here" },
    { ...config, threads: 4, backend: "node" as const, study: "other" },
    // What is set to its default, or to the same number as a text.
    { ...config, params: { hidden: 64 } },
    { ...config, params: { hidden: "64", layers: "1" } },
    { ...config, models: ["lstm", "naive"], search: { hidden: {} } },
    { ...config, horizons: [5], purge: 13 },
  ];
  for (const each of same) {
    assertEquals(await trialHash(each, "lstm", 5), hash);
  }
  const others = [
    trialHash(config, "lstm", 1),
    trialHash(config, "gru", 5),
    trialHash({ ...config, seed: 7 }, "lstm", 5),
    trialHash({ ...config, params: { hidden: 65 } }, "lstm", 5),
    trialHash({ ...config, sequenceLength: 9 }, "lstm", 5),
    trialHash({ ...config, horizons: [5, 20] }, "lstm", 5),
  ];
  for (const each of await Promise.all(others)) assertNotEquals(each, hash);
});

Deno.test("a repeat adds no trial, one's own are left out, and the order of trials does not matter", () =>
  inFolder(async (dir) => {
    const base = await smallStudy({ trials: `${dir}/a`, study: "our study" });
    assertEquals(ledgerPath(base), `${dir}/a/our-study.jsonl`);
    const of = (hidden: number, trials = base.trials) => ({
      ...base,
      trials,
      params: { hidden },
    });
    const trial = { family: "lstm", horizon: 1, score: 0.7, time: 1 };
    const sharpes = [[8, 0.1], [16, 0.02], [32, -0.04]];
    for (const [hidden, sharpe] of [...sharpes, ...sharpes]) {
      await recordTrial(of(hidden), { ...trial, sharpe });
    }
    for (const [hidden, sharpe] of sharpes.toReversed()) {
      await recordTrial(of(hidden, `${dir}/b`), { ...trial, sharpe });
    }
    const own = await trialHash(of(16), "lstm", 1);
    const found = await otherTrials(base, [own]);
    assertEquals(found.distinct, 2);
    assertEquals(
      found.sharpes,
      (await otherTrials(of(0, `${dir}/b`), [own])).sharpes,
    );
    assertEquals([...found.sharpes].sort((a, b) => a - b), [-0.04, 0.1]);
  }));

Deno.test("trials without a Sharpe ratio count in the number and not in the variance", () => {
  const trial = { id: "a", score: 1, time: 0 };
  const others = countTrials({
    torn: 1,
    trials: [
      { ...trial, config: "1", sharpe: 0.1 },
      { ...trial, config: "2", sharpe: null },
    ],
  });
  const { trials, trialVariance } = spreadOf(others, 2, [0.3, null]);
  assertEquals(trials, 5);
  assertAlmostEquals(trialVariance!, 0.02, 1e-15);
  const none = countTrials({ torn: 0, trials: [] });
  assertEquals(spreadOf(none, 1, [0.3]), { trials: 1 });
  assert(!("trialVariance" in spreadOf(none, 2, [0.3, 0.3])));
});
