import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { carryError, receiveError } from "lib/core/carried_error.ts";
import {
  ArtifactError,
  DataQualityError,
  LeakageError,
} from "lib/core/errors.ts";

const carried = (error: unknown) =>
  receiveError(structuredClone(carryError(error)));

Deno.test("an error keeps its class, its message and its place from thread to thread", () => {
  const row = new DataQualityError("It must be a number", {
    file: "a.csv",
    row: 3,
  });
  const found = carried(row);
  assertInstanceOf(found, DataQualityError);
  assertEquals(
    [found.message, found.file, found.row, found.name, found.column],
    ["a.csv, row 3: It must be a number", "a.csv", 3, row.name, undefined],
  );
  for (
    const error of [
      new RangeError("far"),
      new TypeError("odd"),
      new ArtifactError("cut off", { path: "m" }),
      new LeakageError("seen", { search: "s" }),
      new Deno.errors.NotFound("gone"),
    ]
  ) {
    const again = carried(error);
    assert(again instanceof error.constructor, error.name);
    assertEquals([again.name, again.message], [error.name, error.message]);
  }
});

Deno.test("what the operating system said is carried too", async () => {
  const error = await Deno.readFile("/there/is/none").catch((e) => e);
  const found = carried(error);
  assertInstanceOf(found, Deno.errors.NotFound);
  assertEquals("code" in found && found.code, "ENOENT");
});

Deno.test("errors of unknown classes, and what is no error, are carried as errors", () => {
  class Own extends Error {
    override readonly name = "Own";
  }
  const own = carried(new Own("mine"));
  assertEquals([own.constructor, own.message], [Error, "mine"]);
  assertEquals(carried("a text").message, "a text");
  const odd = carried(Object.assign(new Error("odd"), { name: "toString" }));
  assertEquals(odd.constructor, Error);
});
