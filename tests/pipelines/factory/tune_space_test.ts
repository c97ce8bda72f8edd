import { assertEquals, assertThrows } from "@std/assert";
import type { ResolvedConfig } from "pipelines/factory/factory_config.ts";
import { reportSteps, tuneSpace } from "pipelines/factory/tune_space.ts";
import { smallStudy } from "./small_study.ts";

const RATE = { type: "float", min: 0.001, max: 0.1, log: true };

async function resolved(
  search: Readonly<Record<string, unknown>>,
  params: Readonly<Record<string, unknown>> = {},
  origins: Readonly<Record<string, string>> = {},
): Promise<ResolvedConfig> {
  return { config: { ...await smallStudy(), search, params }, origins };
}

Deno.test("what a file names is searched, from the family's defaults and its own values on", async () => {
  const hidden = { type: "integer", min: 4, max: 64 };
  const { space, start } = tuneSpace(
    await resolved({ hidden, rate: RATE }, { hidden: 24 }),
    "lstm",
  );
  assertEquals(space as unknown, { hidden, rate: RATE });
  assertEquals(start, { hidden: 24, rate: 0.001 });
  const outside = tuneSpace(
    await resolved({ rate: { ...RATE, min: 0.01 } }),
    "lstm",
  );
  assertEquals(outside.start, undefined);
});

Deno.test("what --set fixes is not searched", async () => {
  const fixed = { "params.rate": "--set" };
  const { space } = tuneSpace(
    await resolved({}, { rate: 0.01 }, fixed),
    "lstm",
  );
  assertEquals(Object.keys(space), [
    "hidden",
    "layers",
    "dropout",
    "weightDecay",
  ]);
  const search = await resolved({ rate: RATE }, { rate: 0.01 }, fixed);
  assertThrows(
    () => tuneSpace(search, "lstm"),
    RangeError,
    "must leave something to search: it fixes rate",
  );
});

Deno.test("a space that the family cannot have is refused before any trial", async () => {
  const cases: readonly [Record<string, unknown>, string, string][] = [
    [{ hiden: RATE }, "lstm", "The nearest is hidden"],
    [
      { rate: { ...RATE, min: 0, log: false } },
      "lstm",
      "Cannot set lstm's rate",
    ],
    [
      { pooling: { type: "choice", choices: ["last", "first"] } },
      "transformer",
      "one of last, mean",
    ],
    [{ drift: RATE }, "nlinear", "it has no hyperparameters"],
    [{}, "nlinear", "Cannot search nlinear as it has no hyperparameters"],
    [{ rate: { type: "flaot" } }, "lstm", "must be float, integer or choice"],
  ];
  for (const [search, family, text] of cases) {
    const given = await resolved(search);
    assertThrows(() => tuneSpace(given, family), RangeError, text);
  }
});

Deno.test("trials report at the same epochs, however long each may train", () => {
  const none = {};
  assertEquals(reportSteps(none, "logistic", {}), {
    reportEvery: 1,
    stepsAFold: 1,
  });
  assertEquals(reportSteps(none, "lightgbm", { rounds: 300 }), {
    reportEvery: 15,
    stepsAFold: 21,
  });
  const epochs = { type: "integer", min: 2, max: 12 } as const;
  assertEquals(reportSteps({ epochs }, "lstm", {}), {
    reportEvery: 1,
    stepsAFold: 13,
  });
});
