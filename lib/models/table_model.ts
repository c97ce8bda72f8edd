/**
 * Any learner on any table: columns in, a model out that knows them by name.
 *
 * Columns of texts are categories. Boosting splits them as they are; to other
 * learners they are columns of 0 and 1, and the graph makes them itself. Missing
 * values are kept for learners that take them, filled with means where that is
 * asked for, else refused by row and column.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";
import { writeModel } from "lib/graph/onnx/write.ts";
import type { Matrix } from "lib/math/matrix.ts";
import type { Estimator, EstimatorType, Model } from "lib/models/estimator.ts";
import { categoryOf } from "lib/models/table/cell.ts";
import {
  cellAt,
  isCategorical,
  notANumber,
  type TableColumn,
  type TablePlace,
} from "lib/models/table/column.ts";
import { encodedEstimator } from "lib/models/table/encoded_estimator.ts";
import {
  featureOf,
  type TableFeature,
  tableMatrix,
  type TableSchema,
} from "lib/models/table/table_schema.ts";
import {
  learnsClasses,
  targetOf,
  withClassSetting,
} from "lib/models/table/target.ts";

/** Columns of a table by what they are for; all of n rows. */
export interface TrainingColumns {
  /** Where the rows stand. */
  readonly place: TablePlace;
  /** Columns to learn from, in the order of the model's input. */
  readonly features: readonly TableColumn[];
  /** Column to predict. */
  readonly target: TableColumn;
  /** Weight of each row. @default all 1 */
  readonly weights?: TableColumn | undefined;
  /** Group of each row, for cross-validation. */
  readonly groups?: TableColumn | undefined;
}

/** How to learn. */
export interface TableOptions {
  /** What is set of the learner, texts or values. @default {{}} */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Columns that are categories whatever they hold. @default none */
  readonly categorical?: readonly string[];
  /** Whether the mean takes the place of a missing number. @default {false} */
  readonly impute?: boolean;
}

/** A learner with the table that it is to learn. */
export interface TableTask {
  /** What its model will take and give. */
  readonly schema: TableSchema;
  /** The learner; its models take rows of `x`. */
  readonly estimator: Estimator;
  /** Features, shape `[n × p]`. */
  readonly x: Matrix;
  /** Targets, shape `[n]`. */
  readonly y: Float64Array;
  /** Weights, shape `[n]`. */
  readonly weights?: Float64Array;
  /** Groups, shape `[n]`. */
  readonly groups?: readonly string[];
}

/** Learners that know what to do without a value. */
const TAKES_MISSING: ReadonlySet<string> = new Set(
  ["mean", "boosting", "forest"],
);

/**
 * Makes ready to learn a table.
 *
 * @param type The learner.
 * @param columns The table.
 * @param options What is set, which columns are categories, what is filled.
 * @throws {DataQualityError} If a value cannot be used, naming file, row,
 * column and value.
 * @throws {RangeError} If a hyperparameter is unknown or out of bounds.
 *
 * @example A sector and a size
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ridge } from "lib/models/ridge.ts";
 * import { ColumnBuilder } from "lib/models/table/column.ts";
 * import { tableTask } from "lib/models/table_model.ts";
 *
 * const column = (name: string, cells: (string | number)[]) => {
 *   const builder = new ColumnBuilder(name);
 *   for (const cell of cells) builder.add(cell);
 *   return builder.build();
 * };
 * const { schema, x } = tableTask(ridge, {
 *   place: { file: "t.csv", rows: Int32Array.of(2, 3) },
 *   features: [column("sector", ["tech", "oil"]), column("size", [1, 2])],
 *   target: column("y", [0.1, 0.2]),
 * });
 * assertEquals(schema.features, [
 *   { name: "sector", categories: ["oil", "tech"] },
 *   { name: "size" },
 * ]);
 * assertEquals([...x.data], [1, 1, 0, 2]);
 * ```
 */
export function tableTask(
  type: EstimatorType,
  columns: TrainingColumns,
  options: TableOptions = {},
): TableTask {
  const { categorical = [], impute = false } = options;
  const { place, target } = columns;
  if (place.rows.length === 0) {
    throw new DataQualityError(
      "The file has a header but no rows. It must have rows to learn from",
      { file: place.file },
    );
  }
  const isText = target.texts.length > 0 && isCategorical(target, place);
  const settings = withClassSetting(type, options.settings ?? {}, isText);
  // Checked before the table is: a wrong setting is told first.
  type.make(settings);
  const features = columns.features.map((column) =>
    featureOf(column, place, categorical.includes(column.name))
  );
  const isClass = learnsClasses(type, settings);
  const { y, classes } = targetOf(target, place, isClass);
  const missing = impute || TAKES_MISSING.has(type.kind);
  return {
    schema: {
      features,
      missing,
      target: target.name,
      ...(classes && { classes }),
    },
    estimator: estimatorFor(type, settings, features, impute),
    x: tableMatrix(features, columns.features, place, missing),
    y,
    ...(columns.weights && { weights: weightsOf(columns.weights, place) }),
    ...(columns.groups && { groups: groupsOf(columns.groups, place) }),
  };
}

/** The learner of rows as they are: its own categories, or an encoding. */
function estimatorFor(
  type: EstimatorType,
  settings: Readonly<Record<string, unknown>>,
  features: readonly TableFeature[],
  impute: boolean,
): Estimator {
  const counts = features.map(({ categories = [] }) => categories.length);
  if (!("categorical" in type.hyperparameters)) {
    const learner = type.make(settings);
    return encodedEstimator(learner, {
      categories: counts,
      impute: counts.map(() => impute),
    });
  }
  const params = type.make(settings).params as {
    readonly categorical: readonly number[];
  };
  const categorical = counts.flatMap((count, j) =>
    count > 0 || params.categorical.includes(j) ? [j] : []
  );
  const learner = type.make({ ...settings, categorical } as object);
  return encodedEstimator(learner, {
    categories: counts.map(() => 0),
    impute: counts.map((_, j) => impute && !categorical.includes(j)),
  });
}

/**
 * The files of a fitted model that answer for it.
 *
 * @param schema What it takes and gives.
 * @param model The model.
 * @returns Content by file name: the graph, and the names of its columns.
 */
export function tableFiles(
  schema: TableSchema,
  model: Model,
): Readonly<Record<"model.onnx" | "feature_names.json", Uint8Array>> {
  const names = schema.features.map(({ name }) => name);
  return {
    "model.onnx": writeModel(model.toGraph()),
    "feature_names.json": new TextEncoder().encode(
      `${JSON.stringify(names, null, 2)}\n`,
    ),
  };
}

function weightsOf(column: TableColumn, place: TablePlace): Float64Array {
  const { values, codes, texts, name } = column;
  values.forEach((value, i) => {
    const at = { file: place.file, row: place.rows[i], column: name };
    if (codes[i] >= 0) throw notANumber(texts[codes[i]], at);
    if (value >= 0) return;
    throw new DataQualityError(
      `The weight of a row must be at least 0: current value is ${
        value < 0 ? value : "missing"
      }`,
      { ...at, value },
    );
  });
  return values;
}

function groupsOf(column: TableColumn, place: TablePlace): string[] {
  return Array.from(place.rows, (row, i) => {
    const cell = cellAt(column, i);
    if (cell === cell) return categoryOf(cell);
    throw new DataQualityError(
      "The group of the row is missing. Remove the row, or fill it",
      { file: place.file, row, column: column.name },
    );
  });
}
