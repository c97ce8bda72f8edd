/** What `tenor greeks evaluate` does. */

import { DataQualityError } from "lib/core/errors.ts";
import { deltaDetails, deltaModelName } from "lib/greeks/delta_artifact.ts";
import { INDEX_FEATURES } from "lib/greeks/delta_features.ts";
import type { DeltaModel } from "lib/greeks/delta_model.ts";
import { evaluateDelta } from "lib/greeks/evaluate_delta.ts";
import { loadDeltaModel } from "lib/greeks/load_delta.ts";
import { parityPoints } from "lib/greeks/parity_points.ts";
import type { OptionSamples } from "lib/market/history/fetch_option_samples.ts";
import type { PriceQuote } from "lib/market/history/history_store.ts";
import {
  readHistoryFiles,
  samplesFromRows,
} from "lib/market/history/read_samples.ts";
import { VOLATILITY_INDICES } from "lib/market/history/sample_statement.ts";
import { openArtifact } from "lib/registry/store.ts";
import type { EvaluateFlags } from "scripts/commands/greeks.ts";
import { evaluationText } from "scripts/greeks_text.ts";
import { hasHistoryHome, openHistoryHome } from "scripts/history_home.ts";

/** Measures a registered model on files. */
export async function runEvaluate(flags: EvaluateFlags): Promise<void> {
  const { type, data, version = "latest", models } = flags;
  const rows = await readHistoryFiles(data);
  const artifact = await openArtifact(models, deltaModelName(type), version);
  const { universe, curve } = deltaDetails(artifact.metadata, artifact.path);
  const model = await loadDeltaModel(artifact);
  try {
    const prices = rows.prices.length > 0
      ? rows.prices
      : await pricesOfHistory(model, flags.store);
    const quotes = rows.quotes.filter(({ delta }) => Number.isFinite(delta));
    const samples = samplesFromRows({ quotes, prices }, type);
    if (samples.rows === 0) {
      throw new DataQualityError(
        `There is no ${type} with a mark and a delta to measure on${
          leftOutText(rows.dropped)
        }`,
        { file: data.join(", ") },
      );
    }
    const unknown = unknownIndices(model, samples);
    const both = (["call", "put"] as const).map((side) =>
      samplesFromRows({ quotes: rows.quotes, prices }, side)
    );
    const evaluation = await evaluateDelta(model, samples, {
      points: parityPoints(both),
      universe,
      curve,
    });
    const { name, version: found, runId } = model.identity;
    if (flags.json) {
      const { dropped } = rows;
      console.log(
        JSON.stringify({
          type,
          model: name,
          version: found,
          runId,
          dropped,
          unknown,
          ...evaluation,
        }),
      );
      return;
    }
    console.log(evaluationText(`${name} ${found}`, evaluation));
    for (const [index, n] of Object.entries(unknown)) {
      console.log(
        `  ${index} was learnt from and is not known of ${n} quotes: give its prices with --data`,
      );
    }
    console.log(
      `  ${evaluation.outside} quotes outside of what it was trained on; ${
        (100 * evaluation.coverage).toFixed(1)
      } % of the ${100 * evaluation.level} % intervals hold`,
    );
  } finally {
    await model.release();
  }
}

/** Prices of the indices that a model needs, where the files have none. */
async function pricesOfHistory(
  { features }: DeltaModel,
  folder: string,
): Promise<readonly PriceQuote[]> {
  const needed = INDEX_FEATURES.filter((name) => features.includes(name));
  if (needed.length === 0) return [];
  if (!await hasHistoryHome(folder)) return [];
  const store = await openHistoryHome(folder);
  try {
    return await store.prices(needed.map((name) => VOLATILITY_INDICES[name]));
  } finally {
    await store.close();
  }
}

/** Quotes of which no value is known of an index that the model needs. */
function unknownIndices(
  { features }: DeltaModel,
  samples: OptionSamples,
): Record<string, number> {
  const counts = INDEX_FEATURES.filter((name) => features.includes(name))
    .map((name) => [name, samples[name].filter(Number.isNaN).length] as const);
  return Object.fromEntries(counts.filter(([, n]) => n > 0));
}

function leftOutText(dropped: Readonly<Record<string, number>>): string {
  const left = Object.entries(dropped).map(([rule, n]) => `${n} ${rule}`);
  return left.length === 0 ? "" : `; left out: ${left.join(", ")}`;
}
