import { assertEquals, assertThrows } from "@std/assert";
import { TRIALS_UNTIL, trialsUntil } from "pipelines/factory/trials_until.ts";

const env = (value: string | undefined) => (name: string) =>
  name === TRIALS_UNTIL ? value : undefined;

Deno.test("all trials count unless the environment says until when", () => {
  assertEquals(trialsUntil(env(undefined)), Infinity);
  assertEquals(trialsUntil(env("")), Infinity);
  assertEquals(trialsUntil(env("1795267372124")), 1795267372124);
});

Deno.test("a time that is no number is refused by the variable's name", () => {
  assertThrows(
    () => trialsUntil(env("yesterday")),
    RangeError,
    "TENOR_TRIALS_UNTIL must be a time in ms since 1970 UTC: current value is yesterday",
  );
});
