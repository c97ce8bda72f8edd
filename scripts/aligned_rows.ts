/**
 * Cells of rows in columns, two blanks between them.
 *
 * @param rows Cells; rows may be of different lengths.
 * @param right Columns that stand to the right. @default none
 * @returns A line a row.
 */
export function alignedRows(
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cell.length);
    });
  }
  return rows.map((row) =>
    row.map((cell, i) =>
      right.includes(i) ? cell.padStart(widths[i]) : cell.padEnd(widths[i])
    ).join("  ").trimEnd()
  );
}
