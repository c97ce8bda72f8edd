import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { jsonRows } from "scripts/json_rows.ts";

/** Splits a text at the given places and reads it. */
async function read(text: string, pieces = 1): Promise<unknown[]> {
  async function* chunks() {
    const size = Math.max(1, Math.ceil(text.length / pieces));
    for (let i = 0; i < text.length; i += size) {
      yield await Promise.resolve(text.slice(i, i + size));
    }
  }
  const rows: unknown[] = [];
  for await (const batch of jsonRows(chunks(), "q.json")) rows.push(...batch);
  return rows;
}

Deno.test("jsonRows() reads what JSON.parse reads, however it is cut", async () => {
  await fc.assert(fc.asyncProperty(
    fc.array(fc.jsonValue()),
    fc.integer({ min: 1, max: 50 }),
    fc.constantFrom(0, 2),
    async (value, pieces, indent) => {
      const text = JSON.stringify(value, null, indent);
      assertEquals(await read(text, pieces), JSON.parse(text));
    },
  ));
});

Deno.test("objects one after another are rows too", async () => {
  const text = '\n{"a": 1}\n{"b": "}{"}\r\n\n{"c": [1, {"d": 2}]}';
  const rows = [{ a: 1 }, { b: "}{" }, { c: [1, { d: 2 }] }];
  assertEquals(await read(text), rows);
  assertEquals(await read(text, 30), rows);
});

Deno.test("bare NaN and Infinity arrive as their names, texts stay", async () => {
  const text = '[{"a": NaN, "b": [-Infinity], "c": "NaN, \\"NaN"}]';
  assertEquals(await read(text), [
    { a: "NaN", b: ["-Infinity"], c: 'NaN, "NaN' },
  ]);
});

Deno.test("a text that is no list of cases is refused, naming the file", async () => {
  const bad: readonly [string, string][] = [
    ["", "it is empty"],
    ["  \n", "it is empty"],
    ["spot,strike", '"spot,strike" at its start'],
    ["3", '"3" at its start'],
    ["[1, 2", "an end before the last case is closed"],
    ['{"a": 1', "an end before the last case is closed"],
    ["[1,]", "near case 1"],
    ["[1] 2", "text behind the closing ]"],
    ['{"a": 1} x', "an end before"],
    ["[tru]", "near case 0"],
    ["[1}", 'a stray "}"'],
  ];
  for (const [text, message] of bad) {
    const error = await assertRejects(() => read(text), SyntaxError, message);
    assertEquals(error.message.startsWith("Cannot read q.json"), true);
  }
});

Deno.test("a quotation mark left open does not fill the memory", async () => {
  await assertRejects(
    () => read(`[{"a": "${"x".repeat(1_100_000)}`, 100),
    SyntaxError,
    "left open",
  );
});
