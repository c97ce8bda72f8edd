import { assertEquals, assertRejects } from "@std/assert";
import pl from "nodejs-polars";
import { DataQualityError } from "lib/core/errors.ts";
import { openTable, type TableRow } from "lib/market/history/table_rows.ts";
import { gzip, withFile } from "../temp_file.ts";

async function rowsOf(path: string): Promise<TableRow[]> {
  await using table = await openTable(path);
  return (await Array.fromAsync(table.batches)).flat();
}

Deno.test("A CSV, packed or not, gives its rows with their lines", async () => {
  const text = "a,b\n1,x\n\n2,y\n";
  const expected = [
    { row: 2, fields: ["1", "x"] },
    { row: 4, fields: ["2", "y"] },
  ];
  await withFile("a.csv", text, async (path) => {
    assertEquals(await rowsOf(path), expected);
  });
  await withFile("a.csv.gz", await gzip(text), async (path) => {
    assertEquals(await rowsOf(path), expected);
  });
});

Deno.test("A Parquet file gives its rows over more than one slice, numbered as a CSV's", async () => {
  const n = 50_001;
  const numbers = Array.from({ length: n }, (_, i) => i);
  const bytes = pl.DataFrame({ a: numbers }).writeParquet() as Uint8Array;
  await withFile("a.parquet", bytes, async (path) => {
    let told = 0;
    await using table = await openTable(path, (read) => told += read);
    assertEquals(table.head.names, ["a"]);
    const rows = (await Array.fromAsync(table.batches)).flat();
    assertEquals(rows.length, n);
    assertEquals(rows[n - 1], { row: n + 1, fields: [n - 1] });
    assertEquals(Math.round(told), bytes.length);
  });
});

Deno.test("A file that is given up at its header is let go of", async () => {
  const long = "a,b\n" + "1,2\n".repeat(200_000);
  await withFile("a.csv", long, async (path) => {
    await using table = await openTable(path);
    assertEquals(table.head.names, ["a", "b"]);
  });
  await withFile("b.csv", long, async (path) => {
    await using table = await openTable(path);
    for await (const batch of table.batches) {
      if (batch.length > 0) break;
    }
  });
});

Deno.test("A file that is absent, empty, cut short or foreign is refused by its name", async () => {
  const refuse = async (path: string, message: string) => {
    const error = await assertRejects(
      () => rowsOf(path),
      DataQualityError,
      message,
    );
    assertEquals(error.file, path);
  };
  await refuse("absent.csv", "no such file");
  await withFile("a.csv", "", (path) => refuse(path, "empty"));
  await withFile("a.csv", "a,b\n1\n", (path) => refuse(path, "1 fields"));
  await withFile("a.parquet", "a,b\n1,2\n1,2\n", (path) => {
    return refuse(path, "no Parquet");
  });
  const bytes = pl.DataFrame({ a: [1, 2] }).writeParquet() as Uint8Array;
  await withFile("a.parquet", bytes.slice(0, -3), (path) => {
    return refuse(path, "cut short");
  });
  const damaged = bytes.slice();
  damaged.fill(255, bytes.length - 30, bytes.length - 8);
  await withFile("a.parquet", damaged, (path) => refuse(path, "damaged"));
  const packed = await gzip("a,b\n1,2\n".repeat(1000));
  await withFile("a.csv.gz", packed.slice(0, -20), (path) => {
    return refuse(path, "damaged");
  });
});
