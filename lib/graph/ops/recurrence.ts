/**
 * A recurrent cell unrolled over time, with gradients through time.
 *
 * All that a step reads is one row `[x, 1, h]`, so that its gates are one
 * matrix product whose matrix holds input weights, biases and recurrent
 * weights; the gradient of that matrix is summed up by the products
 * themselves. Nothing larger than a step is moved in between, which is what
 * makes it fast: a step stays in the cache.
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import { add } from "lib/graph/ops/arithmetic.ts";
import { composite } from "lib/graph/ops/composite.ts";
import { concat, reshape, slice, transpose } from "lib/graph/ops/layout.ts";
import { gemm } from "lib/graph/ops/linear.ts";
import { fixedDimension } from "lib/graph/shape.ts";

/** What a cell keeps from step to step; values `[n × width]`. */
export interface CellState {
  /** What it shows. */
  readonly hidden: Value;
  /** What it remembers besides; null for cells that show all. */
  readonly memory: Value | null;
}

/** A step of a cell. */
export interface CellStep extends CellState {
  /**
   * How gradients pass back.
   *
   * @param hidden Gradient of what it shows.
   * @param memory Gradient of what it remembers; null where none arrives.
   */
  readonly backward: (hidden: Value, memory: Value | null) => CellGradient;
}

/** Gradients of what a step reads. */
export interface CellGradient {
  /** Of the gates before their activations `[n × gates]`. */
  readonly gates: Value;
  /** Of the hidden state before, past the gates; null if there is none. */
  readonly hidden: Value | null;
  /** Of the memory before; null for cells without. */
  readonly memory: Value | null;
}

/** Gates before their activations `[n × gates]` and a state to the next state. */
export type Cell = (gates: Value, before: CellState) => CellStep;

/** Which states are wanted. */
export type States = "all" | "last";

/**
 * Runs a cell along time, from a state of zeros.
 *
 * @param x Sequences `[n × time × inputs]`.
 * @param matrix Weights of the inputs, a row of biases, weights of the hidden
 * state: `[inputs + 1 + width × gates]`.
 * @param cell The cell.
 * @param options Size of the hidden state, whether there is a memory, and
 * which states are wanted.
 * @returns Hidden states `[n × time × width]`, or the last `[n × width]`.
 */
export function recurrence(
  x: Value,
  matrix: Value,
  cell: Cell,
  options: {
    readonly width: number;
    readonly remembers: boolean;
    readonly states: States;
  },
): Value {
  const { width, remembers, states } = options;
  const time = fixedDimension("unroll", x.shape, 1);
  const inputs = fixedDimension("unroll", x.shape, 2);
  const [out] = composite([x, matrix], ([sequence, weights]) => {
    const places = timeMajor(sequence);
    const zeros = zeroState(at(places, 0), width);
    const reads: Value[] = [];
    const steps: CellStep[] = [];
    let state: CellState = { hidden: zeros, memory: remembers ? zeros : null };
    for (let t = 0; t < time; ++t) {
      const read = concat([at(places, t), state.hidden], 1);
      const step: CellStep = cell(gemm(read, weights), state);
      reads.push(read);
      steps.push(step);
      state = step;
    }
    return {
      outputs: [
        states === "last"
          ? state.hidden
          : stacked(steps.map(({ hidden }) => hidden)),
      ],
      backward: ([g]) =>
        g === null ? [null, null] : throughTime({
          reads,
          steps,
          matrix: weights,
          inputs,
          wanted: x.differentiable,
          arriving: arriving(g, time, states),
        }),
    };
  });
  return out;
}

interface Unrolled {
  readonly reads: readonly Value[];
  readonly steps: readonly CellStep[];
  readonly matrix: Value;
  readonly inputs: number;
  /** Whether the gradient of the sequences is wanted. */
  readonly wanted: boolean;
  /** Gradient of a step's hidden state from outside; null where none arrives. */
  readonly arriving: (step: number) => Value | null;
}

