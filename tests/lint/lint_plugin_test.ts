import { assertEquals } from "@std/assert";
import plugin from "scripts/lint_plugin.ts";

const rulesOf = (path: string, code: string) =>
  Deno.lint.runPlugin(plugin, path, code).map(({ id }) => id);

Deno.test("layer-imports reports an import against the layer table", () => {
  const code = 'import { x } from "lib/market/option_chain.ts";';
  assertEquals(rulesOf("lib/math/a.ts", code), ["tenor/layer-imports"]);
  assertEquals(rulesOf("lib/calibration/a.ts", code), []);
});

Deno.test("no-ambient-state reports clocks and global random in lib alone", () => {
  for (const read of ["Math.random()", "Date.now()", "performance.now()"]) {
    const code = `const a = ${read};`;
    assertEquals(rulesOf("lib/math/a.ts", code), ["tenor/no-ambient-state"]);
    assertEquals(rulesOf("scripts/a.ts", code), []);
  }
});

Deno.test("no-ambient-state keeps the console out of lib and lets scripts print", () => {
  const code = 'console.log("a");';
  assertEquals(rulesOf("lib/math/a.ts", code), ["tenor/no-ambient-state"]);
  assertEquals(rulesOf("scripts/a.ts", code), []);
});
