/** What `tenor greeks predict` does. */

import { smoothChains } from "lib/greeks/chain_curve.ts";
import { deltaModelName } from "lib/greeks/delta_artifact.ts";
import {
  DELTA_FEATURES,
  type DeltaFeature,
  type DeltaFeatures,
  INDEX_FEATURES,
} from "lib/greeks/delta_features.ts";
import { loadDeltaModel } from "lib/greeks/load_delta.ts";
import { DataQualityError } from "lib/core/errors.ts";
import { nearestName } from "lib/core/nearest_name.ts";
import { csvRecords } from "lib/market/csv_records.ts";
import { listModels, openArtifact } from "lib/registry/store.ts";
import type { PredictFlags } from "scripts/commands/greeks.ts";
import { readText } from "scripts/read_text.ts";

/** Predicts the deltas of quotes in a file. */
export async function runPredict(
  file: string,
  flags: PredictFlags,
): Promise<void> {
  const { type, models } = flags;
  const name = deltaModelName(type);
  const known = (await listModels(models)).find((m) => m.name === name);
  const version = flags.version ??
    (known?.aliases.champion ? "champion" : "latest");
  const artifact = await openArtifact(models, name, version);
  const model = await loadDeltaModel(artifact);
  try {
    const rows = await readFeatures(file);
    checkNames(rows, model.features, file);
    const raw = await model.predict(rows);
    const { delta, low, high } = flags.smooth ? smoothChains(rows, raw) : raw;
    const { version: found, runId } = model.identity;
    if (flags.json) {
      console.log(JSON.stringify({
        predictions: Array.from(delta),
        intervals: Array.from(low, (x, i) => [x, high[i]]),
        contract_type: type,
        model_version: found,
        run_id: runId,
        count: delta.length,
        smoothed: flags.smooth ?? false,
      }));
      return;
    }
    console.log(`${name} ${found}, ${100 * model.level} % intervals`);
    rows.forEach(({ dte, strike }, i) => {
      console.log(
        `strike ${strike}, ${dte} days: ${delta[i].toFixed(4)} in [${
          low[i].toFixed(4)
        }, ${high[i].toFixed(4)}]`,
      );
    });
  } finally {
    await model.release();
  }
}

type Row = Record<string, unknown>;

async function readFeatures(file: string): Promise<DeltaFeatures[]> {
  const text = await readText(file);
  const rows = /^\s*[[{]/.test(text)
    ? jsonFeatures(text, file)
    : await csvFeatures(text, file);
  if (rows.length === 0) {
    throw new DataQualityError("There is no row to predict", { file });
  }
  return rows as unknown as DeltaFeatures[];
}

function jsonFeatures(text: string, file: string): Row[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new DataQualityError(
      `It must be JSON: ${cause instanceof Error ? cause.message : cause}`,
      { file },
    );
  }
  return (Array.isArray(value) ? value : [value]) as Row[];
}

async function csvFeatures(text: string, file: string): Promise<Row[]> {
  const rows: Row[] = [];
  let names: readonly string[] | undefined;
  for await (const batch of csvRecords([text], file)) {
    for (const { fields, row } of batch) {
      if (names === undefined) names = fields.map((name) => name.trim());
      else rows.push(toRow(names, fields, { file, row }));
    }
  }
  return rows;
}

function toRow(
  names: readonly string[],
  fields: readonly string[],
  place: { readonly file: string; readonly row: number },
): Row {
  return Object.fromEntries(names.map((column, j) => {
    const field = fields[j] ?? "";
    const value = Number(field);
    if (field.trim() !== "" && Number.isFinite(value)) return [column, value];
    throw new DataQualityError("It must be a number", {
      ...place,
      column,
      value: field,
    });
  }));
}

/** Features that the model needs must be there, and others be known. */
function checkNames(
  rows: readonly DeltaFeatures[],
  needed: readonly DeltaFeature[],
  file: string,
): void {
  rows.forEach((row, i) => {
    if (typeof row !== "object" || row === null) {
      throw new DataQualityError("Each row must be an object of features", {
        file,
        row: i + 1,
        value: row,
      });
    }
    for (const name of Object.keys(row)) {
      if ((DELTA_FEATURES as readonly string[]).includes(name)) continue;
      throw new DataQualityError(
        `There is no such feature: the nearest is ${
          nearestName(name, DELTA_FEATURES)
        }`,
        { file, row: i + 1, column: name },
      );
    }
    for (const name of needed) {
      const value: unknown = row[name];
      if (typeof value === "number" && Number.isFinite(value)) continue;
      const isIndex = (INDEX_FEATURES as readonly string[]).includes(name);
      throw new DataQualityError(
        isIndex
          ? "The model was trained with this index: give its last value"
          : "It must be a number",
        { file, row: i + 1, column: name, value },
      );
    }
  });
}
