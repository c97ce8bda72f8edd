/** The header and the columns of a table that a model learns or is asked with. */

import { DataQualityError } from "lib/core/errors.ts";
import { nearestName } from "lib/core/nearest_name.ts";
import type { Table } from "lib/market/history/table_rows.ts";
import { cellOf } from "lib/models/table/cell.ts";
import {
  ColumnBuilder,
  type TableColumn,
  type TablePlace,
} from "lib/models/table/column.ts";

/**
 * The place of a column in a header.
 *
 * @throws {DataQualityError} If it is not there, naming the nearest, or twice.
 */
export function columnIndex(head: Table["head"], name: string): number {
  const { names, file, row } = head;
  const at = names.indexOf(name);
  const place = { file, row, column: name };
  if (at < 0) {
    const known = names.filter((each) => each !== "");
    const isCut = known.length === 1 && /[;\t|]/.test(known[0]);
    throw new DataQualityError(
      isCut || known.length === 0
        ? "The column is missing. The fields must have commas between them: save the file so"
        : `The column is missing. The nearest is "${
          nearestName(name, known)
        }", of ${known.length} columns`,
      place,
    );
  }
  if (names.indexOf(name, at + 1) < 0) return at;
  throw new DataQualityError(
    "Two columns have this name. Rename or remove one",
    place,
  );
}

/** Reads columns of a table whole. */
export async function readColumns(
  { head, batches }: Table,
  names: readonly string[],
): Promise<{ place: TablePlace; columns: Map<string, TableColumn> }> {
  const places = names.map((name) => columnIndex(head, name));
  const builders = names.map((name) => new ColumnBuilder(name));
  const rows: number[] = [];
  for await (const batch of batches) {
    for (const { row, fields } of batch) {
      rows.push(row);
      for (let j = 0; j < builders.length; ++j) {
        builders[j].add(cellOf(fields[places[j]]));
      }
    }
  }
  return {
    place: { file: head.file, rows: Int32Array.from(rows) },
    columns: new Map(builders.map((each) => [each.name, each.build()])),
  };
}
