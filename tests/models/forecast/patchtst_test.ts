import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { Graph } from "lib/graph/graph.ts";
import {
  buildPatchTst,
  patchPlaces,
  patchtst,
  type PatchTstParams,
} from "lib/models/forecast/patchtst.ts";
import { PATCHTST } from "../../reference/pytorch_forecast_networks.ts";
import { assertLearns } from "./learns.ts";
import { patternedAnswer, patternedWindows } from "./patterned_network.ts";

const PARAMS: PatchTstParams = {
  patch: 8,
  stride: 4,
  width: 8,
  heads: 2,
  blocks: 2,
  expansion: 2,
  dropout: 0.3,
};

Deno.test("PatchTST of a path is PyTorch's", async () => {
  const answer = await patternedAnswer(
    (x) => buildPatchTst(x, { head: 3, pathColumn: 1 }, PARAMS),
    [2, 22, 2],
  );
  PATCHTST.path.forEach((y, i) => assertAlmostEquals(answer[i], y, 1e-5));
});

Deno.test("PatchTST of a label is PyTorch's", async () => {
  const answer = await patternedAnswer(
    (x) => buildPatchTst(x, { head: 2, pathColumn: null }, PARAMS),
    [2, 22, 2],
  );
  PATCHTST.label.forEach((y, i) => assertAlmostEquals(answer[i], y, 1e-5));
});

Deno.test("patchPlaces() gives the patches of the paper: 42 of a window of 336", () => {
  const places = patchPlaces(336, 16, 8);
  assertEquals(places.length, 42 * 16);
  assertEquals(places.slice(16, 18), [8, 9]);
  // The last patch is the last eight rows, then the last row eight times.
  assertEquals(places.slice(-9), [...new Array(9).fill(335)]);
  assertEquals(places.at(-16), 328);
});

Deno.test("PatchTST reads windows shorter than a patch", async () => {
  for (const length of [1, 2, 5, 15]) {
    const answer = await patternedAnswer(
      (x) =>
        buildPatchTst(x, { head: 2, pathColumn: 0 }, {
          ...PARAMS,
          patch: 16,
          stride: 8,
        }),
      [3, length, 2],
    );
    assertEquals(answer.length, 6);
    assert(answer.every(Number.isFinite));
  }
});

Deno.test("PatchTST of a path moves with the level and scale of its column", async () => {
  // Twice the windows and 3 more is twice the path and 3 more, up to ε = 1e-5.
  const shape = [2, 22, 2];
  const plain = await patternedAnswer(
    (x) => buildPatchTst(x, { head: 3, pathColumn: 1 }, PARAMS),
    shape,
  );
  const moved = await patternedAnswer(
    (x) => buildPatchTst(x, { head: 3, pathColumn: 1 }, PARAMS),
    shape,
    patternedWindows(2 * 22 * 2).map((v) => 2 * v + 3),
  );
  moved.forEach((v, i) => assertAlmostEquals(v, 2 * plain[i] + 3, 1e-3));
});

Deno.test("PatchTST has one set of weights for all columns but for its head", () => {
  const names = (columns: number) => {
    const graph = new Graph({ mode: "training", rng: makeRng(1) });
    const x = graph.input("x", [4, 22, columns]);
    buildPatchTst(x, { head: 1, pathColumn: null }, PARAMS);
    return graph.parameters.map(({ value, initial }) =>
      value.name.startsWith("head") ? value.name : [value.name, initial.length]
    );
  };
  assertEquals(names(1), names(7));
});

assertLearns(patchtst, { number: 0.4, class: 0.25, path: 0.25 });
