import { assert } from "@std/assert";
import { tableExp } from "lib/math/table_exp.ts";

Deno.test("tableExp() equals Math.exp to two roundings over its range", () => {
  for (let y = -699; y < 699; y += 0.317) {
    const miss = Math.abs(tableExp(y) / Math.exp(y) - 1);
    assert(miss < 5e-16, `${y}: ${miss}`);
  }
});
