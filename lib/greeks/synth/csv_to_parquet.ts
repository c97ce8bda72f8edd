/**
 * A CSV file as Parquet, as a stream through nodejs-polars, which is loaded when
 * this file is first asked for.
 *
 * @module
 */

import pl from "nodejs-polars";

/**
 * Rewrites a table; the same table gives the same bytes.
 *
 * @param from The CSV file.
 * @param to The Parquet file.
 * @param numbers Columns that hold numbers; the others hold text, and null
 * where they are blank.
 */
export async function csvToParquet(
  from: string,
  to: string,
  numbers: readonly string[],
): Promise<void> {
  const table = pl.scanCSV(from, { inferSchemaLength: 0, parseDates: false });
  await table
    .withColumns(...numbers.map((name) => pl.col(name).cast(pl.Float64)))
    .sinkParquet(to, { compression: "zstd", maintainOrder: true })
    .collect();
}
