/** Which columns of a table are learnt from, and which are for something else. */

import { openTable, type Table } from "lib/market/history/table_rows.ts";
import type { TrainingColumns } from "lib/models/table_model.ts";
import { columnIndex, readColumns } from "scripts/table_columns.ts";

/** What names columns. */
export interface ColumnFlags {
  /** Columns to learn from. @default all that are for nothing else */
  readonly features?: readonly string[];
  /** Columns to leave out. */
  readonly ignore?: readonly string[];
  /** Columns that are categories. */
  readonly categorical?: readonly string[];
  /** Column of the weights. */
  readonly weights?: string;
  /** Column of the groups. */
  readonly group?: string;
}

/**
 * Reads the columns that a model learns from, and no others.
 *
 * @throws {DataQualityError} If a column is not there, naming the nearest.
 * @throws {RangeError} If there is none to learn from, or the target is one.
 */
export async function readTraining(
  path: string,
  target: string,
  flags: ColumnFlags,
): Promise<TrainingColumns> {
  const table = await openTable(path);
  const { weights, group, ignore = [], categorical = [] } = flags;
  const asked = [...flags.features ?? [], ...ignore, ...categorical];
  for (const name of asked) columnIndex(table.head, name);
  const special = [target, weights, group].filter((name) => name !== undefined);
  const features = flags.features === undefined
    ? namedColumns(table.head).filter((name) =>
      !special.includes(name) && !ignore.includes(name)
    )
    : [...new Set(flags.features)];
  if (features.length === 0 || features.includes(target)) {
    throw new RangeError(
      `Cannot fit as there must be columns to learn from, the target not among them: current value is ${
        features.join(", ") || "none"
      }`,
    );
  }
  const all = [...new Set([...special, ...features])];
  const { place, columns } = await readColumns(table, all);
  const pick = (name: string) => columns.get(name)!;
  return {
    place,
    features: features.map(pick),
    target: pick(target),
    weights: weights === undefined ? undefined : pick(weights),
    groups: group === undefined ? undefined : pick(group),
  };
}

/** A column without a name is an index that was written along. */
function namedColumns({ file, names }: Table["head"]): readonly string[] {
  const nameless = names.flatMap((name, j) => name === "" ? [j + 1] : []);
  if (nameless.length > 0) {
    console.error(
      `tenor: ${file}: no name stands above column ${
        nameless.join(", ")
      }, which is passed over`,
    );
  }
  return names.filter((name) => name !== "");
}
