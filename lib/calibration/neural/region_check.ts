/**
 * Whether a net may be trusted on a surface, and why not.
 *
 * @module
 */

import type { CalibratorDetails } from "lib/calibration/neural/calibrator_artifact.ts";
import type { ProjectedSurface } from "lib/calibration/neural/surface_projector.ts";

/** Part of a parameter's interval that counts as its end. */
const EDGE = 1e-3;
/** How far beyond the largest coefficient of a training surface one may be. */
const MARGIN = 1.25;
/** Modes whose coefficients quotes of a market can tell from their noise. */
const TELLING_MODES = 6;
/** Relative volatility that the nearest surface may leave unexplained. */
const UNEXPLAINED = 0.03;

/**
 * Reasons against trusting an answer; none inside the trained region.
 *
 * @param parameters What the net says, in order.
 * @param surface What it was shown.
 * @param miss Root-mean-square relative error of its own surface at the quotes.
 * @param details The calibrator's region and training surfaces.
 */
export function judge(
  parameters: ArrayLike<number>,
  surface: ProjectedSurface,
  miss: number,
  details: CalibratorDetails,
): string[] {
  const { names, region, largestScores } = details;
  const reasons: string[] = [];
  const { length } = surface.used;
  if (length <= names.length) {
    reasons.push(
      `${length} ${
        length === 1 ? "quote does" : "quotes do"
      } not determine ${names.length} parameters`,
    );
  }
  names.forEach((name, j) => {
    const [low, high] = region[name];
    const margin = EDGE * (high - low);
    if (!Number.isFinite(parameters[j])) {
      reasons.push(`${name} is not a number`);
    } else if (
      parameters[j] <= low + margin || parameters[j] >= high - margin
    ) {
      reasons.push(
        `${name} is at an end of the trained interval [${low}, ${high}]`,
      );
    }
  });
  const far = surface.scores.findIndex((score, j) =>
    j < TELLING_MODES && !(Math.abs(score) <= MARGIN * largestScores[j])
  );
  if (far >= 0) {
    reasons.push(
      `the surface is ${
        Math.abs(surface.scores[far]).toFixed(1)
      } standard deviations from the mean along mode ${
        far + 1
      }, beyond every surface the net was trained on`,
    );
  }
  if (!(miss <= UNEXPLAINED)) {
    reasons.push(
      `the quotes differ by ${
        (100 * miss).toFixed(1)
      } % of their volatility from the nearest surface of the trained region`,
    );
  }
  return reasons;
}
