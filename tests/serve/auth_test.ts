import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { sha256Hex } from "lib/core/hash.ts";
import { authenticate, readApiKeys } from "lib/serve/auth.ts";
import { Problem } from "lib/serve/problem.ts";

Deno.test("A key is known by its hash, and its holder by name", async () => {
  const keys = readApiKeys(
    `# the desks\nrates:${await sha256Hex("k1")}\n\n  vol:${await sha256Hex(
      "k2",
    )}  \n`,
  );
  assertEquals(await keys.holderOf("k1"), "rates");
  assertEquals(await keys.holderOf("k2"), "vol");
  assertEquals(await keys.holderOf("k3"), null);
  assertEquals(await keys.holderOf(""), null);
  // The hash is no key.
  assertEquals(await keys.holderOf(await sha256Hex("k1")), null);
});

Deno.test("A file of keys with a line that is none is refused by its number", () => {
  assertThrows(() => readApiKeys("a:b\n"), SyntaxError, "line 1");
  assertThrows(() => readApiKeys("\n\nplain-key"), SyntaxError, "line 3");
  assertThrows(() => readApiKeys("# nothing"), SyntaxError, "at least one");
});

Deno.test("authenticate() names the holder, or refuses with 401", async () => {
  const keys = readApiKeys(`rates:${await sha256Hex("k1")}`);
  const ask = (headers: Record<string, string>) =>
    authenticate(keys, new Headers(headers));
  assertEquals(await ask({ "x-api-key": "k1" }), "rates");
  assertEquals(await ask({ authorization: "Bearer k1" }), "rates");
  for (const headers of [{}, { "x-api-key": "k9" }, { authorization: "k1" }]) {
    const problem = await assertRejects(() => ask(headers as never), Problem);
    assertEquals(problem.status, 401);
  }
});
