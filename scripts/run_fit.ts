/** `tenor fit`: read, learn, cross-validate if asked, score, write. */

import { basename, resolve } from "@std/path";
import { sha256OfFile } from "lib/core/hash.ts";
import { makeRng } from "lib/core/rng.ts";
import { estimatorOf } from "lib/models/estimators.ts";
import type { TableSchema } from "lib/models/table/table_schema.ts";
import { tableFiles, tableTask } from "lib/models/table_model.ts";
import {
  checkArtifactFolder,
  writeArtifactFolder,
} from "lib/registry/artifact_folder.ts";
import { codeVersion } from "scripts/code_version.ts";
import type { FitFlags } from "scripts/commands/fit.ts";
import { type FitSummary, fitText } from "scripts/fit_text.ts";
import { scoresOf, validate, type Validation } from "scripts/table_scores.ts";
import { terminalProgress } from "scripts/terminal_progress.ts";
import { readTraining } from "scripts/training_columns.ts";

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
  const { set: settings = {}, categorical = [], impute, seed } = flags;
  // What can be told at once is told before a long table is read.
  type.make(settings);
  await checkArtifactFolder(out, KIND);
  const columns = await readTraining(path, target, flags);
  const task = tableTask(type, columns, {
    settings,
    categorical,
    impute: impute === "mean",
  });
  const bar = terminalProgress();
  const context = {
    rng: makeRng(seed),
    threads: flags.threads,
    onProgress: bar.update,
    ...(task.weights && { weights: task.weights }),
  };
  const fitStarted = performance.now();
  const model = await task.estimator.fit(task.x, task.y, context);
  const fitMilliseconds = Math.round(performance.now() - fitStarted);
  const cv = await validate(task, flags, context);
  bar.clear();
  const features = task.schema.features.map(({ name }) => name);
  const shares = model.importance();
  const learnt = {
    model: type.kind,
    target,
    rows: task.x.rows,
    features,
    hyperparameters: { ...task.estimator.params },
    importance: Object.fromEntries(features.map((f, j) => [f, shares[j]])),
    ...(task.schema.classes && { classes: task.schema.classes }),
    train: scoresOf(task, model),
    ...(cv && { cv }),
    fitMilliseconds,
  };
  const { rows, importance, train, hyperparameters } = learnt;
  await writeArtifactFolder(out, {
    name: basename(resolve(out)),
    version: "1.0.0",
    kind: KIND,
    created: new Date().toISOString(),
    runId: "",
    codeVersion: await codeVersion(),
    command: commandText(),
    dataHash: await sha256OfFile(path),
    metrics: { ...prefixed("train", train), ...prefixed("cv", cv?.scores) },
    hyperparameters,
    details: { table: task.schema, model: type.kind, rows, seed, importance },
    files: tableFiles(task.schema, model),
  });
  const milliseconds = Math.round(performance.now() - started);
  print({ ...learnt, milliseconds, out }, task.schema, flags);
}

function print(
  { cv, ...rest }: Learnt,
  schema: TableSchema,
  { json }: FitFlags,
): void {
  const summary: FitSummary = {
    ...rest,
    ...(cv && { cv: { splitter: cv.splitter, ...cv.scores } }),
  };
  console.log(
    json ? JSON.stringify(summary, null, 2) : fitText(summary, schema),
  );
}

/** A summary whose out-of-fold scores stand apart. */
type Learnt = Omit<FitSummary, "cv"> & { readonly cv?: Validation };

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
