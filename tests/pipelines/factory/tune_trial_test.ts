import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import type { PrunerSpec } from "lib/models/tune/pruners.ts";
import { makePruner } from "lib/models/tune/pruners.ts";
import type { ParameterValues } from "lib/models/tune/space.ts";
import { PrunedError, Trial } from "lib/models/tune/trial.ts";
import type { Report } from "lib/models/tune/trial_record.ts";
import { Windows } from "lib/models/windows/windows.ts";
import { lossSeries } from "lib/validation/forecast/forecast_losses.ts";
import { readTrials } from "lib/validation/trial_ledger.ts";
import { fitCell } from "pipelines/factory/fit_cell.ts";
import { validationTrial } from "pipelines/factory/experiment_cell.ts";
import type { FactoryConfig } from "pipelines/factory/factory_keys.ts";
import { prepare, type Prepared } from "pipelines/factory/prepare.ts";
import { ledgerPath, trialHash } from "pipelines/factory/study_ledger.ts";
import {
  tuneFolds,
  type TuneTask,
  tuneTrial,
} from "pipelines/factory/tune_trial.ts";
import "../../graph/wasm_ready.ts";
import { inFolder, NOW, smallStudy } from "./small_study.ts";

interface Wanted {
  readonly family: string;
  readonly params?: ParameterValues;
  readonly fixed?: Readonly<Record<string, unknown>>;
  readonly pruner?: PrunerSpec;
  /** What another trial has reported. */
  readonly others?: readonly Report[];
}

/** A trial in a folder of its own; who reads its reports gets those so far. */
function trialOf(
  config: FactoryConfig,
  { family, params = {}, fixed = {}, pruner, others = [] }: Wanted,
) {
  const reports: Report[] = [];
  const finished = others.length === 0 ? [] : [{
    number: 0,
    state: "complete" as const,
    params: {},
    values: [0],
    reports: others,
  }];
  const trial = new Trial({
    number: 1,
    params,
    seed: 1,
    directions: ["minimize"],
    finished,
  }, {
    pruner: makePruner(pruner ?? { kind: "none" }),
    onReport: (report) => reports.push(report),
  });
  const task: TuneTask = {
    config: { ...config, params: fixed },
    family,
    horizon: 1,
    now: NOW,
    folds: 3,
    reportEvery: 1,
    stepsAFold: 4,
  };
  return { trial, task, reports };
}

const study = (dir: string) =>
  smallStudy({ symbols: "S00,S01", trials: dir, label: "direction" });

Deno.test("a trial is the mean loss over purged folds, and in the ledger what training would give", () =>
  inFolder(async (dir) => {
    const config = await study(dir);
    const prepared = await prepare(config, 1, NOW);
    const params = { leaves: 4, rounds: 12 };
    const { trial, task } = trialOf(config, {
      family: "lightgbm",
      params: { leaves: 4 },
      fixed: { rounds: 12 },
    });
    const found = await tuneTrial(trial, task, prepared);
    const { train } = prepared;
    const own = { ...config, params };
    let sum = 0;
    for (const split of tuneFolds(train, task)) {
      const model = await fitCell(own, "lightgbm", 1, {
        train: train.take(split.train),
        validation: prepared.validation,
      });
      const test = train.take(split.test);
      sum += lossSeries(await model.predict(test), test).mean;
      await model.release();
    }
    assertAlmostEquals(found, sum / 3, 1e-12);

    const model = await fitCell(own, "lightgbm", 1, prepared);
    const { score, sharpe } = await validationTrial(model, own, prepared);
    await model.release();
    const { trials } = await readTrials(ledgerPath(config));
    assertEquals(trials.map(({ id: _, ...rest }) => rest), [{
      config: await trialHash(own, "lightgbm", 1),
      score,
      sharpe,
      time: NOW,
    }]);
    assert(sharpe !== null && Math.abs(sharpe) < 1);
  }));

/** The same with all that only test windows hold made useless. */
function withoutTest(prepared: Prepared): Prepared {
  const { train, validation, test } = prepared;
  const p = train.features.length;
  const seen = new Uint8Array(train.values.length / p);
  for (const { ends, length } of [train, validation]) {
    for (const end of ends) seen.fill(1, end - length, end);
  }
  const values = train.values.map((value, k) =>
    seen[Math.floor(k / p)] === 1 ? value : NaN
  );
  const of = (windows: Windows) => new Windows({ ...windows, values });
  const bars = prepared.bars.map((table) => {
    // Bars that are known when the first test window ends, or later.
    const from = test.time.reduce((a, b) => Math.min(a, b));
    const spoilt = (column: Float64Array) =>
      column.map((value, i) => table.knownTime[i] < from ? value : 1e6);
    return { ...table, open: spoilt(table.open), close: spoilt(table.close) };
  });
  return {
    ...prepared,
    train: of(train),
    validation: of(validation),
    bars,
    get test(): Windows {
      throw new Error("The test windows were asked for");
    },
  };
}

