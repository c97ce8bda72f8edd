/**
 * What a model of a table is asked with: columns by name, which of them are
 * categories, and what the answer is.
 *
 * A category is the index of its name in a sorted list; one that is not in the
 * list is missing (NaN), like a blank.
 *
 * @module
 */

import { ArtifactError, DataQualityError } from "lib/core/errors.ts";
import type { Matrix } from "lib/math/matrix.ts";
import { categoryOf, type Cell } from "lib/models/table/cell.ts";
import {
  categoriesOf,
  cellAt,
  isCategorical,
  notANumber,
  type TableColumn,
  type TablePlace,
} from "lib/models/table/column.ts";

/** A column that a model looks at. */
export interface TableFeature {
  /** Its name in the header. */
  readonly name: string;
  /** Its categories, sorted; absent where it is a number. */
  readonly categories?: readonly string[];
}

/** What a model of a table takes and gives. */
export interface TableSchema {
  /** Its columns, in the order of the graph's input. */
  readonly features: readonly TableFeature[];
  /** Whether a value may be missing. */
  readonly missing: boolean;
  /** Name of the column that is predicted. */
  readonly target: string;
  /** The two classes, where the prediction is the probability of the second. */
  readonly classes?: readonly [string, string];
}

/** Categories of a column at most: as many as boosting has bins. */
export const MAX_CATEGORIES = 255;

/**
 * The feature that a column makes.
 *
 * @param column The column.
 * @param place Where it stands.
 * @param asCategory Whether it is a category whatever it holds. @default {false}
 * @throws {DataQualityError} If a text stands among numbers, or there are more
 * than 255 categories.
 */
export function featureOf(
  column: TableColumn,
  place: TablePlace,
  asCategory = false,
): TableFeature {
  const { name } = column;
  if (!asCategory && !isCategorical(column, place)) return { name };
  const categories = categoriesOf(column);
  if (categories.length <= MAX_CATEGORIES) return { name, categories };
  throw new DataQualityError(
    `The column must have at most ${MAX_CATEGORIES} categories: it has ${categories.length}, such as ${
      categories.slice(0, 3).join(", ")
    }. Leave it out by --ignore`,
    { file: place.file, column: name },
  );
}

/**
 * Columns as the rows of the graph's input.
 *
 * @param features One for each column.
 * @param columns The columns, of n rows each.
 * @param place Where they stand.
 * @param missing Whether a value may be missing. @default {true}
 * @returns Shape `[n × p]`.
 * @throws {DataQualityError} If a value is missing that may not, or is beyond
 * float32, naming its place.
 */
export function tableMatrix(
  features: readonly TableFeature[],
  columns: readonly TableColumn[],
  place: TablePlace,
  missing = true,
): Matrix {
  const [rows, cols] = [place.rows.length, features.length];
  const data = new Float64Array(rows * cols);
  features.forEach((feature, j) => {
    const read = cellReader(feature, missing);
    const column = columns[j];
    for (let i = 0; i < rows; ++i) {
      data[i * cols + j] = read(
        cellAt(column, i),
        place.file,
        place.rows[i],
      );
    }
  });
  return { data, rows, cols };
}

/** Reads the cell of a row of a file as a number of the graph's input. */
export type CellReader = (cell: Cell, file: string, row: number) => number;

/**
 * The reader of a feature's cells.
 *
 * @param feature The feature.
 * @param missing Whether a value may be missing; an unknown category always may.
 * @param onUnknown Told of each category that is not in the list.
 * @returns A function that throws `DataQualityError` for what cannot be read.
 */
export function cellReader(
  { name, categories }: TableFeature,
  missing: boolean,
  onUnknown?: (category: string) => void,
): CellReader {
  const codeOf = categories && new Map(categories.map((c, i) => [c, i]));
  return (cell, file, row) => {
    if (typeof cell === "number" && Number.isNaN(cell)) {
      if (missing) return NaN;
      throw new DataQualityError(
        "A value is missing, and this model needs all of them. Fill it, fit with --impute mean, or fit --model boosting, which takes missing values",
        { file, row, column: name },
      );
    }
    if (codeOf !== undefined) {
      const category = categoryOf(cell);
      const code = codeOf.get(category);
      if (code === undefined) onUnknown?.(category);
      return code ?? NaN;
    }
    if (typeof cell === "string") {
      throw notANumber(cell, { file, row, column: name });
    }
    if (Number.isFinite(Math.fround(cell))) return cell;
    throw new DataQualityError(
      `The value must be at most 3.4e38 in size: current value is ${cell}. Rescale the column, or leave it out by --ignore`,
      { file, row, column: name, value: cell },
    );
  };
}

/**
 * A schema out of the metadata of an artifact.
 *
 * @param value What stands there.
 * @param path The artifact, for the message.
 * @throws {ArtifactError} If it is no schema.
 */
export function readSchema(value: unknown, path: string): TableSchema {
  const { features, missing, target, classes } = (value ?? {}) as Partial<
    TableSchema
  >;
  const isSchema = Array.isArray(features) && features.length > 0 &&
    features.every(isFeature) && typeof missing === "boolean" &&
    typeof target === "string" &&
    (classes === undefined || isTexts(classes) && classes.length === 2);
  if (isSchema) return value as TableSchema;
  throw new ArtifactError(
    `Cannot load ${path} as its metadata must name the columns of a table: it is another kind of model. Name a folder that tenor fit wrote`,
    { path },
  );
}

function isFeature(value: unknown): boolean {
  const { name, categories } = (value ?? {}) as Partial<TableFeature>;
  return typeof name === "string" &&
    (categories === undefined || isTexts(categories));
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) &&
    value.every((each) => typeof each === "string");
}
