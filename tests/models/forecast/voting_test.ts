import "../../graph/wasm_ready.ts";
import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
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
