/**
 * What a reader should know before using the draws, in plain words.
 *
 * The limits are those of Vehtari et al. (2021), Bayesian Analysis 16(2),
 * 667–718, section 4: R̂ up to 1.01, and 400 effective draws.
 *
 * @module
 */

import type { DrawSummary } from "lib/math/sampling/diagnostics.ts";

const MOST_RHAT = 1.01;
const LEAST_ESS = 400;
/** Residuals this many noise deviations large say that the noise is too small. */
const MISFIT = 2;

/** What the warnings look at. */
export interface PosteriorHealth {
  /** Summary of each parameter. */
  readonly parameters: Readonly<Record<string, DrawSummary>>;
  /** Kept transitions that diverged. */
  readonly divergences: number;
  /** Root mean square of residual over noise at the posterior mean. */
  readonly misfit: number;
  /** Whether the noise was sampled, so that a misfit is in the error bars. */
  readonly noiseSampled: boolean;
}

/**
 * Lists what is wrong.
 *
 * @param health The figures.
 * @returns Sentences; none if all is well.
 */
export function posteriorWarnings(health: PosteriorHealth): string[] {
  const { parameters, divergences, misfit, noiseSampled } = health;
  const out: string[] = [];
  for (const [name, { rHat, essBulk, essTail }] of Object.entries(parameters)) {
    if (rHat > MOST_RHAT) {
      out.push(
        `the chains disagree on ${name} (R-hat ${
          rHat.toFixed(3)
        } > 1.01): draw more, or do not use its interval`,
      );
    }
    const ess = Math.min(essBulk, essTail);
    if (!(ess >= LEAST_ESS)) {
      out.push(
        `${name} has only ${
          Math.round(ess)
        } effective draws (400 are needed for its interval): draw more`,
      );
    }
  }
  if (divergences > 0) {
    out.push(
      `${divergences} trajectories diverged: part of the posterior may be missing. Raise --target-acceptance, or give tighter priors`,
    );
  }
  if (misfit > MISFIT && !noiseSampled) {
    out.push(
      `the law misses the quotes by ${
        misfit.toFixed(1)
      } times their noise: its intervals are too narrow. Use the noise "both", which samples what the spread does not explain`,
    );
  }
  return out;
}
