/**
 * The promise of the registry, at the size it is made: 500 random kills.
 *
 * Run by `deno task test:slow`.
 */

import { assert } from "@std/assert";
import { killWriters } from "./killed_writers.ts";

Deno.test("500 random kills during save and promote: never a half artifact, never a missing champion", async () => {
  const { kills, amid, leftovers } = await killWriters(500, 4);
  console.log(
    `${amid} of ${kills} kills met work, ${leftovers} pairs left a folder that was swept`,
  );
  assert(amid > kills / 4 && leftovers > 0, `${amid}, ${leftovers}`);
});
