/**
 * A surface basis as a file: a line of JSON, then float32.
 *
 * @module
 */

import type { SurfaceBasis } from "lib/calibration/neural/surface_basis.ts";
import { gridSize } from "lib/calibration/neural/surface_grid.ts";
import { ArtifactError } from "lib/core/errors.ts";

/** Name of the file in an artifact. */
export const BASIS_FILE = "surface_basis.bin";

/** A basis as bytes. */
export function encodeBasis(basis: SurfaceBasis): Uint8Array<ArrayBuffer> {
  const { grid, fields, deviations } = basis;
  const head = new TextEncoder().encode(
    JSON.stringify({
      maturities: [...grid.maturities],
      moneyness: [...grid.moneyness],
      deviations: [...deviations],
    }) + "\n",
  );
  const bytes = new Uint8Array(head.length + fields.byteLength);
  bytes.set(head);
  bytes.set(
    new Uint8Array(fields.buffer, fields.byteOffset, fields.byteLength),
    head.length,
  );
  return bytes;
}

/**
 * A basis from bytes.
 *
 * @param bytes What {@linkcode encodeBasis} made.
 * @param path Where they come from, for messages. @default {BASIS_FILE}
 * @throws {ArtifactError} If they are cut off or of another format.
 */
export function decodeBasis(
  bytes: Uint8Array,
  path: string = BASIS_FILE,
): SurfaceBasis {
  const end = bytes.indexOf(0x0a);
  try {
    const head = JSON.parse(new TextDecoder().decode(bytes.slice(0, end)));
    const grid = {
      maturities: Float64Array.from(head.maturities),
      moneyness: Float64Array.from(head.moneyness),
    };
    const deviations = Float64Array.from(head.deviations);
    const fields = new Float32Array(bytes.slice(end + 1).buffer);
    if (fields.length !== (1 + deviations.length) * gridSize(grid)) {
      throw new RangeError(`it holds ${fields.length} numbers`);
    }
    return { grid, fields, deviations };
  } catch (cause) {
    throw new ArtifactError(
      `Cannot read ${path} as it must hold the modes of a law's surfaces: it is cut off or of another format`,
      { path, cause },
    );
  }
}
