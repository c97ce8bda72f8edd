import { assert } from "@std/assert";
import { erfcx } from "lib/math/erf.ts";
import { mills } from "lib/math/mills.ts";

Deno.test("mills() follows its definition on and off the table", () => {
  for (let x = -12; x < 40; x += 0.0137) {
    const exact = Math.sqrt(Math.PI / 2) * erfcx(x * Math.SQRT1_2);
    // erfcx rounds its argument: x²·eps below zero, where it grows as e^(x²/2).
    const room = x < -3 ? 1e-13 : 3e-15;
    assert(Math.abs(mills(x) / exact - 1) < room, `${x}`);
  }
});
