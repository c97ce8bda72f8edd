import type { Matrix } from "lib/math/matrix.ts";
import type { Estimator, FitContext, Model } from "lib/models/estimator.ts";

/** What one fit was handed. */
export interface SeenFit {
  readonly x: Matrix;
  readonly y: Float64Array;
  readonly context: FitContext;
}

/**
 * An estimator that keeps what it is handed. Its models predict the mean target
 * plus a draw of the fit's stream times `noise`.
 */
export function spyEstimator(noise = 0): {
  readonly estimator: Estimator;
  readonly seen: SeenFit[];
} {
  const seen: SeenFit[] = [];
  const fit = (x: Matrix, y: Float64Array, context: FitContext) => {
    seen.push({ x, y, context });
    const mean = y.reduce((sum, v) => sum + v, 0) / y.length;
    const value = mean + noise * context.rng.uniform();
    const model: Model = {
      kind: "spy",
      features: x.cols,
      predict: ({ rows }) => new Float64Array(rows).fill(value),
      importance: () => new Float64Array(x.cols),
      toGraph: () => {
        throw new Error("A spy has no graph");
      },
    };
    return Promise.resolve(model);
  };
  return { estimator: { kind: "spy", params: {}, fit }, seen };
}
