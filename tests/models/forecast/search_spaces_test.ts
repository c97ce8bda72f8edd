import { assert, assertThrows } from "@std/assert";
import { readHyperparameters } from "lib/core/hyperparameters.ts";
import { modelRegistry } from "lib/models/forecast/families.ts";
import { familySpace } from "lib/models/forecast/search_spaces.ts";

Deno.test("families take every end of the ranges that are searched where no file says so", () => {
  let searched = 0;
  for (const family of modelRegistry().list()) {
    if (Object.keys(family.hyperparameters).length === 0) {
      assertThrows(
        () => familySpace(family),
        RangeError,
        `Cannot search ${family.family} as it has no hyperparameters`,
      );
      continue;
    }
    // What their members are is for a file to say.
    if (["voting", "blending"].includes(family.family)) continue;
    const { hyperparameters } = family;
    for (const [name, range] of Object.entries(familySpace(family))) {
      const ends = range.type === "choice"
        ? range.choices
        : [range.min, range.max];
      for (const value of ends) {
        readHyperparameters(family.family, hyperparameters, { [name]: value });
        ++searched;
      }
    }
  }
  assert(searched > 50);
});

Deno.test("a family of which no range is known says where to name some", () => {
  assertThrows(
    () =>
      familySpace({
        family: "own",
        hyperparameters: {
          strange: { type: "number", default: 1, doc: "something" },
        },
      }),
    RangeError,
    "Name some under search: in models/own.yaml",
  );
});
