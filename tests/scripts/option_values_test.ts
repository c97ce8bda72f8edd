import { assertEquals, assertThrows } from "@std/assert";
import { setting } from "scripts/option_values.ts";

Deno.test("settings gather, blanks around names and values left away", () => {
  assertEquals(setting("b = 2", setting("a=x=y")), { a: "x=y", b: "2" });
});

Deno.test("a setting that is given twice, or is none, is refused", () => {
  assertThrows(
    () => setting("a =2", { a: "1" }),
    Error,
    'a must be set once: it is set to "1" already.',
  );
  assertThrows(() => setting("a"), Error, "It must be name=value");
});
