/** `tenor fit`: read, learn, cross-validate if asked, score, write. */

import { basename, resolve } from "@std/path";
import { sha256OfFile } from "lib/core/hash.ts";
import { makeRng } from "lib/core/rng.ts";
import { openTable, type Table } from "lib/market/history/table_rows.ts";
import type { FitContext, Model } from "lib/models/estimator.ts";
import { estimatorOf } from "lib/models/estimators.ts";
import {
  tableFiles,
  type TableTask,
  tableTask,
  type TrainingColumns,
} from "lib/models/table_model.ts";
import {
  checkArtifactFolder,
  writeArtifactFolder,
} from "lib/registry/artifact_folder.ts";
import { crossValidate } from "lib/validation/cross_validate.ts";
import { classificationScores } from "lib/validation/metrics/classification.ts";
import { regressionScores } from "lib/validation/metrics/regression.ts";
import { groupedKFold } from "lib/validation/splitters/grouped_k_fold.ts";
import { kFold } from "lib/validation/splitters/k_fold.ts";
import { codeVersion } from "scripts/code_version.ts";
import type { FitFlags } from "scripts/commands/fit.ts";
import { type FitSummary, fitText } from "scripts/fit_text.ts";
import { columnIndex, readColumns } from "scripts/table_columns.ts";
import { terminalProgress } from "scripts/terminal_progress.ts";

/** Kind of the artifacts that this command writes. */
const KIND = "table";

/** Runs the command. */
export async function runFit(
  file: string | undefined,
  flags: FitFlags,
): Promise<void> {
  const started = performance.now();
  const { path, target, out } = needed(file, flags);
  const type = estimatorOf(flags.model);
  const { set: settings = {} } = flags;
  type.make(settings);
  await checkArtifactFolder(out, KIND);
  const columns = await readTraining(path, target, flags);
  const task = tableTask(type, columns, {
    settings,
    categorical: flags.categorical ?? [],
    impute: flags.impute === "mean",
  });
  const bar = terminalProgress();
  const context = {
    rng: makeRng(flags.seed),
    threads: flags.threads,
    onProgress: bar.update,
    ...(task.weights && { weights: task.weights }),
  };
  const fitStarted = performance.now();
  const model = await task.estimator.fit(task.x, task.y, context);
  const fitMilliseconds = performance.now() - fitStarted;
  const cv = await validate(task, flags, context);
  bar.clear();
  const train = scoresOf(task, model);
  const dataHash = await sha256OfFile(path);
  const features = task.schema.features.map(({ name }) => name);
  const shares = model.importance();
  const importance = Object.fromEntries(features.map((f, j) => [f, shares[j]]));
  await writeArtifactFolder(out, {
    name: basename(resolve(out)),
    version: "1.0.0",
    kind: KIND,
    created: new Date().toISOString(),
    runId: "",
    codeVersion: await codeVersion(),
    command: commandText(),
    dataHash,
    metrics: { ...prefixed("train", train), ...prefixed("cv", cv?.scores) },
    hyperparameters: { ...task.estimator.params },
    details: {
      table: task.schema,
      model: type.kind,
      rows: task.x.rows,
      seed: flags.seed,
      importance,
    },
    files: tableFiles(task.schema, model),
  });
  const summary: FitSummary = {
    model: type.kind,
    target,
    rows: task.x.rows,
    features,
    hyperparameters: { ...task.estimator.params },
    importance,
    ...(task.schema.classes && { classes: task.schema.classes }),
    train,
    ...(cv && { cv: { splitter: cv.splitter, ...cv.scores } }),
    fitMilliseconds: Math.round(fitMilliseconds),
    milliseconds: Math.round(performance.now() - started),
    out,
  };
  console.log(
    flags.json
      ? JSON.stringify(summary, null, 2)
      : fitText(summary, task.schema),
  );
}

/** What commander cannot ask for, since --help-settings needs none of it. */
function needed(
  path: string | undefined,
  { target, out }: FitFlags,
): { path: string; target: string; out: string } {
  if (path !== undefined && target !== undefined && out !== undefined) {
    return { path, target, out };
  }
  const absent = path === undefined
    ? "a file with the table must be named: tenor fit TRAIN.csv"
    : target === undefined
    ? "the column to predict must be named: --target <column>"
    : "the folder of the model must be named: --out <dir>";
  throw new RangeError(`Cannot fit as ${absent}`);
}

async function readTraining(
  path: string,
  target: string,
  flags: FitFlags,
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

/** Scores of the model on the rows that it learnt. */
function scoresOf(task: TableTask, model: Model): FitSummary["train"] {
  return shortScores(task)(
    task.y,
    model.predict(task.x),
    task.weights ? { weights: task.weights } : {},
  );
}

/** What people look at first, of numbers or of classes. */
function shortScores({ schema }: TableTask) {
  return (
    actual: ArrayLike<number>,
    predicted: ArrayLike<number>,
    options?: { readonly weights?: ArrayLike<number> },
  ): Record<string, number> => {
    if (schema.classes === undefined) {
      const { mae, rmse, r2 } = regressionScores(actual, predicted, options);
      return { mae, rmse, r2 };
    }
    const { logLoss, auc, accuracy, brier } = classificationScores(
      actual,
      predicted,
      options,
    );
    return { logLoss, auc, accuracy, brier };
  };
}

async function validate(
  task: TableTask,
  { folds, group }: FitFlags,
  context: FitContext,
): Promise<{ splitter: string; scores: Record<string, number> } | undefined> {
  if (folds === undefined && group === undefined) return undefined;
  const make = group === undefined ? kFold : groupedKFold;
  const splitter = make({ folds: folds ?? 5 });
  const { estimator, schema: _, ...table } = task;
  const { weights: __, ...ways } = context;
  const { scores } = await crossValidate(estimator, table, {
    ...ways,
    rng: context.rng.child("cross-validation"),
    splitter,
    score: shortScores(task),
  });
  return { splitter: splitter.name, scores };
}

function prefixed(
  prefix: string,
  scores: Readonly<Record<string, number>> = {},
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(scores).map(([name, score]) => [
      `${prefix}_${name}`,
      score,
    ]),
  );
}

/** The command as it was given, for a shell. */
function commandText(): string {
  const words = Deno.args.map((word) =>
    /^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
  );
  return ["deno task tenor", ...words].join(" ");
}
