/**
 * Whether the parts of windows fit each other.
 *
 * @module
 */

import type { WindowParts } from "lib/models/windows/windows.ts";

/**
 * Refuses parts that are no windows.
 *
 * @param parts The parts.
 * @throws {TypeError} If arrays do not fit each other.
 * @throws {RangeError} If a window or its path reaches beyond the panel, or a
 * symbol or column is not there.
 */
export function checkParts(parts: WindowParts): void {
  const { values, features, length, ends, target } = parts;
  const p = features.length;
  const rows = values.length / p;
  if (!Number.isInteger(length) || length < 1 || !Number.isInteger(rows)) {
    throw new TypeError(
      `Cannot make windows as the panel must be of ${p} columns and a window of at least one row: current values are ${values.length} numbers and ${length} rows`,
    );
  }
  const lengths = [parts.symbolOf, parts.time, parts.labelEnd].map((a) =>
    a.length
  );
  if (target.kind !== "path") lengths.push(target.values.length);
  if (lengths.some((n) => n !== ends.length)) {
    throw new TypeError(
      `Cannot make windows as there must be one symbol, time, label end and label a window: current numbers are ${
        lengths.join(", ")
      } for ${ends.length}`,
    );
  }
  checkNamed(parts);
  const ahead = target.kind === "path" ? target.steps : 0;
  for (const end of ends) {
    if (end >= length && end + ahead <= rows) continue;
    throw new RangeError(
      `Cannot make a window of ${length} rows that ends before row ${end}, with ${ahead} after it, as it must be within the panel's ${rows}`,
    );
  }
}

/** Symbols, and columns that are named by their place. */
function checkNamed(
  { features, target, returns, symbols, symbolOf }: WindowParts,
): void {
  const isOf = (at: number, count: number) =>
    Number.isInteger(at) && at >= 0 && at < count;
  if (target.kind === "path" && !isOf(target.steps - 1, Infinity)) {
    throw new RangeError(
      `Cannot make windows as a path must be of at least one step: current value is ${target.steps}`,
    );
  }
  const columns = [
    ...(target.kind === "path" ? [target.column] : []),
    ...(returns === undefined ? [] : [returns.column]),
  ];
  const column = columns.find((at) => !isOf(at, features.length));
  if (column !== undefined) {
    throw new RangeError(
      `Cannot make windows as the columns of paths and returns must be among ${features.length}: current value is ${column}`,
    );
  }
  const symbol = symbolOf.find((at) => !isOf(at, symbols.length));
  if (symbol !== undefined) {
    throw new RangeError(
      `Cannot make windows as their symbols must be among ${symbols.length}: current value is ${symbol}`,
    );
  }
}
