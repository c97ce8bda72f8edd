/** Skill tests on 100 trials of 2,500 days: seconds, one thread. */

import { makeRng } from "lib/core/rng.ts";
import { bootstrapMeans } from "lib/validation/bootstrap/bootstrap_means.ts";
import { overfitProbability } from "lib/validation/skill/pbo.ts";
import { modelConfidenceSet } from "lib/validation/superior/model_confidence_set.ts";
import {
  compareWithBenchmark,
  hansenSpa,
  whiteRealityCheck,
} from "lib/validation/superior/predictive_ability.ts";
import { stepM } from "lib/validation/superior/step_m.ts";
import { medianMs, printRow } from "./bench_row.ts";

const [ROWS, TRIALS] = [2500, 100];
const rng = makeRng(1);
const data = Float64Array.from(
  { length: ROWS * TRIALS },
  () => 0.01 * rng.normal(),
);
const returns = { data, rows: ROWS, cols: TRIALS };

/** White, Hansen, Romano–Wolf and Hansen–Lunde–Nason of 10,000 resamples. */
function compareAll(): void {
  const resampled = bootstrapMeans(returns, { rng, blockLength: 10 });
  for (const studentize of [false, true]) {
    const comparison = compareWithBenchmark(returns, resampled, {
      blockLength: 10,
      studentize,
    });
    whiteRealityCheck(comparison);
    hansenSpa(comparison);
    stepM(comparison);
  }
  modelConfidenceSet(resampled);
}

if (import.meta.main) {
  printRow({
    name: "SPA, StepM and MCS, 10,000 resamples of 100 trials × 2,500 rows",
    median: medianMs(compareAll, 5, 1) / 1e3,
    unit: "s",
    target: 5,
    accuracy: "arch's p-values within resampling error",
  });
  printRow({
    name: "PBO, 12,870 halvings of 100 trials × 2,500 rows",
    median: medianMs(() => overfitProbability(returns), 5, 1),
    unit: "ms",
    target: 500,
    accuracy: "numpy's exactly",
  });
}
