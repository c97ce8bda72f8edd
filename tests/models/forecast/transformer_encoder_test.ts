import { assert, assertRejects } from "@std/assert";
import { fitLagged, testNetwork } from "./network_checks.ts";

const CASE = {
  family: "transformer",
  params: { width: 16, epochs: 16, batch: 64, rate: 0.01, dropout: 0 },
};

testNetwork(CASE);

Deno.test("transformer learns with sinusoidal positions and the mean of all places too", async () => {
  const params = { ...CASE.params, positions: "sinusoidal", pooling: "mean" };
  const model = await fitLagged({ ...CASE, params }, "number");
  const [deviation] = model.facts.residuals;
  assert(deviation ** 2 < 0.1, `${deviation ** 2}`);
});

Deno.test("transformer refuses heads that do not divide its width", async () => {
  const params = { ...CASE.params, heads: 3 };
  await assertRejects(
    () => fitLagged({ ...CASE, params }, "number"),
    TypeError,
    "they must divide the width",
  );
});