Deno.test("a trial never touches the test windows", () =>
  inFolder(async (dir) => {
    const config = await study(dir);
    const prepared = await prepare(config, 1, NOW);
    const spoilt = withoutTest(prepared);
    assert(spoilt.train.values.some(Number.isNaN));
    for (const family of ["nlinear", "lightgbm", "gru"]) {
      const fixed = family === "gru"
        ? { epochs: 1, hidden: 2 }
        : family === "lightgbm"
        ? { rounds: 5 }
        : {};
      const run = (windows: Prepared) => {
        const { trial, task } = trialOf(config, { family, fixed });
        return tuneTrial(trial, task, windows);
      };
      assertEquals(await run(spoilt), await run(prepared));
    }
    const { trials } = await readTrials(ledgerPath(config));
    assertEquals(trials.length, 6);
    for (let k = 0; k < 6; k += 2) {
      assertEquals(trials[k], trials[k + 1]);
      assert(trials[k].sharpe !== null);
    }
  }));

Deno.test("a trial that is behind the median after an epoch ends there and counts as tried", () =>
  inFolder(async (dir) => {
    const config = await study(dir);
    const prepared = await prepare(config, 1, NOW);
    const pruner = { kind: "median", startup: 1, warmup: 2 } as const;
    // Better than any model can be: whoever reports is behind.
    const others = [1, 2, 3, 4, 5, 6].map((step) => ({ step, value: 0 }));
    const cases = [
      ["lstm", { epochs: 3, hidden: 2 }, [1, 2]],
      ["lightgbm", { rounds: 3 }, [1, 2]],
      // Without epochs a trial reports after each fold.
      ["nlinear", {}, [4]],
    ] as const;
    for (const [family, fixed, steps] of cases) {
      const { trial, task, reports } = trialOf(config, {
        ...{ family, fixed, pruner, others },
      });
      await assertRejects(() => tuneTrial(trial, task, prepared), PrunedError);
      assertEquals(reports.map(({ step }) => step), [...steps]);
      assert(reports.every(({ value }) => value > 0.3));
    }
    // The best of what is left is the best of all that were tried.
    const { trials } = await readTrials(ledgerPath(config));
    assertEquals(
      trials.map(({ id, score, sharpe }) => [id.split(" ")[0], score, sharpe]),
      cases.map(([family]) => [`${family}-h1`, null, null]),
    );
  }));

Deno.test("an ensemble reports after each fold, whatever its members report", () =>
  inFolder(async (dir) => {
    const config = await study(dir);
    const prepared = await prepare(config, 1, NOW);
    const { trial, task, reports } = trialOf(config, {
      family: "voting",
      params: { weights: "1,3" },
      fixed: { members: "logistic,lightgbm", settings: "lightgbm.rounds=3" },
    });
    const loss = await tuneTrial(trial, { ...task, stepsAFold: 1 }, prepared);
    assertEquals(reports.map(({ step }) => step), [1, 2, 3]);
    assertEquals(reports[2].value, loss);
  }));

Deno.test("reports are means over the folds so far of the least validation loss", () =>
  inFolder(async (dir) => {
    const config = await study(dir);
    const prepared = await prepare(config, 1, NOW);
    const fixed = { epochs: 3, hidden: 2, rate: 0.02 };
    const { trial, task, reports } = trialOf(config, { family: "gru", fixed });
    await tuneTrial(trial, task, prepared);
    const histories = [];
    for (const split of tuneFolds(prepared.train, task)) {
      const model = await fitCell({ ...config, params: fixed }, "gru", 1, {
        train: prepared.train.take(split.train),
        validation: prepared.validation,
      });
      histories.push(model.facts.history.map(({ validation }) => validation));
      await model.release();
    }
    const expected: Report[] = [];
    let done = 0;
    histories.forEach((losses, fold) => {
      losses.forEach((_, k) =>
        expected.push({
          step: 4 * fold + k + 1,
          value: (done + Math.min(...losses.slice(0, k + 1))) / (fold + 1),
        })
      );
      done += Math.min(...losses);
      expected.push({ step: 4 * (fold + 1), value: done / (fold + 1) });
    });
    assertEquals(reports, expected);
  }));
