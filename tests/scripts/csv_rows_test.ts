import { assertEquals, assertRejects } from "@std/assert";
import { csvRows } from "scripts/csv_rows.ts";

async function read(text: string, size = 1e9): Promise<unknown[]> {
  async function* chunks() {
    for (let i = 0; i < text.length; i += size) {
      yield await Promise.resolve(text.slice(i, i + size));
    }
  }
  const rows: unknown[] = [];
  const options = { file: "q.csv", required: ["spot", "type"] };
  for await (const batch of csvRows(chunks(), options)) rows.push(...batch);
  return rows;
}

Deno.test("csvRows() reads by column name, numbers as numbers", async () => {
  const text =
    'type,id,spot,more\r\ncall,007, 1.5e2 ,\n\nput,"a, ""b""",x,NaN\ncall';
  const rows = [
    { type: "call", id: "007", spot: 150 },
    { type: "put", id: 'a, "b"', spot: "x", more: "NaN" },
    { type: "call" },
  ];
  assertEquals(await read(text), rows);
  assertEquals(await read(text, 3), rows);
});

Deno.test("a line with odd quotation marks becomes its text alone", async () => {
  assertEquals(await read('spot,type\n1,"call\n2,put\n'), [
    '1,"call',
    { spot: 2, type: "put" },
  ]);
});

Deno.test("a header is wanted, with the columns that are needed", async () => {
  await assertRejects(() => read(""), SyntaxError, "q.csv");
  await assertRejects(
    () => read("spot,strike\n1,2"),
    SyntaxError,
    "it lacks type and reads",
  );
  await assertRejects(() => read("x".repeat(1_100_000), 9e5), SyntaxError);
});
