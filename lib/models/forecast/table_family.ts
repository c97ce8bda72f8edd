/**
 * Learners on tables as a family of models on windows: the window becomes a row
 * (its last bar, or all bars side by side), numbers are learnt as they are,
 * two classes as the probability of the second, more one against the rest.
 *
 * The labels of rows are those of the windows, so that a row holds nothing that
 * was not known at its window's time.
 *
 * @module
 */

import type { Hyperparameters } from "lib/core/hyperparameters.ts";
import { joinModels } from "lib/graph/onnx/join.ts";
import { writeModel } from "lib/graph/onnx/write.ts";
import {
  type Estimator,
  type FitContext,
  type Model,
  type RoundRecord,
} from "lib/models/estimator.ts";
import { classGraph } from "lib/models/forecast/class_graph.ts";
import type {
  LearnContext,
  Learnt,
  ModelFamily,
} from "lib/models/forecast/family.ts";
import type { ModelConfig } from "lib/models/forecast/model_config.ts";
import {
  foldShares,
  viewGraph,
  viewOf,
  type ViewParams,
} from "lib/models/forecast/window_view.ts";
import { mergeRounds } from "lib/models/forecast/round_history.ts";
import type { Windows } from "lib/models/windows/windows.ts";

/** What an estimator is made for. */
export interface TableTask<P extends object> {
  /** Hyperparameters, checked. */
  readonly params: Readonly<P & ViewParams>;
  /** When to stop, and the seed. */
  readonly config: ModelConfig;
  /** Whether targets are the classes 0 and 1. */
  readonly isClass: boolean;
  /** Windows that are learnt from, for names of their columns. */
  readonly train: Windows;
}

/** A learner on tables, and how it becomes a family. */
export interface TableFamily<P extends object> {
  /** Name, group, description and targets of the family. */
  readonly is: Pick<
    ModelFamily,
    "family" | "group" | "description" | "targets"
  >;
  /** What can be set besides the view. */
  readonly hyperparameters: Hyperparameters<P>;
  /** The estimators to try; the best on the validation windows is taken. */
  estimators(task: TableTask<P>): readonly Estimator[];
  /** What is to be told of an estimator that was taken. @default nothing */
  notes?(taken: Estimator): Readonly<Record<string, number | string>>;
}

/**
 * Makes a family of a learner on tables.
 *
 * @param table The learner.
 */
export function tableFamily<P extends object>(
  table: TableFamily<P>,
): ModelFamily<P & ViewParams> {
  return {
    ...table.is,
    hyperparameters: {
      view: {
        type: "choice",
        choices: ["last", "flat"],
        default: "last",
        doc: "what it sees of a window: its last bar, or all side by side",
      },
      ...table.hyperparameters,
    } as Hyperparameters<P & ViewParams>,
    factory: (params, config) => ({
      learn: (train, context) =>
        learnTable(table, params, config, train, context),
    }),
  };
}

/** One table of the windows' with targets of its own. */
interface Part {
  readonly label: string;
  readonly y: Float64Array;
  readonly validation: Float64Array;
}

async function learnTable<P extends object>(
  table: TableFamily<P>,
  params: Readonly<P & ViewParams>,
  config: ModelConfig,
  train: Windows,
  context: LearnContext,
): Promise<Learnt> {
  const isClass = train.target.kind === "class";
  const x = viewOf(train, params.view);
  const validation = viewOf(context.validation, params.view);
  const { parts, present } = partsOf(train, context.validation);
  const estimators = table.estimators({ params, config, isClass, train });
  const histories: RoundRecord[][] = [];
  const models: Model[] = [];
  const notes: Record<string, number | string> = {};
  for (const part of parts) {
    const history: RoundRecord[] = [];
    const fit: FitContext = {
      rng: context.rng.child(part.label),
      threads: context.threads ?? 1,
      validation: { x: validation, y: part.validation },
      ...(context.onProgress && { onProgress: context.onProgress }),
      ...(context.signal && { signal: context.signal }),
      onRound: (record) => {
        history.push(record);
        // Of several fits the rounds are told together, at the end.
        if (parts.length === 1) context.onEpoch?.(epochOf(record));
      },
    };
    const { model, estimator } = await fitBest(estimators, x, part, fit);
    models.push(model);
    histories.push(history);
    for (const [key, value] of Object.entries(table.notes?.(estimator) ?? {})) {
      notes[parts.length === 1 ? key : `${key} of ${part.label}`] = value;
    }
  }
  const history = mergeRounds(histories).map(epochOf);
  if (parts.length > 1) history.forEach((record) => context.onEpoch?.(record));
  // An estimator's output is called as the family's: "prediction".
  const graphs = models.map((model) => model.toGraph());
  const head = train.target.kind === "class"
    ? classGraph(graphs, present, train.target.classes)
    : graphs[0];
  const shares = models[0].importance().map((_, j) =>
    models.reduce((sum, model) => sum + model.importance()[j], 0) /
    models.length
  );
  return {
    graph: writeModel(joinModels(viewGraph(train, params.view), head)),
    importance: foldShares(shares, train.features.length),
    history,
    notes,
  };
}

function epochOf({ round, training, validation }: RoundRecord) {
  return { epoch: round, training, validation };
}

/** What is learnt: the numbers, or membership of classes. */
function partsOf(train: Windows, validation: Windows): {
  readonly parts: readonly Part[];
  /** Classes that there are among the labels learnt from. */
  readonly present: readonly number[];
} {
  const [y, held] = [train.labels(), validation.labels()];
  const { target } = train;
  if (target.kind !== "class") {
    const part = {
      label: "number",
      y: Float64Array.from(y),
      validation: Float64Array.from(held),
    };
    return { parts: [part], present: [] };
  }
  const present = Array.from({ length: target.classes }, (_, c) => c)
    .filter((c) => y.includes(c));
  const learnt = present.length === 2 ? [present[1]] : present;
  const parts = learnt.map((c) => ({
    label: `class ${c}`,
    y: Float64Array.from(y, (v) => v === c ? 1 : 0),
    validation: Float64Array.from(held, (v) => v === c ? 1 : 0),
  }));
  return { parts, present };
}

/** The estimator of least loss on the validation rows, if there are several. */
async function fitBest(
  estimators: readonly Estimator[],
  x: ReturnType<typeof viewOf>,
  { y, validation }: Part,
  context: FitContext,
): Promise<{ readonly model: Model; readonly estimator: Estimator }> {
  const fitted = [];
  for (const estimator of estimators) {
    const model = await estimator.fit(x, y, context);
    const loss = estimators.length === 1
      ? 0
      : logLoss(model.predict(context.validation!.x), validation);
    fitted.push({ model, estimator, loss });
  }
  return fitted.reduce((a, b) => b.loss < a.loss ? b : a);
}

/** Mean −ln of the probability of what was seen, held off 0 by 1e-12. */
function logLoss(probabilities: Float64Array, y: Float64Array): number {
  return y.reduce((sum, seen, i) => {
    const p = seen === 1 ? probabilities[i] : 1 - probabilities[i];
    return sum - Math.log(Math.max(p, 1e-12));
  }, 0) / y.length;
}
