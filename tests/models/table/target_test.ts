import { assertEquals, assertThrows } from "@std/assert";
import { DataQualityError } from "lib/core/errors.ts";
import { boosting } from "lib/models/boosting.ts";
import { ESTIMATORS } from "lib/models/estimators.ts";
import { forest } from "lib/models/forest.ts";
import { logistic } from "lib/models/logistic.ts";
import { ridge } from "lib/models/ridge.ts";
import { svm } from "lib/models/svm.ts";
import {
  learnsClasses,
  targetOf,
  withClassSetting,
} from "lib/models/table/target.ts";
import { columnOf, placeOf } from "./columns.ts";

const target = (fields: readonly unknown[], isClass: boolean) =>
  targetOf(columnOf("y", fields), placeOf(fields.length), isClass);

Deno.test("a target of numbers is taken as it is", () => {
  assertEquals([...target([1, "2.5", 0], false).y], [1, 2.5, 0]);
  assertEquals(target([1, 2], false).classes, undefined);
});

Deno.test("a target of classes is 0 and 1 in the order of their names", () => {
  assertEquals(target(["yes", "no", "yes"], true), {
    y: Float64Array.of(1, 0, 1),
    classes: ["no", "yes"],
  });
  assertEquals(target(["1", "0", "1.0"], true), {
    y: Float64Array.of(1, 0, 1),
    classes: ["0", "1"],
  });
  assertEquals(target([10, 9], true).classes, ["9", "10"]);
});

Deno.test("a target that cannot be learnt is told with its place", () => {
  const cases = [
    [[1, "", 3], false, 'row 3, column "y": The target is missing'],
    [
      ["a", "b"],
      false,
      'The target must be a number for this model: current value is "a"',
    ],
    [["1", "2", "3x"], false, 'row 4, column "y": The value must be a number'],
    [[1, -2e38], false, 'row 3, column "y": The target must be at most 1e+38'],
    [[0, 1, 2], true, "two classes for this model: it has 3, such as 0, 1, 2"],
    [["a", "a"], true, "two classes for this model: it has 1"],
  ] as const;
  for (const [fields, isClass, message] of cases) {
    assertThrows(() => target(fields, isClass), DataQualityError, message);
  }
});

Deno.test("a target of texts makes every learner of either one of classes", () => {
  for (const type of ESTIMATORS) {
    const settings = withClassSetting(type, {}, true);
    // Whatever is set can be set.
    type.make(settings);
    const is = type.target !== "number" && type.kind !== "mean";
    assertEquals(learnsClasses(type, settings), is, type.kind);
    const numbers = withClassSetting(type, {}, false);
    assertEquals(learnsClasses(type, numbers), type.target === "class");
  }
  assertEquals(withClassSetting(boosting, { loss: "absolute" }, true), {
    loss: "absolute",
  });
  for (const type of [logistic, ridge]) {
    assertEquals(withClassSetting(type, {}, true), {});
  }
  assertEquals(learnsClasses(svm, { task: "classification" }), true);
  assertEquals(learnsClasses(forest, { target: "class" }), true);
});
