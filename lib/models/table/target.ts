/**
 * The column that is predicted: a number, or one of two classes.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";
import type { EstimatorType } from "lib/models/estimator.ts";
import { categoryOf } from "lib/models/table/cell.ts";
import {
  categoriesOf,
  cellAt,
  isCategorical,
  type TableColumn,
  type TablePlace,
} from "lib/models/table/column.ts";

/** What must be set of a learner of either for it to learn classes. */
const CLASS_SETTINGS: Readonly<Record<string, readonly [string, string]>> = {
  boosting: ["loss", "logistic"],
  forest: ["target", "class"],
  svm: ["task", "classification"],
};

/** A graph answers in float32, which two of these still fit as a difference. */
const LARGEST = 1e38;

/** What is learnt of a table. */
export interface TableTarget {
  /** Numbers, or 0 and 1, shape `[n]`. */
  readonly y: Float64Array;
  /** The two classes, where they are 0 and 1. */
  readonly classes?: readonly [string, string];
}

/**
 * Settings with which a learner of either learns classes where the target is
 * of texts; what was set by hand stands.
 *
 * @param type The learner.
 * @param settings What was set.
 * @param isText Whether the target is of texts.
 */
export function withClassSetting(
  type: EstimatorType,
  settings: Readonly<Record<string, unknown>>,
  isText: boolean,
): Readonly<Record<string, unknown>> {
  const setting = CLASS_SETTINGS[type.kind];
  if (!isText || type.target !== "either" || setting === undefined) {
    return settings;
  }
  return { [setting[0]]: setting[1], ...settings };
}

/** Whether a learner, as it is set, gives probabilities of a class. */
export function learnsClasses(
  type: EstimatorType,
  settings: Readonly<Record<string, unknown>>,
): boolean {
  if (type.target !== "either") return type.target === "class";
  const setting = CLASS_SETTINGS[type.kind];
  return setting !== undefined && settings[setting[0]] === setting[1];
}

/**
 * Reads the target.
 *
 * @param column Its column.
 * @param place Where it stands.
 * @param isClass Whether it must be of two classes.
 * @throws {DataQualityError} If a value is missing, is no number or is beyond
 * what a graph can answer, or there are not two classes.
 */
export function targetOf(
  column: TableColumn,
  place: TablePlace,
  isClass: boolean,
): TableTarget {
  checkPresent(column, place);
  if (isClass) return classTarget(column, place);
  if (!isCategorical(column, place)) {
    checkSize(column, place);
    return { y: column.values };
  }
  throw new DataQualityError(
    `The target must be a number for this model: current value is ${
      JSON.stringify(cellAt(column, 0))
    }. For a target of two classes fit --model logistic or svm, or boosting with --set loss=logistic`,
    { file: place.file, row: place.rows[0], column: column.name },
  );
}

function checkPresent(column: TableColumn, place: TablePlace): void {
  const { values, codes, name } = column;
  const gap = values.findIndex((value, i) => value !== value && codes[i] < 0);
  if (gap < 0) return;
  throw new DataQualityError(
    "The target is missing. Remove the row, or fill it",
    { file: place.file, row: place.rows[gap], column: name },
  );
}

function checkSize({ name, values }: TableColumn, place: TablePlace): void {
  const at = values.findIndex((value) => Math.abs(value) > LARGEST);
  if (at < 0) return;
  throw new DataQualityError(
    `The target must be at most ${LARGEST} in size: current value is ${
      values[at]
    }. Rescale the column`,
    { file: place.file, row: place.rows[at], column: name, value: values[at] },
  );
}

function classTarget(column: TableColumn, place: TablePlace): TableTarget {
  const found = categoriesOf(column);
  if (found.length !== 2) {
    throw new DataQualityError(
      `The target must have two classes for this model: it has ${found.length}${
        found.length > 2 ? `, such as ${found.slice(0, 3).join(", ")}` : ""
      }. ${
        found.length > 2 && column.texts.length === 0
          ? "Fit a model of numbers, such as ridge or boosting"
          : "Name another --target"
      }`,
      { file: place.file, column: column.name },
    );
  }
  const classes = [found[0], found[1]] as const;
  const y = Float64Array.from(
    column.values,
    (_, i) => categoryOf(cellAt(column, i)) === classes[1] ? 1 : 0,
  );
  return { y, classes };
}
