import { assert, assertEquals } from "@std/assert";
import { killAtRenames, killWriters } from "./killed_writers.ts";

Deno.test("24 kills during save and promote leave no half artifact, no missing champion and a true history", async () => {
  const { kills, amid } = await killWriters(24, 20260102);
  assert(amid > kills / 4, `${amid} of ${kills} kills met work`);
});

Deno.test("A kill before any rename of a save, a promotion or a rollback leaves all or nothing of it", async () => {
  // Three files, aliases and the place of each version; history and champion.
  assertEquals(await killAtRenames(), (3 + 2 + 1) + 2 * (3 + 1 + 2) + 4 * 2);
});
