/** One surface of real quotes fitted three ways: net, polish, least squares. */

import { calibrate, refine } from "lib/calibration/calibrate.ts";
import type {
  NetFit,
  NeuralCalibrator,
} from "lib/calibration/neural/net_fit.ts";
import type { CalibrationQuotes } from "lib/calibration/quotes.ts";
import type { CalibrationReport } from "lib/calibration/report.ts";

/** One real surface, fitted three ways. */
export interface RealFit {
  readonly file: string;
  readonly quotes: number;
  readonly net: NetFit;
  readonly netMs: number;
  /** Error of the exact law at the net's parameters. */
  readonly netRmseImpliedVol: number;
  readonly polished: CalibrationReport;
  readonly leastSquares: CalibrationReport;
}

/** Fits a surface by a net, by the net and least squares, and without the net. */
export async function fitReal(
  calibrator: NeuralCalibrator,
  file: string,
  quotes: CalibrationQuotes,
): Promise<RealFit> {
  const now = () => performance.now();
  const began = now();
  const [net] = await calibrator.fit([quotes]);
  const netMs = now() - began;
  const { law } = calibrator;
  const options = { space: "implied-vol", now } as const;
  const atNet = refine(quotes, law, net.params, {
    space: "implied-vol",
    maxIterations: 0,
  });
  return {
    file,
    quotes: quotes.size,
    net,
    netMs,
    netRmseImpliedVol: atNet.rmseImpliedVol ?? NaN,
    polished: refine(quotes, law, net.params, options),
    leastSquares: calibrate(quotes, law, options),
  };
}

/** The three fits, a line each, and what the net says against itself. */
export function realFitText(fit: RealFit): string {
  const { file, quotes, net, polished, leastSquares } = fit;
  const line = (
    how: string,
    params: Readonly<Record<string, number>>,
    rmse: number | null,
    ms: number,
  ) => {
    const values = Object.entries(params)
      .map(([name, value]) => `${name} ${value.toPrecision(4)}`).join("  ");
    const points = (100 * (rmse ?? NaN)).toFixed(3);
    return `  ${how.padEnd(15)}RMSE ${points} vol points  ${
      ms.toFixed(1).padStart(7)
    } ms  ${values}`;
  };
  return [
    `${file}: ${net.quotesUsed} of ${quotes} quotes stand on the net's grid`,
    line("net", net.params, fit.netRmseImpliedVol, fit.netMs),
    ...([["polished", polished], ["least squares", leastSquares]] as const).map(
      ([how, r]) => line(how, r.params, r.rmseImpliedVol, r.milliseconds),
    ),
    ...net.reasons.map((reason) => `  ! ${reason}`),
  ].join("\n");
}

/** A report's answer without its quotes. */
export function briefReport(
  { params, rmseImpliedVol, iterations, milliseconds }: CalibrationReport,
): Pick<
  CalibrationReport,
  "params" | "rmseImpliedVol" | "iterations" | "milliseconds"
> {
  return { params, rmseImpliedVol, iterations, milliseconds };
}
