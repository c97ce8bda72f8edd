import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { BaseModel } from "lib/models/forecast/base_model.ts";
import type { ModelFamily } from "lib/models/forecast/family.ts";
import { fitModel } from "lib/models/forecast/fit_model.ts";
import { readModelConfig } from "lib/models/forecast/model_config.ts";
import type { ModelRegistry } from "lib/models/forecast/model_registry.ts";
import { Windows, type WindowTarget } from "lib/models/windows/windows.ts";
import {
  LENGTH,
  type Parts,
  smallParts,
  type TargetName,
  TARGETS,
} from "./model_family_windows.ts";

/** What a family is tried with. */
export interface FamilyCase {
  /** The family. */
  readonly family: ModelFamily;
  /** Where it is registered, with the members of ensembles. */
  readonly registry: ModelRegistry;
  /** Hyperparameters that make it small and quick. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** Registers the tests that every family must pass, for each of its targets. */
export function testModelFamily(what: FamilyCase): void {
  const { family } = what;
  for (const target of TARGETS) {
    const { kind } = smallParts(target, 1).train.target;
    if (family.targets.includes(kind)) testTarget(what, target);
    else {
      Deno.test(`${family.family} refuses a target of ${target}`, async () => {
        await assertRejects(() => fit(what, target), RangeError, kind);
      });
    }
  }
  Deno.test(`${family.family} says what it is`, () => {
    assert(/^[a-z][a-z0-9-]*$/.test(family.family));
    assert(family.description.length > 20);
    assert(family.targets.length > 0);
  });
  Deno.test(`${family.family} names the nearest of an unknown hyperparameter`, () => {
    const config = readModelConfig({
      family: family.family,
      params: { zzz: 1 },
    });
    const error = assertThrows(() => what.registry.learner(config), RangeError);
    const names = Object.keys(family.hyperparameters);
    if (names.length > 0) assertStringIncludes(error.message, "nearest");
    for (const name of names) assertStringIncludes(error.message, name);
  });
}

function fit(
  { family, registry, params }: FamilyCase,
  target: TargetName,
  parts: Parts = smallParts(target, 1),
): Promise<BaseModel> {
  const config = readModelConfig({ family: family.family, params, seed: 3 });
  return fitModel(config, parts.train, {
    rng: makeRng(config.seed),
    validation: parts.validation,
    registry,
  });
}

function testTarget(what: FamilyCase, target: TargetName): void {
  const parts = smallParts(target, 1);
  const { train, test: asked } = parts;
  const classes = train.target.kind === "class" ? train.target.classes : 0;
  let kept: Promise<BaseModel> | undefined;
  const fitted = () => kept ??= fit(what, target);
  const test = (name: string, run: (model: BaseModel) => Promise<void>) =>
    Deno.test(
      `${what.family.family} of ${target} ${name}`,
      async () => {
        const model = await fitted();
        try {
          await run(model);
        } finally {
          await model.release();
        }
      },
    );

  test("gives finite numbers of the shapes that it promises", async (model) => {
    const output = await model.predict(asked);
    const [n, outputs] = [asked.count, asked.outputs];
    assertEquals(output.count, n);
    assertEquals(output.predictions.length, n * outputs);
    assertEquals(output.uncertainty.length, n * outputs);
    assertEquals(
      output.probabilities?.length,
      classes ? n * classes : undefined,
    );
    assertEquals(output.timestamps, asked.time);
    assertEquals(output.symbols[0], "ONE");
    assertEquals(output.symbols[n - 1], "TWO");
    assertEquals(output.horizons.length, outputs);
    assertEquals(output.horizons[outputs - 1], asked.horizon);
    for (const values of numbersOf(output)) {
      assert(values.every(Number.isFinite));
    }
    const { quantiles, levels } = output;
    assertEquals(quantiles?.length ?? 0, n * outputs * levels.length);
    quantiles?.forEach((q, k) =>
      assert(k % levels.length === 0 || q >= quantiles[k - 1], "they cross")
    );
    const columns = Object.values(output.toFrame());
    for (const column of columns) assertEquals(column.length, n * outputs);
  });

  if (classes > 0) {
    test("gives probabilities and the likeliest class", async (model) => {
      const { probabilities, predictions } = await model.predict(asked);
      predictions.forEach((best, i) => {
        const row = probabilities!.subarray(i * classes, (i + 1) * classes);
        assertAlmostEquals(row.reduce((a, b) => a + b), 1, 1e-5);
        assert(row.every((q) => q >= 0 && q <= row[best]));
      });
    });
  } else {
    test("is uncertain where there is noise", async (model) => {
      const { uncertainty } = await model.predict(asked);
      assert(uncertainty.every((u) => u > 0));
    });
  }

  test("is the same file for the same seed, and changes no window", async (model) => {
    const mine = smallParts(target, 1);
    const again = await fit(what, target, mine);
    assertEquals(again.graph, model.graph);
    assertEquals(again.facts, model.facts);
    assertEquals(mine, parts);
  });

  test("predicts the same when it was saved and loaded", async (model) => {
    const files = new Map(Object.entries(model.save()));
    const loaded = BaseModel.load(files, "here");
    try {
      assertEquals(loaded.facts, model.facts);
      assertEquals(await loaded.predict(asked), await model.predict(asked));
    } finally {
      await loaded.release();
    }
  });

  test("sees nothing of a window in another", async (model) => {
    const all = await model.predict(asked);
    for (const i of [0, 7, asked.count - 1]) {
      const one = await model.predict(asked.take([i]));
      numbersOf(one).forEach((values, k) => {
        const width = values.length;
        const together = numbersOf(all)[k].subarray(i * width, (i + 1) * width);
        values.forEach((v, j) =>
          assertAlmostEquals(v, together[j], 1e-5 * Math.max(1, Math.abs(v)))
        );
      });
    }
  });

  test("answers to no windows with no predictions", async (model) => {
    const { predictions } = await model.predict(asked.take([]));
    assertEquals(predictions.length, 0);
  });

  test("refuses windows of another length or other columns", async (model) => {
    for (
      const other of [
        like(asked, { length: LENGTH - 1 }),
        like(asked, { features: ["return", "noise", "signal"] }),
        like(asked.take([0]), { features: ["return", "signal"] }),
      ]
    ) {
      assertThrows(() => model.validateInputs(other), TypeError);
      await assertRejects(() => model.predict(other), TypeError);
    }
  });

  test("shares its importance among the features", (model) => {
    const importance = model.importance();
    assertEquals(importance.length, asked.features.length);
    assert(importance.every((share) => share >= 0));
    const sum = importance.reduce((a, b) => a + b);
    assert(sum === 0 || Math.abs(sum - 1) < 1e-9, `sum ${sum}`);
    importance.fill(7);
    assert(model.importance().every((share) => share <= 1));
    return Promise.resolve();
  });

  if (train.target.kind !== "path") {
    Deno.test(`${what.family.family} of ${target} refuses labels that are no numbers`, async () => {
      const values = train.target.kind === "path"
        ? new Float32Array()
        : train.target.values.slice();
      values[5] = NaN;
      const broken = like(train, {
        target: { ...train.target, values } as WindowTarget,
      });
      await assertRejects(
        () => fit(what, target, { ...parts, train: broken }),
        RangeError,
        "ONE",
      );
    });
  }
}

/** All numbers of predictions, `[n × width]` each. */
function numbersOf(
  { predictions, probabilities, uncertainty, quantiles }: Awaited<
    ReturnType<BaseModel["predict"]>
  >,
): Float64Array[] {
  return [predictions, uncertainty, probabilities, quantiles]
    .filter((values) => values !== null);
}

/** The same windows with some parts exchanged. */
function like(windows: Windows, parts: Partial<Windows>): Windows {
  return new Windows({ ...windows, ...parts });
}
