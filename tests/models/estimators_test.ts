import { assertEquals, assertThrows } from "@std/assert";
import { type EstimatorCase, testEstimator } from "../contracts/estimator.ts";
import { estimatorOf, ESTIMATORS } from "lib/models/estimators.ts";

type Promises = Omit<EstimatorCase, "type">;

/** What each learner promises; a new one needs a line here. */
const PROMISES: Readonly<Record<string, readonly Promises[]>> = {
  mean: (["number", "class"] as const).map((target) => ({
    params: {},
    target,
    missing: true,
    learns: false,
    shuffled: 1e-14,
    repeated: 1e-14,
  })),
  ridge: [{ alpha: 1 }, { alpha: 0 }, { alpha: 30, standardize: true }].map(
    (params) => ({
      params,
      target: "number",
      missing: false,
      learns: true,
      shuffled: 1e-12,
      repeated: 1e-12,
    }),
  ),
  logistic: [{}, { c: 100, standardize: true }].map((params) => ({
    params,
    target: "class",
    missing: false,
    learns: true,
    shuffled: 1e-9,
    repeated: 1e-9,
  })),
  svm: [
    ...["rbf", "linear"].map((kernel) => ({
      params: { kernel, tolerance: 1e-7 },
      target: "number" as const,
      missing: false,
      learns: true,
      shuffled: 1e-5,
      repeated: 1e-5,
    })),
    ...["rbf", "linear"].map((kernel) => ({
      params: { kernel, tolerance: 1e-7, task: "classification" },
      target: "class" as const,
      missing: false,
      learns: true,
      shuffled: 1e-5,
      repeated: 1e-5,
    })),
    {
      params: { standardize: false, gamma: 0.2, c: 10 },
      target: "number",
      missing: false,
      learns: true,
      shuffled: 1e-2,
      repeated: 1e-2,
    },
  ],
  boosting: [
    {
      params: { minLeaf: 5 },
      target: "number",
      missing: true,
      learns: true,
      shuffled: 1e-9,
      repeated: null,
    },
    {
      params: { loss: "logistic", minLeaf: 5 },
      target: "class",
      missing: true,
      learns: true,
      shuffled: 1e-9,
      repeated: null,
    },
  ],
  forest: (["number", "class"] as const).map((target) => ({
    params: { target, trees: 40 },
    target,
    missing: true,
    learns: true,
    shuffled: null,
    repeated: null,
  })),
};

for (const type of ESTIMATORS) {
  for (const promises of PROMISES[type.kind] ?? []) {
    testEstimator({ type, ...promises });
  }
}

Deno.test("Every learner is under contract, each by a name of its own", () => {
  const kinds = ESTIMATORS.map((type) => type.kind);
  assertEquals(kinds.filter((kind) => !(kind in PROMISES)), []);
  assertEquals(new Set(kinds).size, kinds.length);
});

Deno.test("estimatorOf() finds a learner by its name and names the nearest", () => {
  for (const type of ESTIMATORS) assertEquals(estimatorOf(type.kind), type);
  assertThrows(
    () => estimatorOf("rigde"),
    RangeError,
    "current value is rigde. The nearest is ridge",
  );
});
