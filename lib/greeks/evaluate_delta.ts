/**
 * How good a delta model is on quotes that it was not trained on, with the
 * Black–Scholes delta beside it.
 *
 * @module
 */

import {
  type CarryCurve,
  carryCurve,
  synchronousUnderlying,
} from "lib/greeks/carry_curve.ts";
import type { DeltaUniverse } from "lib/greeks/delta_artifact.ts";
import {
  deltaBounds,
  type DeltaFeatures,
  moneynessOf,
} from "lib/greeks/delta_features.ts";
import type { DeltaModel, DeltaPredictions } from "lib/greeks/delta_model.ts";
import { isInUniverse } from "lib/greeks/load_delta.ts";
import type { ParityPoint } from "lib/greeks/parity_points.ts";
import { baselineOf } from "lib/greeks/train_delta.ts";
import type { OptionSamples } from "lib/market/history/fetch_option_samples.ts";
import { formatDate } from "lib/market/instant.ts";
import { equalBins } from "lib/validation/bins.ts";
import {
  evaluatePredictions,
  type Evaluation,
} from "lib/validation/evaluate.ts";

/** What was found; plain data, ready for JSON. */
export interface DeltaEvaluation extends Evaluation {
  /** Share of rows whose delta is within its interval. */
  readonly coverage: number;
  /** Share that is to be. */
  readonly level: number;
  /** Rows whose underlying price is from put–call parity. */
  readonly synchronised: number;
  /** Rows outside of what the model was trained on: not measured. */
  readonly outside: number;
}

/** Answers of a model about quotes. */
export interface AnsweredQuotes {
  /** Rows of the samples that were asked about. */
  readonly rows: Int32Array;
  /** What was asked, one a row. */
  readonly asked: readonly DeltaFeatures[];
  /** What was answered. */
  readonly answers: DeltaPredictions;
  /** The Black–Scholes deltas. */
  readonly baseline: Float64Array;
  /** Rows whose underlying price is from parity. */
  readonly synchronised: number;
}

/** Parts of a quote that may be set to ask a model about samples. */
export interface AskOptions {
  /** Forwards by parity of the same snapshots. @default none */
  readonly points?: readonly ParityPoint[];
  /** Only quotes within. @default all */
  readonly universe?: DeltaUniverse;
  /** Rates by which the model reads quotes. @default those of the points */
  readonly curve?: CarryCurve;
}

/**
 * Asks a model about quotes, with underlying prices of their own time where
 * both sides of the snapshot are there.
 */
export async function askModel(
  model: DeltaModel,
  samples: OptionSamples,
  options: AskOptions = {},
): Promise<AnsweredQuotes> {
  const { points = [], universe, curve = carryCurve(points) } = options;
  const { underlying, synchronised } = synchronousUnderlying(
    samples,
    points,
    curve,
  );
  const quotes = Array.from(
    { length: samples.rows },
    (_, i) => quoteOf(model, samples, i, underlying[i]),
  );
  const rows = Int32Array.from(quotes.keys()).filter((i) =>
    universe === undefined ||
    isInUniverse(model.contractType, universe, quotes[i])
  );
  const asked = Array.from(rows, (i) => quotes[i]);
  return {
    rows,
    asked,
    answers: await model.predict(asked),
    baseline: Float64Array.from(
      rows,
      (row) =>
        baselineOf({ type: model.contractType, samples }, row, {
          curve,
          underlying,
        }),
    ),
    synchronised,
  };
}

function quoteOf(
  { contractType, features }: DeltaModel,
  samples: OptionSamples,
  i: number,
  underlying_price: number,
): DeltaFeatures {
  const strike = samples.strike[i];
  const indices = {
    vix9d: samples.vix9d,
    vvix: samples.vvix,
    skew: samples.skew,
  };
  const known = Object.entries(indices).filter(([name]) =>
    (features as readonly string[]).includes(name)
  ).map(([name, column]) => [name, column[i]]);
  return {
    dte: samples.dte[i],
    moneyness: moneynessOf(contractType, { strike, underlying_price }),
    mark: samples.mark[i],
    strike,
    underlying_price,
    ...Object.fromEntries(known),
  };
}

/**
 * Evaluates a model on quotes with deltas.
 *
 * @param model The model.
 * @param samples Quotes of its side.
 * @param options Parity of both sides, and what the model was trained on.
 * @throws {RangeError} If no quote is left to evaluate.
 */
export async function evaluateDelta(
  model: DeltaModel,
  samples: OptionSamples,
  options: AskOptions = {},
): Promise<DeltaEvaluation> {
  const { rows, answers, baseline, synchronised } = await askModel(
    model,
    samples,
    options,
  );
  if (rows.length === 0) {
    throw new RangeError(
      `Cannot evaluate ${model.identity.name} as there must be quotes of the sort that it was trained on: ${samples.rows} are outside`,
    );
  }
  const actual = Float64Array.from(rows, (row) => samples.delta[row]);
  const { delta, low, high } = answers;
  let covered = 0;
  actual.forEach((value, i) => {
    if (value >= low[i] - 1e-7 && value <= high[i] + 1e-7) ++covered;
  });
  return {
    ...evaluatePredictions(actual, delta, {
      edges: equalBins(...deltaBounds(model.contractType), 10),
      groups: Array.from(rows, (row) => expiryOf(samples, row)),
      baseline,
    }),
    coverage: covered / rows.length,
    level: model.level,
    synchronised,
    outside: samples.rows - rows.length,
  };
}

function expiryOf({ expiration }: OptionSamples, row: number): string {
  return formatDate(expiration[row]);
}
