import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Buffer } from "node:buffer";
import pl from "nodejs-polars";
import { DataQualityError } from "lib/core/errors.ts";
import { chainToParquet, fromPolars, toPolars } from "lib/market/frame.ts";
import { readChain } from "lib/market/read_chain.ts";
import { sampleChain } from "./sample_chain.ts";
import { withFile } from "./temp_file.ts";

Deno.test("toPolars() and fromPolars() give a chain back as it was", async () => {
  const chain = sampleChain();
  const frame = await toPolars(chain);
  assertEquals(frame.height, 3);
  assertEquals(frame.getColumn("rate").nullCount(), 2);
  assertEquals(fromPolars(frame, {}, chain.source), chain);
});

Deno.test("readChain() gives back what chainToParquet() wrote", async () => {
  const chain = sampleChain();
  const bytes = await chainToParquet(chain);
  await withFile("q.parquet", bytes, async (path) => {
    assertEquals(await readChain(path), { ...chain, source: path });
  });
});

Deno.test("readChain() says that a Parquet file is cut short, damaged, empty or none", async () => {
  const bytes = await chainToParquet(sampleChain());
  const damaged = bytes.slice();
  damaged.fill(0xff, 8, bytes.length - 60);
  const cases: [string, Uint8Array][] = [
    ["cut short", bytes.subarray(0, bytes.length - 30)],
    ["damaged", damaged],
    ["is empty", new Uint8Array(0)],
    ["no Parquet", new TextEncoder().encode("strike,maturity,type,price\n")],
  ];
  for (const [says, content] of cases) {
    await withFile(
      "q.parquet",
      content,
      (path) => assertRejects(() => readChain(path), DataQualityError, says),
    );
  }
});

Deno.test("fromPolars() names the row and column of a NaN and of a missing column", () => {
  const frame = pl.DataFrame({
    strike: [100, NaN],
    maturity: [1, 1],
    type: ["call", "put"],
    price: [3, 4],
    spot: [99, 99],
  });
  assertThrows(
    () => fromPolars(frame),
    DataQualityError,
    'data frame, row 3, column "strike": Cannot read NaN as a finite number',
  );
  assertThrows(
    () => fromPolars(frame.drop("type")),
    DataQualityError,
    'column "type"',
  );
});

Deno.test("readChain() reads another writer's Parquet with whole numbers and timestamps", async () => {
  const frame = pl.DataFrame({
    strike: pl.Series("strike", [100, 110], pl.Int64),
    expiry: pl.Series("expiry", [
      new Date("2025-06-20"),
      new Date("2025-06-20"),
    ]),
    type: ["C", "P"],
    price: [3.5, 4],
    spot: [99, 99],
  });
  const bytes = new Uint8Array(frame.writeParquet() as Buffer);
  await withFile("q.parquet", bytes, async (path) => {
    const chain = await readChain(path, { date: "2025-05-01" });
    assertEquals([...chain.strike], [100, 110]);
    assertEquals([...chain.tau], [50 / 365, 50 / 365]);
    assertEquals([...chain.isCall], [1, 0]);
  });
});
