import { assertEquals } from "@std/assert";
import { blocksToSee } from "lib/models/forecast/tcn.ts";
import { fitLagged, operators, testNetwork } from "./network_checks.ts";

const CASE = {
  family: "tcn",
  params: { channels: 16, epochs: 12, batch: 64, rate: 0.005, dropout: 0 },
};

testNetwork(CASE);

Deno.test("tcn has as many blocks as it takes to see the window, or as many as are asked for", async () => {
  assertEquals([1, 5, 6, 13, 14, 60, 61, 62].map((n) => blocksToSee(n, 3)), [
    1,
    1,
    2,
    2,
    3,
    4,
    4,
    5,
  ]);
  // Three ReLUs a block; windows of 8 rows take two blocks of three taps.
  for (const [blocks, found] of [[0, 2], [1, 1], [3, 3]]) {
    const params = { ...CASE.params, blocks, epochs: 1, dropout: 0.1 };
    const model = await fitLagged({ ...CASE, params }, "number", { count: 64 });
    const activations = operators(model).filter((op) => op === "Relu");
    assertEquals(activations.length, 3 * found);
  }
});
