/**
 * Windows of ready-made splits: the files that `writeSplits` writes, or those
 * of another tool with the same names. What is scaled is taken as it stands.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";
import type { ColumnScaler } from "lib/features/scale_columns.ts";
import { splitLabels } from "lib/features/split_classes.ts";
import { readSplitTable, type SplitTable } from "lib/features/split_table.ts";
import {
  SPLIT_FILES,
  SPLITS_NOTE,
  type SplitsNote,
} from "lib/features/splits_parquet.ts";
import { nearestName } from "lib/market/columns.ts";
import { checkApart, windowsOfTable } from "lib/features/split_windows.ts";
import type { UnscaledColumn, Windows } from "lib/models/windows/windows.ts";

/** How ready-made splits are read; what `splits.json` says is the default. */
export interface ReadSplitsOptions {
  /** Rows of a window. @default {60} */
  readonly length?: number;
  /** Bars ahead that labels reach, where the files do not say. @default {1} */
  readonly horizon?: number;
  /** Column of labels. @default the first of label, target and y */
  readonly label?: string;
  /**
   * Whose label a row's is: of the window that ends before it, or of the one
   * that ends with it. The first leaks nothing whatever the label is; the
   * second loses no bar where labels look ahead from their own row.
   * @default {"before"}
   */
  readonly labelOf?: "before" | "with";
  /**
   * Whether labels are numbers, classes, or a column's next values; `"auto"`
   * takes labels of 0, 1, 2 or −1, 0, 1 for classes. @default {"auto"}
   */
  readonly target?: "auto" | "number" | "class" | {
    /** The column. */
    readonly column: string;
    /** How many of its values. */
    readonly steps: number;
  };
  /** Feature columns. @default all that have no other meaning */
  readonly features?: readonly string[];
  /** Longest step between rows, in bars, see `PanelOptions`. @default {10} */
  readonly maxGap?: number;
  /** The present: no row may be known later. @default none */
  readonly now?: number;
}

/** Windows of ready-made splits. */
export interface SplitWindows {
  /** To learn from. */
  readonly train: Windows;
  /** To choose by. */
  readonly validation: Windows;
  /** To judge by. */
  readonly test: Windows;
  /** What the columns were scaled by, where `splits.json` says so. */
  readonly scaler?: ColumnScaler;
}

const PARTS = ["train", "validation", "test"] as const;

/**
 * Reads splits.
 *
 * @param folder Where the three files are.
 * @param options What they do not say themselves.
 * @returns Windows of each, with a table of its own.
 * @throws {DataQualityError} If a file or column is missing or cannot be used,
 * naming it and the nearest that there is, or no window is labelled.
 * @throws {LeakageError} If labels of a part reach the windows of a later one.
 */
export async function readSplits(
  folder: string,
  options: ReadSplitsOptions = {},
): Promise<SplitWindows> {
  const note = await readNote(folder);
  const target = options.target ?? targetOf(note);
  const isPath = typeof target !== "string";
  const label = options.label ?? note?.label;
  const { maxGap, now } = options;
  const tables: SplitTable[] = [];
  for (const part of PARTS) {
    // The first file says which columns there are, and in which order.
    const features = tables[0]?.features ?? options.features ?? note?.features;
    tables.push(
      await readSplitTable(await fileOf(folder, SPLIT_FILES[part]), {
        needsLabel: !isPath,
        ...(label === undefined ? {} : { label }),
        ...(features === undefined ? {} : { features }),
        ...(maxGap === undefined ? {} : { maxGap }),
        ...(now === undefined ? {} : { now }),
      }),
    );
  }
  const found = isPath ? undefined : splitLabels(tables, target);
  const shared = {
    length: options.length ?? note?.length ?? 60,
    horizon: options.horizon ?? note?.horizon ?? 1,
    labelOf: options.labelOf ?? "before",
    symbols: [...new Set(tables.flatMap((table) => table.symbols))],
    ...(found?.classes === undefined ? {} : { classes: found.classes }),
    ...returnsOf(note, tables[0].features),
  };
  const parts = tables.map((table, k) => ({
    table,
    windows: windowsOfTable(table, {
      ...shared,
      labels: isPath ? target : found!.labels[k],
    }),
  }));
  const mayLookBack = (note?.lookBack ?? 0) > 0;
  checkApart(parts[0], parts[1], mayLookBack);
  checkApart(parts[1], parts[2], mayLookBack);
  const [train, validation, test] = parts.map(({ windows }) => windows);
  return {
    train,
    validation,
    test,
    ...(note === undefined ? {} : { scaler: note.scaler }),
  };
}

/** The file of that name, if the folder has it. */
async function fileOf(folder: string, name: string): Promise<string> {
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(folder)) names.push(entry.name);
  } catch (error) {
    throw new DataQualityError(
      `The folder of splits cannot be read: ${(error as Error).message}`,
      { file: folder },
    );
  }
  if (names.includes(name)) return `${folder}/${name}`;
  const near = nearestName(name, names);
  throw new DataQualityError(
    `There is no such file. ${
      near === undefined
        ? `The folder must hold ${Object.values(SPLIT_FILES).join(", ")}`
        : `The nearest in the folder is "${near}": rename it`
    }`,
    { file: `${folder}/${name}` },
  );
}

async function readNote(folder: string): Promise<SplitsNote | undefined> {
  const file = `${folder}/${SPLITS_NOTE}`;
  let text: string;
  try {
    text = await Deno.readTextFile(file);
  } catch {
    // Other tools write none.
    return undefined;
  }
  try {
    const note = JSON.parse(text);
    if (note?.format === 1 && Array.isArray(note.features)) return note;
  } catch {
    // Said below.
  }
  throw new DataQualityError(
    "The file is damaged, or of another version. Write the splits again, or remove it to read them as another tool's",
    { file },
  );
}

function targetOf(
  note: SplitsNote | undefined,
): NonNullable<ReadSplitsOptions["target"]> {
  const target = note?.target;
  if (target === undefined) return "auto";
  return target.kind === "path" ? target : target.kind;
}

/** The column of returns, where it is read. */
function returnsOf(
  note: SplitsNote | undefined,
  features: readonly string[],
): { readonly returns?: UnscaledColumn } {
  if (note?.returns === undefined) return {};
  const column = features.indexOf(note.features[note.returns.column]);
  return column < 0 ? {} : { returns: { ...note.returns, column } };
}
