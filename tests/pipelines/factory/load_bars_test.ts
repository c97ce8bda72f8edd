import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { sha256OfFile } from "lib/core/hash.ts";
import { loadBars, MADE } from "pipelines/factory/load_bars.ts";
import { barRows, writeBars } from "./small_files.ts";
import { inFolder, smallStudy } from "./small_study.ts";

Deno.test("made panels are those of the seed, and known by their numbers", async () => {
  const of = async (data: string, seed: string) =>
    await loadBars(await smallStudy({ data, seed }));
  const planted = await of("planted", "1");
  assertEquals(planted.bars.length, MADE.symbols);
  assertEquals(planted.bars[0].time.length, MADE.bars);
  assertEquals((await of("planted", "1")).hashes, planted.hashes);
  assertNotEquals((await of("planted", "2")).hashes, planted.hashes);
  const noise = await of("noise", "1");
  assertNotEquals(noise.hashes["noise"], planted.hashes["planted"]);
});

Deno.test("bars of several files stand together, each known by its bytes", () =>
  inFolder(async (dir) => {
    const a = await writeBars(`${dir}/a.csv`, ...barRows("AAA", 100));
    const b = await writeBars(
      `${dir}/b.csv`,
      ...barRows("BBB", 100),
      ...barRows("CCC", 100),
    );
    const both = await loadBars(await smallStudy({ data: `${a},${b}` }));
    const symbols = both.bars.map(({ symbol }) => symbol);
    assertEquals(symbols, ["AAA", "BBB", "CCC"]);
    assertEquals(both.hashes, {
      [a]: await sha256OfFile(a),
      [b]: await sha256OfFile(b),
    });
    const some = await loadBars(
      await smallStudy({ data: `${a},${b}`, symbols: "CCC,AAA" }),
    );
    assertEquals(some.bars.map(({ symbol }) => symbol), ["AAA", "CCC"]);
  }));

Deno.test("bars of five minutes are known after five, and missing ones are no fault", () =>
  inFolder(async (dir) => {
    const FIRST = Date.UTC(2025, 0, 2, 14, 30);
    const rows = ["A", "B", "C"].flatMap((symbol) =>
      // The twentieth bar of A alone is missing.
      Array.from({ length: 60 }, (_, i) => i)
        .filter((i) => symbol !== "A" || i !== 19)
        .map((i) =>
          [symbol, new Date(FIRST + i * 300_000).toISOString(), 1, 1, 1, 1, 1]
            .join()
        )
    );
    const file = await writeBars(`${dir}/minutes.csv`, ...rows);
    const { bars } = await loadBars(await smallStudy({ data: file }));
    assertEquals(bars.map(({ time }) => time.length), [59, 60, 60]);
    for (const { time, knownTime } of bars) {
      assertEquals(knownTime, time.map((t) => t + 300_000));
    }
  }));

Deno.test("days are those from the first to the last, both of them used", () =>
  inFolder(async (dir) => {
    const data = await writeBars(`${dir}/a.csv`, ...barRows("AAA", 100));
    const { bars } = await loadBars(
      await smallStudy({ data, from: "2020-01-11", to: "2020-01-20" }),
    );
    const days = Array.from(
      bars[0].time,
      (ms) => new Date(ms).toISOString().slice(0, 10),
    );
    assertEquals([days.length, days[0], days.at(-1)], [
      10,
      "2020-01-11",
      "2020-01-20",
    ]);
    assert(bars[0].close.length === 10);
  }));
