import { assertAlmostEquals, assertEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { Graph } from "lib/graph/graph.ts";
import {
  buildNHits,
  nhits,
  type NHitsParams,
} from "lib/models/forecast/nhits.ts";
import { NHITS } from "../../reference/pytorch_forecast_networks.ts";
import { assertLearns } from "./learns.ts";
import { patternedAnswer, patternedWindows } from "./patterned_network.ts";

const PARAMS: NHitsParams = {
  stacks: 3,
  pooling: 5,
  rowsPerKnot: 4,
  blocks: 1,
  width: 6,
  layers: 2,
  dropout: 0.3,
};
const SHAPE = [2, 12, 3];

Deno.test("N-HiTS of a path is PyTorch's", async () => {
  const answer = await patternedAnswer(
    (x) => buildNHits(x, { head: 5, pathColumn: 1 }, PARAMS),
    SHAPE,
  );
  NHITS.path.forEach((y, i) => assertAlmostEquals(answer[i], y, 1e-5));
});

Deno.test("N-HiTS of a label is PyTorch's", async () => {
  const answer = await patternedAnswer(
    (x) => buildNHits(x, { head: 2, pathColumn: null }, PARAMS),
    SHAPE,
  );
  NHITS.label.forEach((y, i) => assertAlmostEquals(answer[i], y, 1e-5));
});

Deno.test("N-HiTS of one column moves with its level and scale", async () => {
  const network = (x: Parameters<typeof buildNHits>[0]) =>
    buildNHits(x, { head: 4, pathColumn: 0 }, PARAMS);
  const shape = [3, 12, 1];
  const plain = await patternedAnswer(network, shape);
  const moved = await patternedAnswer(
    network,
    shape,
    patternedWindows(36).map((v) => 2 * v - 5),
  );
  moved.forEach((v, i) => assertAlmostEquals(v, 2 * plain[i] - 5, 1e-3));
});

Deno.test("N-HiTS has few knots in its first stack and a knot each row in its last", () => {
  const graph = new Graph({ mode: "training", rng: makeRng(1) });
  buildNHits(graph.input("x", [4, 48, 2]), { head: 24, pathColumn: 0 }, {
    ...PARAMS,
    pooling: 8,
    rowsPerKnot: 16,
    blocks: 2,
  });
  const widths = (part: string) =>
    graph.parameters.filter(({ value }) => value.name.endsWith(`${part}.bias`))
      .map(({ initial }) => initial.length);
  // Rows a knot: 16, 4 and 1; the last block leaves nothing to anybody.
  assertEquals(widths("forecast"), [1, 1, 6, 6, 24, 24]);
  assertEquals(widths("backcast"), [3, 3, 12, 12, 48]);
});

assertLearns(nhits, { number: 0.3, class: 0.15, path: 0.4 });
