import { assert, assertEquals, assertThrows } from "@std/assert";
import { readModelConfig } from "lib/models/forecast/model_config.ts";

Deno.test("readModelConfig() fills in what is left out", () => {
  assertEquals(readModelConfig({ family: "lstm" }), {
    name: "lstm",
    family: "lstm",
    horizon: 1,
    seed: 42,
    earlyStopping: true,
    patience: 5,
    minDelta: 0,
    params: {},
  });
});

Deno.test("readModelConfig() keeps what is set, and freezes it", () => {
  const given = {
    name: "lstm-wide.2",
    family: "lstm",
    horizon: 20,
    seed: 0,
    earlyStopping: false,
    patience: 1,
    minDelta: 0.5,
    params: { units: 64 },
  };
  const config = readModelConfig(given);
  assertEquals(config, given);
  assert(Object.isFrozen(config));
});

Deno.test("readModelConfig() reads its own result", () => {
  const config = readModelConfig({ family: "tcn", params: { blocks: 2 } });
  assertEquals(readModelConfig({ ...config }), config);
});

Deno.test("readModelConfig() names the path and nearest of an unknown key", () => {
  assertThrows(
    () => readModelConfig({ family: "lstm", patiance: 3 }, "models.lstm"),
    RangeError,
    "Cannot use models.lstm.patiance as it must be a known key: the nearest is patience",
  );
});

Deno.test("readModelConfig() names the path of a value that does not fit", () => {
  const cases: [string, readonly unknown[]][] = [
    ["name", ["", "My model", "-x", 5, "a/b", "ä"]],
    ["family", ["", 3, null]],
    ["horizon", [0, -1, 1.5, "5", NaN, Infinity, null]],
    ["seed", [-1, 0.5, "1", 2 ** 53, 2 ** 32]],
    ["earlyStopping", ["yes", 1, null]],
    ["patience", [0, 2.5]],
    ["minDelta", [-0.1, NaN, Infinity, "0"]],
    ["params", [null, [], "a"]],
  ];
  for (const [key, values] of cases) {
    for (const value of values) {
      assertThrows(
        () => readModelConfig({ family: "lstm", [key]: value }, "x"),
        RangeError,
        `Cannot use x.${key} as it must be `,
      );
    }
  }
  assertThrows(
    () => readModelConfig({}),
    RangeError,
    "Cannot use model.family as it must be a word: current value is missing",
  );
});
