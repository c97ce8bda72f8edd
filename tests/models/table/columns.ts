import { cellOf } from "lib/models/table/cell.ts";
import { ColumnBuilder, type TableColumn } from "lib/models/table/column.ts";

/** A column of fields as a file holds them. */
export function columnOf(
  name: string,
  fields: readonly unknown[],
): TableColumn {
  const builder = new ColumnBuilder(name);
  for (const field of fields) builder.add(cellOf(field));
  return builder.build();
}

/** Rows 2, 3, … of a file. */
export function placeOf(count: number) {
  return {
    file: "t.csv",
    rows: Int32Array.from({ length: count }, (_, i) => i + 2),
  };
}
