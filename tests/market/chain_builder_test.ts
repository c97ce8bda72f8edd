import { assertEquals } from "@std/assert";
import { ChainBuilder } from "lib/market/chain_builder.ts";

Deno.test("ChainBuilder keeps every quote as it grows, and what it built stays", () => {
  const builder = new ChainBuilder();
  const add = (strike: number) =>
    builder.add({ tau: 1, strike, isCall: strike % 2 === 0, spot: 1 });
  for (let i = 0; i < 200; ++i) add(i);
  const chain = builder.build("made");
  add(-1);
  assertEquals(builder.count, 201);
  assertEquals([...chain.strike], Array.from({ length: 200 }, (_, i) => i));
  assertEquals([...chain.isCall.subarray(0, 4)], [1, 0, 1, 0]);
  assertEquals(chain.underlying.length, 200);
});
