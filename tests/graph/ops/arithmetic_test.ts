import { assertEquals, assertThrows } from "@std/assert";
import { gradients } from "lib/graph/gradients.ts";
import { Graph, type Value } from "lib/graph/graph.ts";
import {
  abs,
  add,
  divide,
  exp,
  indicator,
  log,
  maximum,
  minimum,
  multiply,
  negate,
  type Operand,
  sqrt,
  square,
  stopGradient,
  subtract,
} from "lib/graph/ops/arithmetic.ts";
import { argument, checkGradient } from "../gradient_check.ts";

type Binary = (a: Value, b: Operand) => Value;

const BINARY: readonly [string, Binary][] = [
  ["add", add],
  ["subtract", subtract],
  ["multiply", multiply],
  ["divide", divide],
  ["maximum", maximum],
  ["minimum", minimum],
];

// Far from each other and from zero: no step of a difference crosses a kink.
const LEFT = argument([2, 3], [0.9, -0.7, 1.2, -1.1, 0.6, 0.8]);
const RIGHT = argument([2, 3], [-0.8, 0.6, 0.5, -0.5, 1.3, -0.9]);

for (const [name, apply] of BINARY) {
  Deno.test(`${name}() has the gradient of its differences, twice too`, async () => {
    await checkGradient(name, apply, [LEFT, RIGHT]);
  });

  Deno.test(`${name}() sums the gradient of what was broadcast`, async () => {
    const row = argument([3], [0.2, 0.9, -0.4]);
    const column = argument([2, 1], [0.3, 1.4]);
    const once = { twice: false };
    await checkGradient(`${name} by row`, apply, [LEFT, row], once);
    await checkGradient(`row by ${name}`, apply, [row, LEFT], once);
    await checkGradient(`${name} by column`, apply, [LEFT, column], once);
    await checkGradient(`${name} of outer`, apply, [row, column], once);
    const scalar = argument([], [0.35]);
    await checkGradient(`${name} by scalar`, apply, [LEFT, scalar]);
  });

  Deno.test(`${name}() takes a number`, async () => {
    await checkGradient(name, (a) => apply(a, 0.4), [LEFT], { twice: false });
  });

  Deno.test(`${name}() refuses shapes that do not broadcast`, () => {
    const graph = new Graph({ mode: "inference" });
    const a = graph.input("a", [2, 3]);
    assertThrows(
      () => apply(a, graph.input("b", [2])),
      TypeError,
      "shapes must broadcast: current values are [2, 3] and [2]",
    );
    assertThrows(() => apply(a, graph.input("c", ["N", 3])), TypeError);
  });
}

const UNARY: readonly [string, (a: Value) => Value, number[]][] = [
  ["negate", negate, [0.5, -1, 2]],
  ["square", square, [0.5, -1, 2]],
  ["sqrt", sqrt, [0.5, 1, 2]],
  ["exp", exp, [0.5, -1, 1]],
  ["log", log, [0.5, 1, 2]],
  ["abs", abs, [0.5, -1, 2]],
];

for (const [name, apply, data] of UNARY) {
  Deno.test(`${name}() has the gradient of its differences, twice too`, async () => {
    await checkGradient(name, apply, [argument([3], data)]);
  });
}

Deno.test("a value used twice collects both gradients", async () => {
  await checkGradient(
    "x · x + x",
    (x) => add(multiply(x, x), x),
    [argument([4])],
  );
});

Deno.test("indicator() and stopGradient() let no gradient pass", () => {
  const graph = new Graph({ mode: "inference" });
  const x = graph.input("x", [], { differentiable: true });
  assertEquals(gradients(indicator("Less", x, 0), [x]), [null]);
  assertEquals(gradients(stopGradient(square(x)), [x]), [null]);
  assertEquals(gradients(stopGradient(x), [x]), [null]);
});
