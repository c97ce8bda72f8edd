/**
 * Forecasts as a Parquet file: a row for each window and horizon, the columns of
 * `PredictionOutput.toFrame()` and, where it is known, `actual`. The same
 * forecasts give the same bytes.
 */

import { Buffer } from "node:buffer";
import pl from "nodejs-polars";
import { DataQualityError } from "lib/core/errors.ts";
import { PredictionOutput } from "lib/models/forecast/prediction_output.ts";

/** Forecasts and what came. */
export interface StoredPredictions {
  /** The forecasts. */
  readonly output: PredictionOutput;
  /** What came `[n × outputs]`; null if the file does not say. */
  readonly actual: Float64Array | null;
}

/**
 * Forecasts as a Parquet file.
 *
 * @param output The forecasts.
 * @param actual What came `[n × outputs]`. @default not written
 * @returns The file.
 * @throws {TypeError} If there is not one outcome for each forecast.
 */
export function encodePredictions(
  output: PredictionOutput,
  actual?: ArrayLike<number>,
): Uint8Array {
  const rows = output.predictions.length;
  if (actual !== undefined && actual.length !== rows) {
    throw new TypeError(
      `Cannot store forecasts as there must be one outcome for each of ${rows}: current number is ${actual.length}`,
    );
  }
  const outputs = output.horizons.length;
  const window = (k: number) => Math.floor(k / outputs);
  // As toFrame() has them, but typed: a long path of many windows is millions of rows.
  const column = (at: (k: number) => number) => {
    const values = new Float64Array(rows);
    for (let k = 0; k < rows; ++k) values[k] = at(k);
    return values;
  };
  const wide = (values: Float64Array | null, width: number, j: number) =>
    column((k) => values![k * width + j]);
  const { probabilities, quantiles, levels, classes } = output;
  const numbers: [string, Float64Array][] = [
    ["prediction", output.predictions],
    ["uncertainty", output.uncertainty],
    ...Array.from(
      { length: classes },
      (
        _,
        c,
      ): [string, Float64Array] => [`p${c}`, wide(probabilities, classes, c)],
    ),
    ...levels.map((level, j): [string, Float64Array] => [
      `q${level}`,
      wide(quantiles, levels.length, j),
    ]),
  ];
  if (actual !== undefined) numbers.push(["actual", column((k) => actual[k])]);
  const times = column((k) => output.timestamps[window(k)]);
  const horizons = new Int32Array(rows);
  for (let k = 0; k < rows; ++k) horizons[k] = output.horizons[k % outputs];
  const symbols = Array.from(
    { length: rows },
    (_, k) => output.symbols[window(k)],
  );
  const frame = pl.DataFrame([
    pl.Series("timestamp", times as unknown as number[], pl.Float64).cast(
      pl.Datetime("ms"),
    ),
    pl.Series("symbol", symbols, pl.Utf8),
    pl.Series("horizon", horizons as unknown as number[], pl.Int32),
    ...numbers.map(([name, values]) => numberSeries(name, values)),
  ]);
  const bytes = frame.writeParquet({ compression: "zstd" });
  return new Uint8Array(bytes as unknown as Buffer);
}

/** A column, of float32 where that loses nothing: what graphs give. */
function numberSeries(name: string, values: Float64Array): pl.Series {
  const half = new Float32Array(values);
  return half.every((value, k) => Object.is(value, values[k]))
    ? pl.Series(name, half as unknown as number[], pl.Float32)
    : pl.Series(name, values as unknown as number[], pl.Float64);
}

/**
 * Forecasts from a Parquet file.
 *
 * @param bytes The file.
 * @param path Where it comes from, for messages.
 * @throws {DataQualityError} If it is damaged or holds no forecasts.
 */
export function decodePredictions(
  bytes: Uint8Array,
  path: string,
): StoredPredictions {
  try {
    return readFrame(pl.readParquet(Buffer.from(bytes)));
  } catch (error) {
    throw new DataQualityError(
      `The file holds no forecasts: ${
        (error as Error).message.split("\n")[0]
      }. Make it again`,
      { file: path },
    );
  }
}

function readFrame(frame: pl.DataFrame): StoredPredictions {
  const column = (name: string): Float64Array =>
    Float64Array.from(
      frame.getColumn(name).cast(pl.Float64).toArray() as number[],
    );
  const horizon = column("horizon");
  // A window's rows stand together, each horizon once.
  const again = horizon.indexOf(horizon[0], 1);
  const outputs = again < 0 ? Math.max(1, horizon.length) : again;
  const first = (_: unknown, i: number) => i % outputs === 0;
  const group = (names: readonly string[]): Float64Array | null => {
    if (names.length === 0) return null;
    const columns = names.map(column);
    return Float64Array.from(
      { length: horizon.length * names.length },
      (_, k) => columns[k % names.length][Math.floor(k / names.length)],
    );
  };
  const named = (pattern: RegExp) =>
    frame.columns.filter((name) => pattern.test(name));
  const levels = named(/^q\d*\.?\d+$/);
  return {
    output: new PredictionOutput({
      predictions: column("prediction"),
      probabilities: group(named(/^p\d+$/)),
      timestamps: column("timestamp").filter(first),
      symbols: (frame.getColumn("symbol").toArray() as string[]).filter(first),
      horizons: Int32Array.from(horizon.subarray(0, outputs)),
      uncertainty: column("uncertainty"),
      quantiles: group(levels),
      levels: levels.map((name) => Number(name.slice(1))),
    }),
    actual: frame.columns.includes("actual") ? column("actual") : null,
  };
}
