/**
 * Stacking: a linear model of what members say of windows that they have not
 * learnt from (Wolpert 1992, doi:10.1016/S0893-6080(05)80023-1).
 *
 * The training windows are split into spans of time. Each span is predicted by
 * members fitted to the others, without windows whose labels reach into it or
 * whose rows come before its last label is known. On these predictions a ridge regression is learnt
 * for numbers, and for classes a logistic regression on the logarithms of
 * probabilities. Members fitted to all training windows are then put under it.
 *
 * Members that stop early look at the validation windows for that in each span.
 *
 * @module
 */

import {
  LEAST_PROBABILITY,
  stackedClasses,
  stackedNumbers,
} from "lib/models/forecast/ensemble/ensemble_graph.ts";
import {
  fitMembers,
  memberConfigs,
  memberOutputs,
  MEMBERS_HYPERPARAMETERS,
  type MembersParams,
  mixedImportance,
} from "lib/models/forecast/ensemble/members.ts";
import { purgedFolds } from "lib/models/forecast/ensemble/purged_folds.ts";
import type { BaseModel } from "lib/models/forecast/base_model.ts";
import type {
  LearnContext,
  Learnt,
  ModelFamily,
} from "lib/models/forecast/family.ts";
import type { ModelConfig } from "lib/models/forecast/model_config.ts";
import type { LinearModel } from "lib/models/linear_model.ts";
import { logistic } from "lib/models/logistic.ts";
import { ridge } from "lib/models/ridge.ts";
import type { Windows } from "lib/models/windows/windows.ts";

/** What can be set of stacking. */
export interface StackingParams extends MembersParams {
  /** Spans of time. */
  readonly folds: number;
  /** Bars behind a span's last label that windows learnt from must not hold. */
  readonly embargo: number;
  /** Penalty on the squared weights, per standard deviation. */
  readonly penalty: number;
}

/** Members under a linear model of out-of-fold predictions. */
export const stacking: ModelFamily<StackingParams> = {
  family: "stacking",
  group: "ensemble",
  description:
    "A linear model of what members say of spans of time they have not learnt from, purged (Wolpert, 1992)",
  targets: ["number", "class", "path"],
  hyperparameters: {
    ...MEMBERS_HYPERPARAMETERS,
    folds: {
      type: "integer",
      default: 3,
      min: 2,
      max: 20,
      doc: "spans of time that are predicted in turn",
    },
    embargo: {
      type: "integer",
      default: 0,
      min: 0,
      doc: "bars behind a span's last label that windows must not hold",
    },
    penalty: {
      type: "number",
      default: 1,
      min: 0,
      openMin: true,
      doc: "penalty on the squared weights of members",
    },
  },
  factory: (params, config) => ({
    learn: (train, context) => stack(params, config, train, context),
  }),
};

async function stack(
  params: StackingParams,
  config: ModelConfig,
  train: Windows,
  context: LearnContext,
): Promise<Learnt> {
  const { target } = train;
  const configs = memberConfigs(params, config, context.registry, target.kind);
  const said = await outOfFold(configs, train, context, params);
  const members = await fitMembers(configs, train, context);
  const labels = Float64Array.from(train.labels());
  const task = { members, said, labels, params, context };
  const { graph, weights } = target.kind === "class"
    ? await stackClasses(task, target.classes)
    : await stackNumbers(task);
  return {
    graph,
    importance: mixedImportance(members, weights),
    parameters: weights.length +
      members.reduce((n, { facts }) => n + facts.parameters, 0),
    notes: Object.fromEntries(
      configs.map(({ name }, k) => [`weight of ${name}`, weights[k]]),
    ),
  };
}

/**
 * What members say of each window when they have not learnt from it.
 *
 * @returns Predictions or probabilities `[K][n · width]`.
 */
export async function outOfFold(
  configs: readonly ModelConfig[],
  train: Windows,
  context: LearnContext,
  { folds, embargo }: Pick<StackingParams, "folds" | "embargo">,
): Promise<Float64Array[]> {
  const { target, count, outputs } = train;
  const width = target.kind === "class" ? target.classes : outputs;
  const all = configs.map(() => new Float64Array(count * width));
  const splits = purgedFolds(train, folds, embargo);
  for (const [f, fold] of splits.entries()) {
    const models = await fitMembers(
      configs,
      train.take(fold.train),
      context,
      `span ${f + 1} of ${folds}`,
    );
    const said = await memberOutputs(models, train.take(fold.test), context);
    said.forEach((own, k) =>
      fold.test.forEach((row, i) =>
        all[k].set(own.subarray(i * width, (i + 1) * width), row * width)
      )
    );
  }
  return all;
}

/** What the model on top is learnt from. */
interface StackTask {
  readonly members: readonly BaseModel[];
  readonly said: readonly Float64Array[];
  readonly labels: Float64Array;
  readonly params: StackingParams;
  readonly context: LearnContext;
}

interface Stacked {
  readonly graph: Uint8Array;
  /** Size of each member's part `[K]`. */
  readonly weights: Float64Array;
}

async function stackNumbers(task: StackTask): Promise<Stacked> {
  const { members, said, labels, params, context } = task;
  const cols = members.length;
  const x = {
    data: new Float64Array(labels.length * cols),
    rows: labels.length,
    cols,
  };
  said.forEach((own, k) =>
    own.forEach((value, i) => x.data[i * cols + k] = value)
  );
  const model = await ridge.make({ alpha: params.penalty, standardize: true })
    .fit(x, labels, { rng: context.rng.child("stack") }) as LinearModel;
  return {
    graph: stackedNumbers(members, model.toGraph()),
    weights: model.coefficients,
  };
}

async function stackClasses(
  task: StackTask,
  classes: number,
): Promise<Stacked> {
  const { members, said, labels, params, context } = task;
  const cols = members.length * classes;
  const rows = labels.length;
  const x = { data: new Float64Array(rows * cols), rows, cols };
  said.forEach((own, k) =>
    own.forEach((p, at) => {
      const [i, c] = [Math.floor(at / classes), at % classes];
      x.data[i * cols + k * classes + c] = Math.log(
        Math.max(p, LEAST_PROBABILITY),
      );
    })
  );
  const present = Array.from({ length: classes }, (_, c) => c)
    .filter((c) => labels.includes(c));
  const learnt = present.length === 2 ? [present[1]] : present;
  const estimator = logistic.make({
    c: 1 / params.penalty,
    standardize: true,
  });
  const metas: LinearModel[] = [];
  for (const c of learnt) {
    const y = labels.map((label) => label === c ? 1 : 0);
    const rng = context.rng.child(`stack ${c}`);
    metas.push(await estimator.fit(x, y, { rng }) as LinearModel);
  }
  const weights = new Float64Array(members.length);
  for (const { coefficients } of metas) {
    coefficients.forEach((w, j) =>
      weights[Math.floor(j / classes)] += Math.abs(w) / coefficients.length
    );
  }
  return {
    graph: stackedClasses(members, metas.map((m) => m.toGraph()), present),
    weights,
  };
}
