import "../../graph/wasm_ready.ts";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import { Windows } from "lib/models/windows/windows.ts";
import { modelRegistry } from "lib/models/forecast/families.ts";
import { assertMixture, laggedParts, QUICK, saidAlone } from "./ensembles.ts";
import { fitFamily } from "./table_models.ts";

const CASES = {
  number: "nlinear,lightgbm,gru",
  class: "logistic,catboost,tcn",
  path: "nlinear,tcn",
} as const;

for (const [kind, members] of Object.entries(CASES)) {
  Deno.test(`voting of a ${kind} is one graph that gives the mean of its members`, async () => {
    const parts = laggedParts(kind as keyof typeof CASES);
    const model = await fitFamily("voting", [parts.train, parts.validation], {
      params: { members, settings: QUICK },
    });
    const said = await saidAlone("voting", members, parts);
    const weights = await assertMixture(model, said, parts.test);
    weights.forEach((w) => assertAlmostEquals(w, 1 / said.length, 1e-12));
    const shares = model.importance();
    assertAlmostEquals(shares.reduce((a, b) => a + b), 1, 1e-9);
    await model.release();
  });
}

Deno.test("voting takes the weights that it is given, made to sum to 1", async () => {
  const parts = laggedParts("number");
  const members = "nlinear,xgboost";
  const model = await fitFamily("voting", [parts.train, parts.validation], {
    params: { members, settings: QUICK, weights: "1, 3" },
  });
  const said = await saidAlone("voting", members, parts);
  const weights = await assertMixture(model, said, parts.test);
  assertEquals([...weights], [0.25, 0.75]);
  await model.release();
});

Deno.test("voting refuses members, settings and weights that do not fit", async () => {
  const { train, validation } = laggedParts("number");
  for (
    const [params, message] of [
      [{ members: "nlinear,lightgmb" }, "nearest is lightgbm"],
      [{ members: "logistic" }, "of kind class"],
      [{ members: "nlinear,xgboost", weights: "1" }, "2 numbers"],
      [{ members: "nlinear,xgboost", weights: "-1,2" }, "at least 0"],
      [{ members: "xgboost", settings: "xgboost.round=5" }, "rounds"],
      [{ members: "xgboost", settings: "xgbost.rounds=5" }, "xgboost"],
      [{ members: "xgboost", settings: "rounds" }, "name=value"],
      [{ members: "xgboost", settings: "rounds=0" }, "from 1"],
    ] as const
  ) {
    await assertRejects(
      () => fitFamily("voting", [train, validation], { params }),
      RangeError,
      message,
    );
  }
});

Deno.test("every family can be a member: all that predict numbers in one graph", async () => {
  const { train, validation, test } = laggedParts("number");
  // Seasonal naive asks which column returns are in.
  const returns = { column: 0, mean: 0, deviation: 1 };
  const parts = {
    train: new Windows({ ...train, returns }),
    validation: new Windows({ ...validation, returns }),
    test: new Windows({ ...test, returns }),
  };
  const members = modelRegistry().list()
    .filter(({ group, targets }) =>
      group !== "ensemble" && targets.includes("number")
    )
    .map(({ family }) => family).join(",");
  const model = await fitFamily("voting", [parts.train, parts.validation], {
    params: { members, settings: "rounds=5,epochs=1" },
  });
  assert(members.split(",").length >= 13, members);
  const said = await saidAlone("voting", members, parts, "rounds=5,epochs=1");
  await assertMixture(model, said, parts.test);
  await model.release();
});
