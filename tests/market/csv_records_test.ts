import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { DataQualityError } from "lib/core/errors.ts";
import { csvRecords } from "lib/market/csv_records.ts";

async function all(chunks: Iterable<string>) {
  return (await Array.fromAsync(csvRecords(chunks, "t.csv"))).flat();
}

Deno.test("csvRecords() counts blank lines and lines inside quotes", async () => {
  assertEquals(await all(['\r\na,b\r\n\r\n"x\ny",""""\r\nlast']), [
    { row: 2, fields: ["a", "b"] },
    { row: 4, fields: ["x\ny", '"'] },
    { row: 6, fields: ["last"] },
  ]);
});

Deno.test("csvRecords() gives the same records wherever the text is cut", async () => {
  const field = fc.stringMatching(/^[a-z",\n ]{0,6}$/);
  await fc.assert(fc.asyncProperty(
    fc.array(fc.array(field, { minLength: 2, maxLength: 3 }), { minLength: 1 }),
    fc.integer({ min: 1, max: 9 }),
    async (rows, size) => {
      const text = rows.map((row) =>
        row.map((each) => `"${each.replaceAll('"', '""')}"`).join(",")
      ).join("\n");
      const chunks = text.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
      const records = await all(chunks);
      assertEquals(records.map(({ fields }) => fields), rows);
    },
  ));
});

Deno.test("csvRecords() says where a quote was never closed, even in an endless file", async () => {
  await assertRejects(
    () => all(['a,b\n1,"2\n', "3,4\n"]),
    DataQualityError,
    "t.csv, row 2: A quoted field never ends",
  );
  await assertRejects(
    () =>
      all(['x\n"', ...Array.from({ length: 40 }, () => "y\n".repeat(32_768))]),
    DataQualityError,
    "never ends",
  );
});
