import { assertEquals, assertThrows } from "@std/assert";
import { Problem } from "lib/serve/problem.ts";
import { RateLimit } from "lib/serve/rate_limit.ts";

/** How many requests of a client pass at one moment. */
function passed(limit: RateLimit, client: string, ms: number): number {
  for (let n = 0;; ++n) {
    try {
      limit.take(client, ms);
    } catch {
      return n;
    }
  }
}

Deno.test("A client may burst to twice its rate and then asks at its rate", () => {
  const limit = new RateLimit(10);
  assertEquals(passed(limit, "a", 0), 20);
  assertEquals(passed(limit, "a", 1000), 10);
  assertEquals(passed(limit, "a", 1250), 2);
  // However long it waits, it has no more than a burst.
  assertEquals(passed(limit, "a", 1e9), 20);
});

Deno.test("Clients do not spend each other's requests, and old ones are forgotten", () => {
  const limit = new RateLimit(1);
  assertEquals(passed(limit, "a", 0), 2);
  assertEquals(passed(limit, "b", 0), 2);
  for (let i = 0; i < 10_000; ++i) limit.take(`client ${i}`, 0);
  assertEquals(passed(limit, "a", 0), 2);
});

Deno.test("A refusal is a 429, and no limit refuses nobody", () => {
  const limit = new RateLimit(0.25);
  limit.take("a", 0);
  assertEquals(assertThrows(() => limit.take("a", 10), Problem).status, 429);
  const none = new RateLimit(Infinity);
  for (let i = 0; i < 1000; ++i) none.take("a", 0);
});
