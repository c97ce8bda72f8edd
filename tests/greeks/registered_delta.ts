/** Delta models of tests, trained quickly and registered in a folder. */

import { makeRng } from "lib/core/rng.ts";
import { deltaArtifact } from "lib/greeks/delta_artifact.ts";
import { deltaTable } from "lib/greeks/delta_table.ts";
import { parityPoints } from "lib/greeks/parity_points.ts";
import { trainDelta, type TrainedDelta } from "lib/greeks/train_delta.ts";
import type { OptionSamples } from "lib/market/history/fetch_option_samples.ts";
import type { NewArtifact } from "lib/registry/store.ts";

/** A trained model and what is to be registered of it. */
export interface MadeDelta {
  /** As trained. */
  readonly trained: TrainedDelta;
  /** To register. */
  readonly artifact: NewArtifact;
}

/** Trains on the first of two sides. */
export async function madeDelta(
  [samples, other]: readonly OptionSamples[],
  more: Parameters<typeof trainDelta>[2] | { readonly level?: number } = {},
): Promise<MadeDelta> {
  const table = deltaTable(samples);
  const trained = await trainDelta(
    table,
    parityPoints(other === undefined ? [samples] : [samples, other]),
    {
      rng: makeRng(3),
      folds: 3,
      hyperparameters: { rounds: 40, learningRate: 0.15, minLeaf: 10 },
      ...more,
    },
  );
  const artifact = deltaArtifact(table, trained, {
    created: "2026-01-02T03:04:05.000Z",
    runId: "made",
    codeVersion: "0.0.0",
    command: "deno test",
    dataHash: "0".repeat(64),
    universe: {
      roots: ["XYZ"],
      maxDte: 66,
      minMoneyness: 0.84,
      maxMoneyness: 1.2,
    },
    metrics: { mae: 0.01 },
  });
  return { trained, artifact };
}
