import { assertEquals } from "@std/assert";
import { decodeCell, encodeCell } from "pipelines/factory/cell_file.ts";
import type { CellResult } from "pipelines/factory/experiment_cell.ts";

Deno.test("a cell comes back from its text to the last bit; what was cut off does not", () => {
  const numbers = Float64Array.of(0.1, -0, 1e-320, 1 / 3);
  const cell = {
    files: { "model.onnx": Uint8Array.of(0, 255, 7) },
    validationLoss: 0.1 + 0.2,
    losses: { loss: "log", time: numbers, losses: numbers, mean: 0.5 },
    // A part of a larger buffer.
    returns: new Float64Array([9, 8, 7]).subarray(1),
    predictions: new Uint8Array([1, 2, 3, 4]).subarray(2),
    signal: null,
    windows: [3, 2, 1],
  } as unknown as CellResult;
  const text = encodeCell(cell);
  assertEquals(decodeCell(text), {
    ...cell,
    returns: Float64Array.of(8, 7),
    predictions: Uint8Array.of(3, 4),
  });
  assertEquals(encodeCell(decodeCell(text)!), text);
  assertEquals(decodeCell(text.slice(0, -5)), null);
});
