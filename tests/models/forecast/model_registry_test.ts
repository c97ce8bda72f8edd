import { assert, assertEquals, assertThrows } from "@std/assert";
import { modelRegistry } from "lib/models/forecast/families.ts";
import type { ModelFamily } from "lib/models/forecast/family.ts";
import { readModelConfig } from "lib/models/forecast/model_config.ts";
import { ModelRegistry } from "lib/models/forecast/model_registry.ts";

/** A family that tells what it was given. */
function familyOf(family: string): ModelFamily<{ readonly width: number }> {
  return {
    family,
    group: "neural",
    description: "a family for these tests",
    targets: ["number"],
    hyperparameters: {
      width: { type: "integer", default: 8, min: 1, doc: "width of it" },
    },
    factory: ({ width }, { horizon }) => ({
      learn: () =>
        Promise.resolve({
          graph: new Uint8Array(),
          notes: { width, horizon },
        }),
    }),
  };
}

const registry = new ModelRegistry()
  .register(familyOf("first"))
  .register(familyOf("second"));

Deno.test("a registry lists families in the order of registration", () => {
  assertEquals(registry.list().map(({ family }) => family), [
    "first",
    "second",
  ]);
  assertEquals(registry.get("second").family, "second");
});

Deno.test("a registry refuses a name that is taken and keeps the first", () => {
  const other = new ModelRegistry().register(familyOf("one"));
  assertThrows(
    () => other.register(familyOf("one")),
    RangeError,
    "its name must be new: current value is one",
  );
  assertEquals(other.list().length, 1);
});

Deno.test("a registry names the nearest of an unknown family", () => {
  assertThrows(
    () => registry.get("secnd"),
    RangeError,
    "must be one of first, second: current value is secnd. The nearest is second",
  );
});

Deno.test("a learner is given all hyperparameters and the configuration", async () => {
  for (const [params, width] of [[{}, 8], [{ width: "3" }, 3]] as const) {
    const config = readModelConfig({ family: "first", horizon: 7, params });
    const { notes } = await registry.learner(config).learn(
      undefined as never,
      undefined as never,
    );
    assertEquals(notes, { width, horizon: 7 });
  }
});

Deno.test("a learner's hyperparameters must be known and fit", () => {
  for (const params of [{ widht: 3 }, { width: 0 }, { width: 1.5 }]) {
    assertThrows(
      () => registry.learner(readModelConfig({ family: "first", params })),
      RangeError,
      "width",
    );
  }
});

Deno.test("the families that come with Tenor stand in the order of tables", () => {
  const order =
    "naive seasonal-naive nlinear logistic xgboost lightgbm catboost nhits tft patchtst lstm gru transformer tcn voting blending stacking"
      .split(" ");
  const places = modelRegistry().list().map(({ family }) =>
    order.indexOf(family)
  );
  assert(places.every((place) => place >= 0), "a family stands in no table");
  assertEquals(places, [...places].sort((a, b) => a - b));
  const baselines = modelRegistry().list().filter(({ group }) =>
    group === "baseline"
  );
  assertEquals(baselines.map(({ family }) => family), [
    "naive",
    "seasonal-naive",
    "nlinear",
    "logistic",
  ]);
});
