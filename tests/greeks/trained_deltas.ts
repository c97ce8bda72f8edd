/** Delta models that were trained, on quotes of a flat smile. */

import { makeRng } from "lib/core/rng.ts";
import { deltaArtifact } from "lib/greeks/delta_artifact.ts";
import { deltaTable } from "lib/greeks/delta_table.ts";
import { parityPoints } from "lib/greeks/parity_points.ts";
import { trainDelta, type TrainDeltaOptions } from "lib/greeks/train_delta.ts";
import type { ContractType } from "lib/market/history/history_store.ts";
import type { NewArtifact } from "lib/registry/store.ts";
import { flatSmileQuotes } from "./flat_smile_quotes.ts";

/** Trains a model of one side, to be registered as `calls` or `puts`. */
export async function trainedDelta(
  type: ContractType,
  options: Partial<TrainDeltaOptions> = {},
): Promise<NewArtifact> {
  const table = deltaTable(flatSmileQuotes(type));
  const points = parityPoints([
    flatSmileQuotes("call"),
    flatSmileQuotes("put"),
  ]);
  const trained = await trainDelta(table, points, {
    rng: makeRng(1),
    folds: 3,
    ...options,
  });
  return deltaArtifact(table, trained, {
    created: "2026-01-02T03:04:05.000Z",
    runId: `trained-${type}s`,
    codeVersion: "0.0.0",
    command: "deno test",
    dataHash: "0".repeat(64),
    universe: {
      roots: ["SPX"],
      maxDte: 45,
      minMoneyness: 0.8,
      maxMoneyness: 1.25,
    },
    metrics: {},
  });
}
