/** Evaluations of delta models as text. */

import type { Evaluation } from "lib/validation/evaluate.ts";

/** A few lines: overall, then by bin of delta. */
export function evaluationText(title: string, evaluation: Evaluation): string {
  const { rows, mae, rmse, r2, baselineMae = NaN } = evaluation;
  return [
    `${title}: ${rows} quotes, MAE ${mae.toFixed(5)}, RMSE ${
      rmse.toFixed(5)
    }, R² ${r2.toFixed(5)}; Black–Scholes at the quote's volatility: MAE ${
      baselineMae.toFixed(5)
    }`,
    "  delta            quotes  MAE      Black–Scholes",
    ...evaluation.byBin.map((bin) =>
      `  ${`${bin.low.toFixed(1)} to ${bin.high.toFixed(1)}`.padEnd(15)}${
        String(bin.rows).padStart(8)
      }  ${bin.mae.toFixed(5)}  ${(bin.baselineMae ?? NaN).toFixed(5)}`
    ),
  ].join("\n");
}
