/**
 * What is fed to a session and what it answers.
 *
 * @module
 */

/** Storage of a tensor's elements, and with it their ONNX type. */
export type TensorData =
  | Float32Array
  | Float64Array
  | Int32Array
  | BigInt64Array
  | Uint8Array;

/** Elements in row-major order, with their dimensions. */
export interface Tensor {
  /** Elements: float32, float64, int32, int64 or bool (as `Uint8Array`). */
  readonly data: TensorData;
  /** Dimensions, outermost first. */
  readonly dims: readonly number[];
}

/**
 * Makes a tensor.
 *
 * @param data Elements, row-major.
 * @param dims Dimensions. @default {[data.length]}
 * @throws {TypeError} If the dimensions do not multiply to the length.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tensor } from "lib/graph/tensor.ts";
 *
 * const x = tensor(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
 * assertEquals(x.dims, [2, 3]);
 * ```
 */
export function tensor(
  data: TensorData,
  dims: readonly number[] = [data.length],
): Tensor {
  const size = dims.reduce((n, d) => n * d, 1);
  if (size !== data.length) {
    throw new TypeError(
      `Cannot make a tensor of [${
        dims.join(", ")
      }] as it must have ${size} elements: current value is ${data.length}`,
    );
  }
  return { data, dims };
}

/**
 * The elements of a float32 tensor.
 *
 * @param what Its name, for the message.
 * @throws {TypeError} If it is missing or of another type.
 */
export function float32(
  tensor: Tensor | undefined,
  what: string,
): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) {
    throw new TypeError(
      `Cannot read "${what}" as it must be a float32 tensor: current value is ${
        tensor === undefined ? "missing" : tensor.data.constructor.name
      }`,
    );
  }
  return tensor.data;
}
