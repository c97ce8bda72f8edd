/**
 * The tests that take minutes: `tests/**` files that end in `_slow.ts`.
 *
 * @module
 */

import { filesUnder, runDeno } from "./deno_command.ts";

const files = await filesUnder("tests", "_slow.ts");
if (files.length === 0) {
  console.error("There is no tests/**/*_slow.ts");
  Deno.exit(1);
}
const good = await runDeno([
  "test",
  "-A",
  "--sanitize-ops",
  "--sanitize-resources",
  ...files,
]);
Deno.exit(good ? 0 : 1);
