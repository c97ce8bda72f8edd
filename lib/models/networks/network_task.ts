/**
 * A network to be trained, with the sizes of its rows.
 *
 * @module
 */

import type { Value, Weights } from "lib/graph/graph.ts";
import { type Tensor, tensor } from "lib/graph/tensor.ts";

/** What is trained. */
export interface NetworkTask {
  /** Number of inputs a row, or the shape of a row, such as `[time, features]`. */
  readonly inputs: number | readonly number[];
  /** Number of targets a row. */
  readonly outputs: number;
  /** The network: values `[n × inputs]` to predictions `[n × outputs]`. */
  readonly forward: (x: Value) => Value;
  /** What to make small. @default {meanSquaredError} */
  readonly loss?: (prediction: Value, target: Value) => Value;
  /** Weights in the network that training leaves alone, by name. */
  readonly frozen?: Weights;
}

/** Shape of one row of inputs. */
export function rowShape({ inputs }: NetworkTask): readonly number[] {
  return typeof inputs === "number" ? [inputs] : inputs;
}

/** Room for some rows of inputs and targets. */
export function roomFor(
  task: NetworkTask,
  count: number,
): { readonly x: Tensor; readonly y: Tensor } {
  const shape = [count, ...rowShape(task)];
  return {
    x: tensor(new Float32Array(shape.reduce((a, b) => a * b)), shape),
    y: tensor(new Float32Array(count * task.outputs), [count, task.outputs]),
  };
}
