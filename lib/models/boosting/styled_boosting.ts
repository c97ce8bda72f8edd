/**
 * An estimator of boosted trees in a style of its own: other names of
 * hyperparameters, other rules of growing, one engine.
 *
 * @module
 */

import {
  type Hyperparameters,
  readHyperparameters,
} from "lib/core/hyperparameters.ts";
import { makeBoostedModel } from "lib/models/boosting.ts";
import {
  BOOSTING_HYPERPARAMETERS,
  type BoostingParams,
} from "lib/models/boosting/boosting_params.ts";
import type { BoostingRules } from "lib/models/boosting/boosting_rules.ts";
import { fitBoosting } from "lib/models/boosting/fit_boosting.ts";
import {
  checkBoosting,
  readTables,
} from "lib/models/boosting/training_tables.ts";
import type { Estimator } from "lib/models/estimator.ts";

/** What every style is told besides its hyperparameters. */
export interface StyleTask {
  /** Whether targets are the classes 0 and 1. */
  readonly isClass: boolean;
  /** Rounds without a better loss after which to stop; 0: never. */
  readonly earlyStopping: number;
  /** By how much a held-out loss must fall to count as better. */
  readonly minDelta: number;
  /** Indices of columns that hold categories. @default none */
  readonly categorical?: readonly number[];
}

/** A style: its name, its hyperparameters and what the engine makes of them. */
export interface BoostingStyle<P extends object> {
  /** Name of the estimator, such as `"xgboost"`. */
  readonly kind: string;
  /** All that can be set. */
  readonly hyperparameters: Hyperparameters<P>;
  /** Hyperparameters and rules of the engine. */
  settings(params: Readonly<P>): Partial<BoostingParams> & BoostingRules;
}

/**
 * Makes the estimator of a style.
 *
 * @param style Name, hyperparameters, rules.
 * @param given What differs from the style's defaults.
 * @param task Target and when to stop.
 * @throws {RangeError} If a hyperparameter is unknown or does not fit.
 */
export function styledBoosting<P extends object>(
  style: BoostingStyle<P>,
  given: Partial<P>,
  task: StyleTask,
): Estimator<P> {
  const { kind, hyperparameters } = style;
  const params = readHyperparameters(
    kind,
    hyperparameters,
    given as Readonly<Record<string, unknown>>,
  );
  const { growth, gamma, minHessian, goss, ...own } = style.settings(params);
  const rules = { growth, gamma, minHessian, goss, minDelta: task.minDelta };
  const engine = readHyperparameters(kind, BOOSTING_HYPERPARAMETERS, {
    ...own,
    loss: task.isClass ? "logistic" : "squared",
    earlyStopping: task.earlyStopping,
    categorical: task.categorical ?? [],
  });
  const settings = { ...engine, ...definedOf(rules) };
  return {
    kind,
    params,
    fit: async (x, y, context) => {
      checkBoosting(engine, x.cols);
      const { training, validation } = readTables(engine, x, y, context);
      const trees = await fitBoosting(settings, training, validation, context);
      return makeBoostedModel(kind, trees, task.isClass);
    },
  };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function definedOf<T extends object>(from: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(from).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}
