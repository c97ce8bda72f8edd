/**
 * What came of a cell as a file of a run: JSON, arrays of numbers and bytes in
 * base64, so that it comes back to the last bit.
 */

import { Buffer } from "node:buffer";
import type { CellResult } from "pipelines/factory/experiment_cell.ts";

/** A cell as text; the same cell gives the same text. */
export function encodeCell(cell: CellResult): string {
  return JSON.stringify(cell, (_, value) => {
    if (value instanceof Float64Array) {
      const { buffer, byteOffset, byteLength } = value;
      return {
        float64: base64(new Uint8Array(buffer, byteOffset, byteLength)),
      };
    }
    return value instanceof Uint8Array ? { bytes: base64(value) } : value;
  });
}

/**
 * A cell from its text.
 *
 * @returns Null if the text is none, as where it was cut off.
 */
export function decodeCell(text: string): CellResult | null {
  try {
    return JSON.parse(text, (_, value) => {
      if (typeof value?.float64 === "string") {
        return new Float64Array(bytesOf(value.float64).buffer);
      }
      return typeof value?.bytes === "string" ? bytesOf(value.bytes) : value;
    });
  } catch {
    return null;
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

/** Bytes in an array of their own. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(text, "base64"));
}
