/**
 * A delta model of the registry, ready to answer.
 *
 * @module
 */

import { ArtifactError } from "lib/core/errors.ts";
import { deltaDetails, type DeltaUniverse } from "lib/greeks/delta_artifact.ts";
import {
  deltaBounds,
  type DeltaFeature,
  type DeltaFeatures,
  FEATURE_BOUNDS,
  INDEX_FEATURES,
  moneynessOf,
} from "lib/greeks/delta_features.ts";
import type { DeltaModel } from "lib/greeks/delta_model.ts";
import { type Backend, openSession } from "lib/graph/session/session.ts";
import { tensor } from "lib/graph/tensor.ts";
import type { ContractType } from "lib/market/history/history_store.ts";
import { GRAPH_INPUT, GRAPH_OUTPUT } from "lib/models/estimator.ts";
import { type Artifact, fileOf, MODEL_FILE } from "lib/registry/artifact.ts";
import { conformalIntervals } from "lib/validation/conformal.ts";

/** Rows that go through the graph at once. */
const BATCH = 4096;

/**
 * Opens a delta model.
 *
 * A quote outside of what the model was trained on (more days to expiry,
 * another moneyness) is answered, with all possible deltas as its interval:
 * nothing is known of the error there.
 *
 * @param artifact From the registry, its hashes checked.
 * @param options What runs the graph. @default {"wasm"}
 * @throws {ArtifactError} If it is no delta model, or cannot be run.
 */
export async function loadDeltaModel(
  artifact: Artifact,
  options: { readonly backend?: Backend } = {},
): Promise<DeltaModel> {
  const { metadata, path } = artifact;
  const { contractType, features, band, universe } = deltaDetails(
    metadata,
    path,
  );
  const session = await openSession(fileOf(artifact, MODEL_FILE), {
    ...options,
    name: `${metadata.name} ${metadata.version}`,
  });
  const columns = session.summary.inputs[0]?.shape[1];
  if (columns !== features.length) {
    await session.release();
    throw new ArtifactError(
      `Cannot load ${path} as its graph must take the ${features.length} features of its details: it takes ${columns}. Train it again with tenor greeks train`,
      { path },
    );
  }
  const within = deltaBounds(contractType);
  const answers = async (rows: readonly DeltaFeatures[]) => {
    const input = new Float32Array(rows.length * features.length);
    rows.forEach((row, i) => {
      features.forEach((name, j) => {
        input[i * features.length + j] = checked(row[name], name, i);
      });
    });
    const out = await session.run({
      [GRAPH_INPUT]: tensor(input, [rows.length, features.length]),
    });
    return out[GRAPH_OUTPUT].data as Float32Array;
  };
  return {
    identity: {
      name: metadata.name,
      version: metadata.version,
      runId: metadata.runId,
    },
    contractType,
    features,
    level: band.level,
    predict: async (rows) => {
      const delta = new Float64Array(rows.length);
      for (let from = 0; from < rows.length; from += BATCH) {
        delta.set(await answers(rows.slice(from, from + BATCH)), from);
      }
      const { low, high } = conformalIntervals(band, delta, { within });
      rows.forEach((row, i) => {
        if (isInUniverse(contractType, universe, row)) return;
        [low[i], high[i]] = within;
      });
      return { delta, low, high };
    },
    release: () => session.release(),
  };
}

/** Whether a quote is of the sort that a model was trained on. */
export function isInUniverse(
  type: ContractType,
  { maxDte, minMoneyness, maxMoneyness }: DeltaUniverse,
  quote: Pick<DeltaFeatures, "dte" | "strike" | "underlying_price">,
): boolean {
  const moneyness = moneynessOf(type, quote);
  return quote.dte <= maxDte && moneyness >= minMoneyness &&
    moneyness <= maxMoneyness;
}

function isIndex(name: DeltaFeature): boolean {
  return (INDEX_FEATURES as readonly string[]).includes(name);
}

function checked(
  value: number | undefined,
  name: DeltaFeature,
  row: number,
): number {
  const [least, most] = FEATURE_BOUNDS[name];
  // An index that was not known at the quote's time; trees take that.
  if (Number.isNaN(value) && isIndex(name)) return NaN;
  // Not every caller is typed: null and "5" compare as numbers do.
  if (typeof value === "number" && value >= least && value <= most) {
    return value;
  }
  throw new RangeError(
    `Cannot predict a delta as ${name} must be a number from ${least} to ${most}: row ${row} has ${value}`,
  );
}