/** Gradients of the sequences and of the matrix. */
function throughTime(
  { reads, steps, matrix, inputs, wanted, arriving }: Unrolled,
): (Value | null)[] {
  const height = matrix.shape[0] as number;
  const ofHidden = slice(matrix, 0, inputs + 1, height);
  const ofInputs = wanted ? slice(matrix, 0, 0, inputs) : null;
  const dx: Value[] = [];
  let total: Value | null = null;
  let hidden = arriving(steps.length - 1)!;
  let memory: Value | null = null;
  for (let t = steps.length - 1; t >= 0; --t) {
    const back: CellGradient = steps[t].backward(hidden, memory);
    total = product(reads[t], back.gates, { transA: true, plus: total });
    if (ofInputs !== null) {
      dx.unshift(product(back.gates, ofInputs, { transB: true }));
    }
    if (t === 0) break;
    const outer = arriving(t - 1);
    const beside: Value | null = back.hidden === null || outer === null
      ? back.hidden ?? outer
      : add(back.hidden, outer);
    hidden = product(back.gates, ofHidden, { transB: true, plus: beside });
    memory = back.memory;
  }
  return [wanted ? stacked(dx) : null, total];
}

/** `a b + plus` in one node, either factor transposed. */
function product(
  a: Value,
  b: Value,
  { transA = false, transB = false, plus = null }: {
    readonly transA?: boolean;
    readonly transB?: boolean;
    readonly plus?: Value | null;
  },
): Value {
  const shape = [a.shape[transA ? 1 : 0], b.shape[transB ? 0 : 1]];
  return a.graph.emit("Gemm", [a, b, plus], [shape], {
    attributes: {
      ...(transA ? { transA: { int: 1 } } : {}),
      ...(transB ? { transB: { int: 1 } } : {}),
    },
  })[0];
}

/** Values `[n × width]` of each step as `[n × time × width]`. */
function stacked(steps: readonly Value[]): Value {
  const [rows, width] = steps[0].shape;
  return concat(steps.map((step) => reshape(step, [rows, 1, width])), 1);
}

/** `[n × time × inputs]` as `[time × n × (inputs + 1)]`, the last column ones. */
function timeMajor(x: Value): Value {
  const { graph } = x;
  const [rows, time, inputs] = x.shape;
  const pads = graph.integers([0, 0, 0, 0, 0, 1]);
  const [padded] = graph.emit("Pad", [x, pads, graph.scalar(1)], [
    [rows, time, Number(inputs) + 1],
  ]);
  return transpose(padded, [1, 0, 2]);
}

/** One step of values whose first axis is time. */
function at(steps: Value, step: number): Value {
  const index = steps.graph.constant(BigInt64Array.of(BigInt(step)), []);
  return steps.graph.emit("Gather", [steps, index], [steps.shape.slice(1)])[0];
}

/** Gradients of each step from that of all states, or of the last alone. */
function arriving(
  gradient: Value,
  time: number,
  states: States,
): (step: number) => Value | null {
  if (states === "last") return (t) => t === time - 1 ? gradient : null;
  const steps = transpose(gradient, [1, 0, 2]);
  return (t) => at(steps, t);
}

/** Zeros `[n × width]`, with as many rows as a value `[n × …]` has. */
function zeroState(like: Value, width: number): Value {
  const { graph } = like;
  const type = "int64";
  const [shape] = graph.emit("Shape", [like], [[like.shape.length]], { type });
  const [rows] = graph.emit(
    "Slice",
    [shape, graph.integers([0]), graph.integers([1])],
    [[1]],
    { type },
  );
  const [whole] = graph.emit("Concat", [rows, graph.integers([width])], [[2]], {
    attributes: { axis: { int: 0 } },
    type,
  });
  return graph.emit("ConstantOfShape", [whole], [[like.shape[0], width]])[0];
}
