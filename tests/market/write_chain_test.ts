import { assertEquals } from "@std/assert";
import { chainFromRows } from "lib/market/option_chain.ts";
import { readChain } from "lib/market/read_chain.ts";
import { chainToCsv } from "lib/market/write_chain.ts";
import { sampleChain } from "./sample_chain.ts";
import { withFile } from "./temp_file.ts";

Deno.test("readChain() gives back what chainToCsv() wrote, to the last bit", async () => {
  const chain = sampleChain();
  await withFile("q.csv", chainToCsv(chain), async (path) => {
    assertEquals(await readChain(path), { ...chain, source: path });
  });
});

Deno.test("chainToCsv() keeps a name with a comma in one field, and an expired quote by its dates", async () => {
  const chain = chainFromRows("made", [{
    underlying: 'A, "B"',
    eventTime: Date.UTC(2025, 5, 21),
    expiry: Date.UTC(2025, 5, 20),
    tau: -1 / 365,
    strike: 10,
    isCall: true,
    price: 1,
    spot: 10,
  }]);
  await withFile("q.csv", chainToCsv(chain), async (path) => {
    assertEquals(await readChain(path), { ...chain, source: path });
  });
});
