/** A trial of the greeks pipeline: days predicted by models of other days. */

import { makeRng } from "lib/core/rng.ts";
import type { DeltaTable } from "lib/greeks/delta_table.ts";
import type { ParityPoint } from "lib/greeks/parity_points.ts";
import { crossValidateDelta } from "lib/greeks/train_delta.ts";
import type { SearchSpace } from "lib/models/tune/space.ts";
import { readSpace } from "lib/models/tune/space.ts";
import type { Trial } from "lib/models/tune/trial.ts";
import { regressionScores } from "lib/validation/metrics/regression.ts";
import type { GreeksTraining } from "pipelines/train_greeks.ts";

/** What every trial is given; structured-clonable. */
export interface DeltaTrialData
  extends Pick<GreeksTraining, "folds" | "balance" | "seed"> {
  readonly table: DeltaTable;
  readonly points: readonly ParityPoint[];
}

/** Hyperparameters that are searched. */
export const DELTA_SPACE: SearchSpace = readSpace({
  rounds: { type: "integer", min: 50, max: 400, log: true },
  leaves: { type: "integer", min: 8, max: 63, log: true },
  learningRate: { type: "float", min: 0.03, max: 0.2, log: true },
  minLeaf: { type: "integer", min: 10, max: 400, log: true },
  subsample: { type: "float", min: 0.5, max: 1 },
});

/** Mean absolute error on days that were not learnt from. */
export async function objective(
  trial: Trial,
  { table, points, folds, balance, seed }: DeltaTrialData,
): Promise<number> {
  const { predicted } = await crossValidateDelta(table, points, {
    rng: makeRng(seed).child(table.type),
    folds,
    balance,
    hyperparameters: trial.params,
    ...(trial.signal && { signal: trial.signal }),
  });
  return regressionScores(table.samples.delta, predicted).mae;
}
