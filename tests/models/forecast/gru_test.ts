import { assertEquals } from "@std/assert";
import { fitLagged, operators, testNetwork } from "./network_checks.ts";

const CASE = {
  family: "gru",
  params: { hidden: 16, epochs: 20, batch: 64, rate: 0.02, dropout: 0 },
};

testNetwork(CASE);

Deno.test("gru is served as one GRU node a layer", async () => {
  for (const layers of [1, 3]) {
    const params = { ...CASE.params, layers, epochs: 1, dropout: 0.2 };
    const model = await fitLagged({ ...CASE, params }, "number", { count: 64 });
    const fused = operators(model).filter((op) => op === "GRU");
    assertEquals(fused.length, layers);
  }
});
