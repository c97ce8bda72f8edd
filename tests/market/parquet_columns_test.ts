import { assertEquals, assertThrows } from "@std/assert";
import { Buffer } from "node:buffer";
import pl from "nodejs-polars";
import { DataQualityError } from "lib/core/errors.ts";
import { decodeColumns, encodeColumns } from "lib/market/parquet_columns.ts";

const COLUMNS = {
  wide: Float64Array.of(1 / 3, -0, NaN, Infinity, 5e-324),
  narrow: Float32Array.of(0.1, 2, -3, NaN, 1e38),
};

Deno.test("Columns come back from Parquet to the bit, in their order and type", () => {
  const read = decodeColumns(encodeColumns(COLUMNS), "a.parquet");
  assertEquals(Object.keys(read), ["wide", "narrow"]);
  for (const name of ["wide", "narrow"] as const) {
    assertEquals(read[name], COLUMNS[name]);
    read[name].forEach((x, i) => assertEquals(x, COLUMNS[name][i]));
  }
});

Deno.test("The same columns give the same bytes", () => {
  assertEquals(encodeColumns(COLUMNS), encodeColumns(COLUMNS));
});

Deno.test("Columns without a row come back empty", () => {
  const none = { a: new Float64Array(), b: new Float32Array() };
  assertEquals(decodeColumns(encodeColumns(none), "a.parquet"), none);
});

Deno.test("Bytes that are cut off, altered in the footer or foreign are a DataQualityError of one line", () => {
  const bytes = encodeColumns(COLUMNS);
  const altered = bytes.slice();
  altered.fill(0xff, bytes.length - 20, bytes.length - 8);
  const broken = [
    new Uint8Array(),
    bytes.subarray(0, 10),
    bytes.subarray(0, bytes.length - 1),
    altered,
    new TextEncoder().encode("a,b\n1,2\n"),
  ];
  for (const one of broken) {
    const error = assertThrows(
      () => decodeColumns(one, "a.parquet"),
      DataQualityError,
      "damaged",
    );
    assertEquals(error.message.includes("\n"), false);
    assertEquals(error.file, "a.parquet");
  }
});

Deno.test("A column of text, and numbers with a gap, are a DataQualityError that names the column", () => {
  const text = pl.DataFrame({ law: ["vg", "nig"] });
  const gap = pl.DataFrame([pl.Series("iv", [0.1, null], pl.Float64)]);
  for (const [frame, name] of [[text, "law"], [gap, "iv"]] as const) {
    const bytes = new Uint8Array(frame.writeParquet() as unknown as Buffer);
    assertThrows(
      () => decodeColumns(bytes, "a.parquet"),
      DataQualityError,
      `column ${name}`,
    );
  }
});
