import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  CONFIG,
  runsOf,
  settings,
  training,
  withStudy,
} from "./factory_command.ts";

const SMALL = { data: "planted", symbols: "S00,S01", sequenceLength: 8 };

/** Arguments of a search on a made panel. */
function tuning(
  family: string,
  set: Readonly<Record<string, string | number>>,
  ...more: string[]
): string[] {
  return [
    ...["model", "tune", "--model", family, "--config", CONFIG],
    ...settings({ ...SMALL, ...set }),
    ...["--folds", "3", ...more],
  ];
}

/** What a search says, apart from where its run is. */
function found(stdout: string) {
  const [{ run, study, ...rest }] = JSON.parse(stdout);
  return { run, study, rest };
}

/** Trials that have ended, of a search kept in a folder. */
async function ended(folder: string): Promise<number> {
  try {
    const text = await Deno.readTextFile(`${folder}/study.jsonl`);
    return text.match(/"kind":"finish"/g)?.length ?? 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

Deno.test("tenor model tune, killed in the middle and started again, finds what it would have found", () =>
  withStudy(async ({ dir, tenor, start }) => {
    const flags = (where: string, ...more: string[]) =>
      tuning(
        "lightgbm",
        { rounds: 100, earlyStopping: "false", trials: where },
        ...["--trials", "7", "--json", ...more],
      );
    const whole = await tenor(...flags("ledger-a", "--workers", "1"));
    assertEquals(whole.code, 0, whole.stderr);

    const storage = `${dir}/kept`;
    const again = flags("ledger-b", "--storage", storage, "--workers", "2");
    await using child = start(...again);
    while (await ended(storage) < 2) {
      await new Promise((done) => setTimeout(done, 20));
    }
    child.kill("SIGKILL");
    await child.output();
    assert(await ended(storage) < 7);

    const rest = await tenor(...again);
    assertEquals(rest.code, 0, rest.stderr);
    const [a, b] = [found(whole.stdout), found(rest.stdout)];
    const where = (text: string) => text.replace("ledger-a", "ledger-b");
    assertEquals(b.rest, JSON.parse(where(JSON.stringify(a.rest))));
    // A trial that ran twice counts once.
    assertEquals(b.study.trials, a.study.trials);
    const { complete, pruned } = a.rest.counts;
    assertEquals(b.study.trials, complete + pruned);

    const more = await tenor(
      ...tuning("lightgbm", { rounds: 101, trials: "ledger-b" }),
      ...["--storage", storage],
    );
    assertEquals(more.code, 2);
    assertStringIncludes(more.stderr, "its about must be the same");
  }));

Deno.test("what a search has tried counts against the model that is then trained, once", () =>
  withStudy(async ({ dir, tenor }) => {
    const set = { ...SMALL, rounds: 12 };
    const before = await tenor(...training("lightgbm", set), "--json");
    assertEquals(before.code, 0, before.stderr);
    const [alone] = JSON.parse(before.stdout);
    assertEquals(alone.metrics.trials, 1);

    const tuned = await tenor(
      ...tuning("lightgbm", { rounds: 12 }, "--trials", "5", "--json"),
    );
    assertEquals(tuned.code, 0, tuned.stderr);
    const { rest, study, run } = found(tuned.stdout);
    // The family's defaults were tried first: they are what was trained.
    const { complete, pruned } = rest.counts;
    assertEquals(study.trials, complete + pruned);
    assertEquals(rest.trials[0].loss, rest.defaults);
    assert(rest.best.loss <= rest.defaults);
    for (const { state, loss, sharpe, validationLoss } of rest.trials) {
      for (const figure of [loss, sharpe, validationLoss]) {
        assertEquals(typeof figure === "number", state === "complete");
      }
    }
    for (
      const file of [
        ...["charts/history.svg", "charts/parameters.svg", "report.html"],
        "artifacts/trials.json",
      ]
    ) {
      assert((await Deno.stat(`${dir}/${run}/${file}`)).size > 100, file);
    }

    const command = rest.train.split(" ").slice(3);
    const first = await tenor(...command, "--json", "--no-register");
    assertEquals(first.code, 0, first.stderr);
    const [best] = JSON.parse(first.stdout);
    assertEquals(best.metrics.trials, study.trials);
    assertEquals(best.metrics.validationLoss, rest.best.validationLoss);
    const second = await tenor(...command, "--json", "--no-register");
    assertEquals(JSON.parse(second.stdout)[0].metrics, best.metrics);

    // The first one, now among the trials of the search.
    const after = await tenor(...training("lightgbm", set), "--json");
    const [among] = JSON.parse(after.stdout);
    assertEquals(among.metrics.trials, study.trials);
    assertEquals(among.metrics.sharpe, alone.metrics.sharpe);
    assert(among.metrics.deflatedSharpe < alone.metrics.deflatedSharpe);
    const report = await Deno.readTextFile(`${dir}/${among.run}/report.html`);
    assertStringIncludes(
      report,
      `the best of ${study.trials} configurations that the study has tried`,
    );
    assertEquals((await runsOf(dir)).length, 5);
  }));

Deno.test("an experiment counts the trials of its study, and adds its own once", () =>
  withStudy(async ({ tenor }) => {
    const tuned = await tenor(
      ...tuning("logistic", { study: "baseline" }),
      ...["--trials", "3", "--json"],
    );
    assertEquals(tuned.code, 0, tuned.stderr);
    const { study } = found(tuned.stdout);
    const run = async () => {
      const { code, stdout, stderr } = await tenor(
        ...["experiment", "run", "baseline", "--config", CONFIG, "--json"],
        ...["--no-register", "--workers", "1"],
        ...settings({
          ...SMALL,
          models: "naive,nlinear",
          horizons: 1,
          controls: "",
          purge: 9,
        }),
      );
      assertEquals(code, 0, stderr);
      const { trials, rows } = JSON.parse(stdout);
      return { trials, rows };
    };
    const first = await run();
    assertEquals(first.trials, study.trials + 2);
    for (const { metrics, symbol } of first.rows) {
      if (symbol !== undefined) continue;
      assert(metrics.deflatedSharpe >= 0 && metrics.deflatedSharpe <= 1);
    }
    assertEquals(await run(), first);
  }));

Deno.test("tenor model tune says what is wrong before it loads anything", () =>
  withStudy(async ({ tenor }) => {
    const cases: readonly [string[], string][] = [
      [tuning("nlinear", {}), "Cannot search nlinear as it has no hyper"],
      [
        tuning("lstm", { "search.hiden": "{ type: integer, min: 1, max: 2 }" }),
        "The nearest is hidden",
      ],
      [tuning("lightgbm", { embargo: 2000 }), "Set embargo to at most"],
    ];
    for (const [args, text] of cases) {
      const { code, stderr } = await tenor(...args);
      assertEquals(code, 2, stderr);
      assertStringIncludes(stderr, text);
    }
  }));
