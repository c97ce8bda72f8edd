import { assert, assertEquals, assertThrows } from "@std/assert";
import { makeStopFlag, raiseStopFlag, signalOf } from "lib/core/stop_flag.ts";

Deno.test("A signal of a flag is aborted once the flag is raised, and tells its listeners", () => {
  const flag = makeStopFlag();
  const signal = signalOf(flag);
  let told = 0;
  signal.addEventListener("abort", () => ++told);
  signal.throwIfAborted();
  assertEquals([signal.aborted, told], [false, 0]);
  raiseStopFlag(flag);
  assertEquals(told, 0);
  assertEquals(signal.aborted, true);
  assertEquals([signal.aborted, told], [true, 1]);
  assertThrows(() => signal.throwIfAborted(), Error, "The work was stopped");
  assert(signal.reason instanceof Error);
});

Deno.test("Two signals of one flag are both aborted, each when it is looked at", () => {
  const flag = makeStopFlag();
  const [first, second] = [signalOf(flag), signalOf(flag)];
  raiseStopFlag(flag);
  assertThrows(() => first.throwIfAborted(), Error, "stopped");
  assertEquals(second.aborted, true);
});
