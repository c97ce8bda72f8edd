import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Graph } from "lib/graph/graph.ts";
import { affine, gemm, matmul } from "lib/graph/ops/linear.ts";
import { argument, checkGradient, elements } from "../gradient_check.ts";
import { runOnce } from "../run_once.ts";

for (const transA of [false, true]) {
  for (const transB of [false, true]) {
    const a = transA ? [4, 2] : [2, 4];
    const b = transB ? [3, 4] : [4, 3];
    const title = `gemm() with transA ${transA} and transB ${transB}`;

    Deno.test(`${title} has the gradient of its differences, twice too`, async () => {
      const args = [argument(a), argument(b)];
      await checkGradient(
        title,
        (a, b) => gemm(a, b, { transA, transB }),
        args,
      );
      await checkGradient(
        `${title} and bias`,
        (a, b, bias) => gemm(a, b, { transA, transB, bias }),
        [...args, argument([3])],
      );
    });

    Deno.test(`${title} is the plain product`, async () => {
      const graph = new Graph({ mode: "inference" });
      const [da, db, dc] = [elements(8, 1), elements(12, 2), elements(3, 3)];
      const y = gemm(graph.input("a", a), graph.input("b", b), {
        transA,
        transB,
        bias: graph.input("c", [3]),
      });
      assertEquals(y.shape, [2, 3]);
      const result = await runOnce(y, { a: da, b: db, c: dc });
      for (let i = 0; i < 2; ++i) {
        for (let j = 0; j < 3; ++j) {
          let sum = dc[j];
          for (let k = 0; k < 4; ++k) {
            sum += da[transA ? 2 * k + i : 4 * i + k] *
              db[transB ? 4 * j + k : 3 * k + j];
          }
          assertAlmostEquals(result[3 * i + j], sum, 1e-6);
        }
      }
    });
  }
}

Deno.test("matmul() has the gradient of its differences, broadcast axes too", async () => {
  const cases = [
    [[2, 3], [3, 2]],
    [[2, 2, 3], [2, 3, 2]],
    [[2, 1, 2, 3], [3, 3, 1]],
    [[2, 3], [2, 3, 2]],
  ];
  for (const [a, b] of cases) {
    const args = [argument(a), argument(b)];
    await checkGradient(`matmul [${a}] [${b}]`, matmul, args);
  }
});

Deno.test("affine() has the gradient of its differences at any rank", async () => {
  for (const x of [[4], [2, 4], [2, 3, 4]]) {
    await checkGradient(`affine [${x}]`, affine, [
      argument(x),
      argument([4, 2]),
      argument([2]),
    ], { twice: x.length === 3 });
  }
});

Deno.test("products refuse shapes that do not fit", () => {
  const graph = new Graph({ mode: "inference" });
  const a = graph.input("a", [2, 3]);
  const b = graph.input("b", [2, 3]);
  const cube = graph.input("cube", [2, 3, 2]);
  assertThrows(
    () => gemm(a, b),
    TypeError,
    "inner dimensions must agree: current values are [2, 3] and [2, 3]",
  );
  assertEquals(gemm(a, b, { transB: true }).shape, [2, 2]);
  assertThrows(() => gemm(cube, b), TypeError, "must be a matrix");
  assertThrows(
    () => gemm(a, b, { transB: true, bias: graph.input("c", [3]) }),
    TypeError,
    "Cannot add a bias of [3] as it must be [2]",
  );
  assertThrows(() => matmul(a, b), TypeError, "inner dimensions");
  assertThrows(
    () => matmul(cube, graph.input("d", [3, 2, 2])),
    TypeError,
    "broadcast",
  );
});
