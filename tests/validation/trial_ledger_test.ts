import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { DataQualityError } from "lib/core/errors.ts";
import { deflatedSharpe } from "lib/validation/skill/deflated_sharpe.ts";
import {
  countTrials,
  hashConfig,
  readTrials,
  recordTrials,
  type Trial,
  trialSpreadOf,
} from "lib/validation/trial_ledger.ts";

const trial = (config: string, sharpe: number | null): Trial => ({
  id: `run of ${config}`,
  config,
  score: sharpe,
  sharpe,
  time: 1_700_000_000_000,
});

async function withLedger(
  body: (path: string) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await body(`${dir}/study/trials.jsonl`);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("a ledger gives back what was recorded, and counts repeats once", () =>
  withLedger(async (path) => {
    assertEquals(await readTrials(path), { trials: [], torn: 0 });
    const trials = [trial("a", 0.1), trial("b", 0.3), trial("a", 0.2)];
    await recordTrials(path, trials.slice(0, 2));
    await recordTrials(path, trials.slice(2));
    await recordTrials(path, [trial("c", null), trial("a", null)]);
    const record = await readTrials(path);
    assertEquals(record.trials.slice(0, 3), trials);
    const count = countTrials(record);
    assertEquals([count.total, count.distinct], [5, 3]);
    assertEquals([...count.sharpes], [0.2, 0.3]);
    assertAlmostEquals(count.sharpeVariance, 0.005, 1e-17);
    assert(
      Number.isNaN(
        countTrials({ trials: [trials[0]], torn: 0 }).sharpeVariance,
      ),
    );
  }));

Deno.test("a line that a killed writer left is closed, counted and costs no other trial", () =>
  withLedger(async (path) => {
    await recordTrials(path, [trial("a", 0.1), trial("b", 0.2)]);
    const whole = await Deno.readTextFile(path);
    const second = whole.indexOf("\n") + 1;
    // Cut at every byte of the second line, then write on.
    for (let cut = second; cut < whole.length; cut += 7) {
      await Deno.writeTextFile(path, whole.slice(0, cut));
      const before = await readTrials(path);
      assertEquals(before.torn, cut === second ? 0 : 1);
      await recordTrials(path, [trial("c", 0.3)]);
      const { trials, torn } = await readTrials(path);
      assertEquals(trials.map(({ config }) => config), ["a", "c"]);
      assertEquals(torn, cut === second ? 0 : 1);
      assertEquals(countTrials({ trials, torn }).distinct, 2 + torn);
    }
  }));

Deno.test("two processes that record at once lose nothing and mix no lines", () =>
  withLedger(async (path) => {
    const count = 40;
    const runs = await Promise.all(
      ["left", "right"].map((name) =>
        new Deno.Command(Deno.execPath(), {
          args: [
            "run",
            "-A",
            new URL("./trial_writer.ts", import.meta.url).href,
            path,
            name,
            `${count}`,
          ],
        }).output()
      ),
    );
    for (const { success, stderr } of runs) {
      assert(success, new TextDecoder().decode(stderr));
    }
    const { trials, torn } = await readTrials(path);
    assertEquals(torn, 0);
    for (const name of ["left", "right"]) {
      assertEquals(
        trials.map(({ id }) => id).filter((id) => id.startsWith(name)),
        Array.from({ length: count }, (_, i) => `${name} ${i}`),
      );
    }
  }));

Deno.test("a ledger refuses what is no trial", () =>
  withLedger(async (path) => {
    await assertRejects(
      () => recordTrials(path, [trial("a", NaN)]),
      TypeError,
      "score must be a finite number or null: current value is NaN",
    );
    await assertRejects(
      () => recordTrials(path, [trial("", 1)]),
      TypeError,
      "config must be a text",
    );
    await assertRejects(
      () => recordTrials(path, [{ ...trial("a", 1), time: Infinity }]),
      TypeError,
      "time",
    );
    assertEquals((await readTrials(path)).trials, []);
    await recordTrials(path, [trial("a", 1)]);
    await Deno.writeTextFile(path, '{"other": 1}\n', { append: true });
    const error = await assertRejects(() => readTrials(path), DataQualityError);
    assertEquals(error.row, 2);
  }));

Deno.test("hashConfig() tells configurations apart by their values alone", async () => {
  const hash = await hashConfig({ a: [1, { y: 2, x: "3" }], b: null });
  assertEquals(hash, await hashConfig({ b: null, a: [1, { x: "3", y: 2 }] }));
  assertEquals(
    await hashConfig({ a: 1, b: undefined }),
    await hashConfig({ a: 1 }),
  );
  assert(hash !== await hashConfig({ a: [{ y: 2, x: "3" }, 1], b: null }));
  await assertRejects(
    () => hashConfig({ deep: [0, NaN] }),
    TypeError,
    "config.deep[1] must be a JSON value: current value is NaN",
  );
});

Deno.test("the deflated Sharpe ratio of Bailey and López de Prado (2014) comes out of a ledger", () =>
  withLedger(async (path) => {
    // A hundred trials whose Sharpe ratios have the variance ½ a year: half of
    // them each at ±√(½ · 99/100), a period of 1/250 year.
    const size = Math.sqrt(0.5 * 0.99 / 250);
    await recordTrials(
      path,
      Array.from(
        { length: 100 },
        (_, i) => trial(`config ${i}`, i % 2 === 0 ? size : -size),
      ),
    );
    // Trying one again does not make it another trial.
    await recordTrials(path, [trial("config 0", size)]);
    const spread = trialSpreadOf(await readTrials(path));
    assertEquals(spread.trials, 100);
    const moments = {
      count: 1250,
      sharpe: 2.5 / Math.sqrt(250),
      skewness: -3,
      kurtosis: 10,
    };
    assertAlmostEquals(deflatedSharpe(moments, spread), 0.9004, 5e-5);
    assertThrows(
      () =>
        trialSpreadOf({ trials: [trial("a", 1), trial("b", null)], torn: 3 }),
      RangeError,
      "1 of 5 have one",
    );
  }));
