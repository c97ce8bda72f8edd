import { assert } from "@std/assert";
import { killWriters } from "./killed_writers.ts";

Deno.test("24 kills during save and promote leave no half artifact, no missing champion and a true history", async () => {
  const { kills, amid } = await killWriters(24, 20260102);
  assert(amid > kills / 2, `${amid} of ${kills} kills met work`);
});
