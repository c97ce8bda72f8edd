/**
 * Running ONNX graphs: one interface over WebAssembly (everywhere) and native
 * code (where onnxruntime-node may be loaded).
 *
 * The two agree to about 1e-5 and each gives the same bytes every time.
 *
 * @module
 */

import { ArtifactError } from "lib/core/errors.ts";
import type { OnnxSummary } from "lib/graph/onnx/read.ts";
import { readModel } from "lib/graph/onnx/read.ts";
import { elementTypeOf, type OnnxValue } from "lib/graph/onnx/write.ts";
import { shapeText } from "lib/graph/shape.ts";
import type { Tensor } from "lib/graph/tensor.ts";

/** What runs a graph. */
export type Backend = "wasm" | "node";

/** Tensors by name. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** A graph ready to run. */
export interface Session {
  /** What runs it. */
  readonly backend: Backend;
  /** What the file says of itself. */
  readonly summary: OnnxSummary;
  /**
   * Runs the graph once.
   *
   * @param feeds A tensor for each input.
   * @returns A tensor for each output.
   * @throws {TypeError} If a feed is missing, unknown, or of another shape or
   * element type than the file says.
   */
  run(feeds: Tensors): Promise<Tensors>;
  /** Frees the session's memory. */
  release(): Promise<void>;
}

/** What a backend does with a checked model. */
export type OpenBackend = (
  model: Uint8Array,
) => Promise<Pick<Session, "run" | "release">>;

/** Options of {@linkcode openSession}. */
export interface SessionOptions {
  /**
   * What runs the graph; `"node"` fetches onnxruntime-node (288 MB) when it is
   * first asked for.
   *
   * @default {"wasm"}
   */
  readonly backend?: Backend;
  /** What to call the model in messages. @default {"model"} */
  readonly name?: string;
}

const BACKENDS: Readonly<Record<Backend, () => Promise<OpenBackend>>> = {
  wasm: async () => (await import("lib/graph/session/wasm.ts")).openOnWasm,
  node: async () => (await import("lib/graph/session/node.ts")).openOnNode,
};

/**
 * Makes a graph ready to run.
 *
 * @param model An ONNX file.
 * @param options Backend, and a name for messages.
 * @throws {ArtifactError} If the bytes are no ONNX model, or one that the
 * backend cannot run.
 */
export async function openSession(
  model: Uint8Array,
  options: SessionOptions = {},
): Promise<Session> {
  const { backend = "wasm", name = "model" } = options;
  const summary = readModel(model, name);
  const open = await BACKENDS[backend]();
  try {
    const { run, release } = await open(model);
    return {
      backend,
      summary,
      run: async (feeds) => {
        checkFeeds(name, summary.inputs, feeds);
        return await run(feeds);
      },
      release,
    };
  } catch (cause) {
    throw new ArtifactError(
      `Cannot open ${name} as the ${backend} backend must be able to run it: ${
        cause instanceof Error ? cause.message : cause
      }`,
      { cause },
    );
  }
}

function checkFeeds(
  model: string,
  inputs: readonly OnnxValue[],
  feeds: Tensors,
): void {
  for (const { name, shape, type = "float32" } of inputs) {
    const feed = feeds[name];
    if (feed === undefined) {
      throw new TypeError(
        `Cannot run ${model} as it must be fed "${name}": current feeds are ${
          Object.keys(feeds).join(", ") || "none"
        }`,
      );
    }
    const { data, dims } = feed;
    const fits = dims.length === shape.length &&
      shape.every((d, i) => d === "N" || d === dims[i]);
    if (!fits || elementTypeOf(data) !== type) {
      throw new TypeError(
        `Cannot run ${model} as "${name}" must be ${type} of ${
          shapeText(shape)
        }: current value is ${fits ? elementTypeOf(data) : shapeText(dims)}`,
      );
    }
  }
  const names = Object.keys(feeds);
  const unknown = names.find((name) => !inputs.some((i) => i.name === name));
  if (unknown !== undefined) {
    throw new TypeError(
      `Cannot run ${model} as it takes no "${unknown}": it must be fed ${
        inputs.map((i) => i.name).join(", ")
      }`,
    );
  }
}
