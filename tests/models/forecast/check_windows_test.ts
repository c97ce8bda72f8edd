import { assertThrows } from "@std/assert";
import { checkWindows } from "lib/models/forecast/check_windows.ts";
import { Windows, type WindowTarget } from "lib/models/windows/windows.ts";
import {
  FEATURES,
  smallParts,
  TARGETS,
} from "../../contracts/model_family_windows.ts";

Deno.test("checkWindows() accepts windows without gaps", () => {
  for (const target of TARGETS) {
    const { train, validation, test } = smallParts(target, 1);
    for (const windows of [train, validation, test]) {
      checkWindows(windows, "plain");
    }
  }
});

Deno.test("checkWindows() finds a missing value in exactly the windows that hold it", () => {
  for (const target of ["number", "path"] as const) {
    const { test } = smallParts(target, 1);
    const [first] = test.ends;
    const ahead = target === "path" ? test.outputs : 0;
    const one = test.take([0]);
    for (
      const [row, isIn] of [
        [first - test.length - 1, false],
        [first - test.length, true],
        [first - 1, true],
        [first, ahead > 0],
        [first + ahead - 1, true],
        [first + ahead, false],
      ] as const
    ) {
      const values = test.values.slice();
      values[row * FEATURES.length + 2] = NaN;
      const check = () => checkWindows(new Windows({ ...one, values }), "x");
      if (isIn) assertThrows(check, RangeError, "all of its values");
      else check();
    }
  }
});

Deno.test("checkWindows() names the window whose label is none", () => {
  const cases = [
    ["number", NaN, "its label must be finite: current value is NaN"],
    ["number", Infinity, "its label must be finite: current value is Infinity"],
    ["3 classes", NaN, "its class must be one of 0 … 2: current value is NaN"],
    ["3 classes", 3, "current value is 3"],
    ["2 classes", 0.5, "current value is 0.5"],
    ["2 classes", -1, "current value is -1"],
  ] as const;
  for (const [name, label, message] of cases) {
    const { train } = smallParts(name, 1);
    const values = train.labels();
    values[150] = label;
    const target = { ...train.target, values } as WindowTarget;
    // Window 150 is the 51st of the second symbol: day 8 + 50 − 1.
    assertThrows(
      () => checkWindows(new Windows({ ...train, target }), "plain"),
      RangeError,
      "Cannot fit plain to the window of TWO at 1970-02-27T00:00:00.000Z as",
    );
    assertThrows(
      () => checkWindows(new Windows({ ...train, target }), "plain"),
      RangeError,
      message,
    );
  }
});
