/** `tenor tune`: read a table, search, report. */

import { parse } from "@std/yaml";
import { sha256OfFile } from "lib/core/hash.ts";
import { openTable } from "lib/market/history/table_rows.ts";
import { estimatorOf } from "lib/models/estimators.ts";
import { isCategorical } from "lib/models/table/column.ts";
import { tableTask, type TrainingColumns } from "lib/models/table_model.ts";
import { defaultSpace, pointOf } from "lib/models/tune/default_spaces.ts";
import { folderStorage } from "lib/models/tune/folder_storage.ts";
import { memoryStorage } from "lib/models/tune/memory_storage.ts";
import { readSpace, type SearchSpace } from "lib/models/tune/space.ts";
import { sqliteStorage } from "lib/models/tune/sqlite_storage.ts";
import { openStudy } from "lib/models/tune/study.ts";
import type { StudySpec } from "lib/models/tune/study_spec.ts";
import type { TuneFlags } from "scripts/commands/tune.ts";
import { readText } from "scripts/read_text.ts";
import { columnIndex, readColumns } from "scripts/table_columns.ts";
import { terminalProgress } from "scripts/terminal_progress.ts";
import { type TuneData, usualMetric } from "scripts/tune_objective.ts";
import { tuneResult, tuneText } from "scripts/tune_text.ts";

/** Runs the command. */
export async function runTune(file: string, flags: TuneFlags): Promise<void> {
  const columns = await trainingColumns(file, flags);
  const { kind, params } = estimatorOf(flags.model).make(flags.set);
  const space = await spaceOf(flags);
  const data = tuneData(columns, flags);
  // What is wrong with the table or --set is said before any trial is run.
  tableTask(estimatorOf(kind), columns, {
    settings: flags.set,
    categorical: data.categorical,
    impute: data.impute,
  });
  const defaults = pointOf(space, params as Record<string, unknown>);
  const study = await openStudy({
    ...searchOf(flags, data),
    space,
    ...(defaults && { start: [defaults] }),
    about: await aboutOf(file, flags, data),
  }, storageOf(flags.storage));
  const progress = terminalProgress();
  try {
    await study.optimize({
      module: import.meta.resolve("./tune_objective.ts"),
      data,
    }, {
      trials: flags.trials,
      workers: flags.workers,
      onProgress: progress.update,
    });
  } finally {
    progress.clear();
    await study.close();
  }
  const { best } = study;
  if (best === undefined) {
    throw new RangeError(
      `Cannot name the best of ${study.trials.length} trials as none is complete: ${
        study.trials.find(({ error }) => error !== undefined)?.error
      }`,
    );
  }
  const result = tuneResult(study, best, {
    model: kind,
    metric: data.metric,
    defaults,
    fit: fitCommand(file, flags),
  });
  console.log(
    flags.json ? JSON.stringify(result, null, 2) : tuneText(result),
  );
}

async function trainingColumns(
  file: string,
  flags: TuneFlags,
): Promise<TrainingColumns> {
  const { target, weights, group, ignore = [] } = flags;
  await using table = await openTable(file);
  const apart = [target, weights, group].filter((name) => name !== undefined);
  for (const name of ignore) columnIndex(table.head, name);
  const features = flags.features ??
    table.head.names.filter((name) =>
      name !== "" && !apart.includes(name) && !ignore.includes(name)
    );
  const names = [...new Set([...features, ...apart])];
  const { place, columns } = await readColumns(table, names);
  return {
    place,
    features: features.map((name) => columns.get(name)!),
    target: columns.get(target)!,
    ...(weights !== undefined && { weights: columns.get(weights)! }),
    ...(group !== undefined && { groups: columns.get(group)! }),
  };
}

function tuneData(columns: TrainingColumns, flags: TuneFlags): TuneData {
  const { model, set, folds, seed } = flags;
  const { target, place } = columns;
  const isText = target.texts.length > 0 && isCategorical(target, place);
  return {
    columns,
    kind: model,
    settings: set,
    categorical: flags.categorical ?? [],
    impute: flags.impute === "mean",
    metric: flags.metric ?? usualMetric(model, set, isText),
    folds,
    seed,
  };
}

async function spaceOf(flags: TuneFlags): Promise<SearchSpace> {
  const whole = flags.space === undefined
    ? defaultSpace(flags.model)
    : readSpace(parse(await readText(flags.space)));
  // What is fixed is not searched.
  const left = Object.entries(whole)
    .filter(([name]) => !Object.hasOwn(flags.set, name));
  return readSpace(Object.fromEntries(left));
}

function searchOf(
  flags: TuneFlags,
  data: TuneData,
): Omit<StudySpec, "space"> {
  const { sampler, startup, pruner, seed, batch, folds } = flags;
  return {
    directions: [data.metric === "r2" ? "maximize" : "minimize"],
    sampler: sampler === "tpe" ? { kind: "tpe", startup } : { kind: "random" },
    pruner: pruner === "hyperband"
      ? { kind: "hyperband", max: folds, eta: 2 }
      : { kind: pruner },
    seed,
    batch,
  };
}

/** What else the scores depend on; a kept study of anything else is refused. */
async function aboutOf(file: string, flags: TuneFlags, data: TuneData) {
  const { columns, kind, settings, categorical, impute, metric, folds } = data;
  return {
    table: await sha256OfFile(file),
    target: flags.target,
    features: columns.features.map(({ name }) => name),
    group: flags.group ?? null,
    weights: flags.weights ?? null,
    kind,
    settings,
    categorical,
    impute,
    metric,
    folds,
  };
}

function storageOf(path: string | undefined) {
  if (path === undefined) return memoryStorage();
  return /\.(db|sqlite3?)$/.test(path)
    ? sqliteStorage(path)
    : folderStorage(path);
}

/** The flags of `tenor fit` that say the same. */
function fitCommand(file: string, flags: TuneFlags): string[] {
  const list = (name: string, value: string | readonly string[] | undefined) =>
    value === undefined ? [] : [`--${name} ${value}`];
  return [
    `deno task tenor fit ${file} --target ${flags.target} --model ${flags.model}`,
    ...list("features", flags.features),
    ...list("ignore", flags.ignore),
    ...list("categorical", flags.categorical),
    ...list("impute", flags.impute),
    ...list("weights", flags.weights),
    ...list("group", flags.group),
    ...Object.entries(flags.set).map(([name, to]) => `--set ${name}=${to}`),
  ];
}
