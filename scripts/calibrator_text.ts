/** Figures of calibrators as text. */

import {
  type CalibratorEvaluation,
  largest,
} from "lib/calibration/neural/evaluate_calibrator.ts";

/** The error map's summary and the parameters' errors. */
export function evaluationText(evaluation: CalibratorEvaluation): string {
  const { calibration, trusted, parameters, flagged, surfaces } = evaluation;
  const percent = (x: number) => `${(100 * x).toFixed(3)} %`;
  const mean = calibration.mean.reduce((sum, e) => sum + e, 0) /
    calibration.mean.length;
  const lines = [
    `${surfaces} surfaces that training did not see; relative errors of implied volatilities`,
    `mean ${percent(mean)}, worst cell ${
      percent(largest(calibration.mean))
    } on average, ${percent(largest(calibration.q99))} at 99 %, ${
      percent(largest(calibration.worst))
    } at most`,
    `${percent(flagged)} said to be outside the trained region; of the others ${
      percent(largest(trusted.q99))
    } at 99 %, ${percent(largest(trusted.worst))} at most`,
    "",
    `${"parameter".padEnd(12)}${"MAE".padStart(12)}${"RMSE".padStart(12)}${
      "R2".padStart(10)
    }`,
    ...parameters.map(({ name, mae, rmse, r2 }) =>
      `${name.padEnd(12)}${mae.toExponential(2).padStart(12)}${
        rmse.toExponential(2).padStart(12)
      }${r2.toFixed(5).padStart(10)}`
    ),
  ];
  return lines.join("\n");
}
