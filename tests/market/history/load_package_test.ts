import { assertRejects } from "@std/assert";
import { loadPackage } from "lib/market/history/load_package.ts";

Deno.test("A package that cannot be had is named with its version", async () => {
  await assertRejects(
    () => loadPackage({ name: "@nobody", version: "1.2.3" }),
    TypeError,
    "Cannot load @nobody 1.2.3",
  );
});
