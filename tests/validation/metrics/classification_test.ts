import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { classificationScores } from "lib/validation/metrics/classification.ts";
import { CLASSES } from "../../reference/scikit_learn_validation.ts";

const NAMES = ["logLoss", "brier", "auc", "accuracy"] as const;

Deno.test("classificationScores() agrees with scikit-learn, with ties and weights", () => {
  const { actual, predicted, weights } = CLASSES;
  const plain = classificationScores(actual, predicted);
  const weighed = classificationScores(actual, predicted, { weights });
  for (const name of NAMES) {
    assertAlmostEquals(plain[name], CLASSES.scores[name], 1e-15);
    assertAlmostEquals(weighed[name], CLASSES.weighted[name], 1e-15);
  }
});

Deno.test("classificationScores() charges a certain mistake what scikit-learn does", () => {
  const { logLoss } = classificationScores([1, 0], [0, 0.25]);
  assertAlmostEquals(logLoss, CLASSES.certainMistake, 1e-13);
});

Deno.test("classificationScores() has an AUC of one half where there is one class", () => {
  assertEquals(classificationScores([1, 1], [0.2, 0.9]).auc, 0.5);
});

Deno.test("classificationScores() names the row it cannot use", () => {
  assertThrows(() => classificationScores([1], []), TypeError, "there are 0");
  assertThrows(() => classificationScores([], []), RangeError, "some");
  assertThrows(
    () => classificationScores([1, 2], [1, 1]),
    RangeError,
    "row 1 has 2",
  );
  assertThrows(
    () => classificationScores([1, 0], [1, 1.5]),
    RangeError,
    "row 1 has 1.5",
  );
  assertThrows(
    () => classificationScores([1, 0], [1, NaN]),
    RangeError,
    "row 1 has NaN",
  );
});
