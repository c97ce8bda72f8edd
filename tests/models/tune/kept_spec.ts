import type { StudySpec } from "lib/models/tune/study_spec.ts";

/** The study that is stopped and opened again. */
export const KEPT_SPEC: StudySpec = {
  space: {
    x: { type: "float", min: 0, max: 1 },
    mode: { type: "choice", choices: ["a", "b"] },
  },
  sampler: { kind: "tpe", startup: 10 },
  pruner: { kind: "median" },
  seed: 11,
};

/** Its trials. */
export const KEPT_TRIALS = 60;
