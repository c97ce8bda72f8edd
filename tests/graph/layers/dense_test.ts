import { assert, assertEquals, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { Graph } from "lib/graph/graph.ts";
import { dense } from "lib/graph/layers/dense.ts";
import { dropout } from "lib/graph/layers/dropout.ts";
import { constantly, heNormal } from "lib/graph/layers/initializers.ts";

Deno.test("parameters depend on the seed and their name, not on their order", () => {
  const build = (names: readonly string[], seed: number) => {
    const graph = new Graph({ mode: "training", rng: makeRng(seed) });
    const x = graph.input("x", [2, 3]);
    for (const name of names) dense(x, 4, name);
    return new Map(graph.parameters.map((p) => [p.value.name, p.initial]));
  };
  const one = build(["a", "b"], 1);
  const two = build(["b", "a"], 1);
  assertEquals(one.get("a.weight"), two.get("a.weight"));
  assertEquals(one.get("b.weight"), two.get("b.weight"));
  assert(one.get("a.weight")!.some((v, i) => v !== one.get("b.weight")![i]));
  const other = build(["a", "b"], 2).get("a.weight")!;
  assert(other.some((v, i) => v !== one.get("a.weight")![i]));
});

Deno.test("first weights have the variance that their papers ask for", () => {
  const graph = new Graph({ mode: "training", rng: makeRng(3) });
  const x = graph.input("x", [1, 200]);
  dense(x, 100, "glorot");
  dense(x, 100, "he", { initialize: heNormal });
  const variance = (name: string) => {
    const { initial } = graph.parameters.find((p) => p.value.name === name)!;
    return initial.reduce((sum, v) => sum + v * v, 0) / initial.length;
  };
  // 20,000 draws: five standard errors of a variance are at most 5 %.
  assert(Math.abs(variance("glorot.weight") / (2 / 300) - 1) < 0.05);
  assert(Math.abs(variance("he.weight") / (2 / 200) - 1) < 0.05);
  assertEquals(variance("glorot.bias"), 0);
});

Deno.test("dropout() masks in training alone and refuses impossible probabilities", () => {
  for (const mode of ["training", "evaluation"] as const) {
    const graph = new Graph({ mode, rng: makeRng(1) });
    const x = graph.input("x", [2, 3]);
    const y = dropout(x, 0.25);
    assertEquals(y === x, mode === "evaluation");
    assertEquals(graph.noises.map((n) => n.keep), y === x ? [] : [0.75]);
    assertEquals(dropout(x, 0), x);
    for (const p of [-0.1, 1, NaN]) {
      assertThrows(() => dropout(x, p), RangeError, `current value is ${p}`);
    }
  }
});

Deno.test("names come once and inference wants its weights", () => {
  const graph = new Graph({ mode: "training", rng: makeRng(1) });
  const x = graph.input("x", [2, 3]);
  dense(x, 4, "a");
  assertThrows(() => dense(x, 4, "a"), RangeError, '"a.weight"');
  assertThrows(() => graph.input("", [2]), RangeError, "not empty");
  const served = new Graph({ mode: "inference" });
  assertThrows(
    () => dense(served.input("x", ["N", 3]), 4, "a"),
    TypeError,
    'must hold "a.weight" of [3, 4]: current value is missing',
  );
  const short = new Graph({
    mode: "inference",
    weights: new Map([["w", new Float32Array(5)]]),
  });
  assertThrows(
    () => short.parameter("w", [3, 2], constantly(0)),
    TypeError,
    "current value is 5 elements",
  );
  assertThrows(
    () => dense(graph.input("free", [2, "N"]), 4, "b"),
    TypeError,
    "Cannot apply a dense layer as dimension -1 must be a number",
  );
});

Deno.test("values of two graphs do not mix", () => {
  const one = new Graph({ mode: "training", rng: makeRng(1) });
  const two = new Graph({ mode: "training", rng: makeRng(1) });
  const x = one.input("x", [2, 3]);
  assertThrows(
    () => two.emit("Add", [two.input("y", [2, 3]), x], [[2, 3]]),
    TypeError,
    '"x" is of another',
  );
});
