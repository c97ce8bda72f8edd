/**
 * What the two builds of ONNX Runtime have in common: tensors in, tensors out.
 *
 * @module
 */

import { elementTypeOf } from "lib/graph/onnx/write.ts";
import type { OpenBackend, Tensors } from "lib/graph/session/session.ts";
import type { Tensor, TensorData } from "lib/graph/tensor.ts";

/** A tensor of ONNX Runtime. */
export interface RuntimeTensor {
  /** Elements, row-major. */
  readonly data: unknown;
  /** Dimensions. */
  readonly dims: readonly number[];
  /** Frees what the runtime holds of it. */
  dispose(): void;
}

/** A session of ONNX Runtime. */
export interface RuntimeSession {
  /** Runs the graph once. */
  run(
    feeds: Record<string, RuntimeTensor>,
  ): Promise<Record<string, RuntimeTensor>>;
  /** Frees the session's memory. */
  release(): Promise<void>;
}

/** The part of ONNX Runtime's module that is used. */
export interface Runtime {
  /** Makes a tensor. */
  readonly Tensor: new (
    type: string,
    data: unknown,
    dims: readonly number[],
  ) => RuntimeTensor;
  /** Makes sessions. */
  readonly InferenceSession: {
    create(model: Uint8Array, options: object): Promise<RuntimeSession>;
  };
}

/** Opens sessions with a build of ONNX Runtime. */
export function runWith(runtime: Runtime, options: object): OpenBackend {
  return async (model) => {
    const session = await runtime.InferenceSession.create(model, {
      graphOptimizationLevel: "all",
      // One thread: the sums of several would depend on who finishes first.
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
      ...options,
    });
    return {
      run: async (feeds) => {
        const given: Record<string, RuntimeTensor> = {};
        for (const [name, { data, dims }] of Object.entries(feeds)) {
          given[name] = new runtime.Tensor(elementTypeOf(data), data, dims);
        }
        return taken(await session.run(given));
      },
      release: () => session.release(),
    };
  };
}

function taken(results: Record<string, RuntimeTensor>): Tensors {
  const tensors: Record<string, Tensor> = {};
  for (const [name, { data, dims }] of Object.entries(results)) {
    tensors[name] = { data: data as TensorData, dims };
  }
  return tensors;
}
