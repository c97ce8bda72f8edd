import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { thinRows } from "lib/report/thin_rows.ts";

Deno.test("thinRows() keeps both ends, the lowest and the highest of any series, in order", () => {
  const value = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constant(NaN),
  );
  fc.assert(fc.property(
    fc.array(value, { minLength: 1, maxLength: 200 }),
    fc.integer({ min: 4, max: 60 }),
    (values, most) => {
      const rows = thinRows(values, most);
      assert(rows.length <= Math.max(most, 4));
      assert(rows.every((row, i) => i === 0 || row > rows[i - 1]));
      assertEquals([rows[0], rows.at(-1)], [0, values.length - 1]);
      const ends = (all: number[]) => {
        const known = all.filter((v) => !Number.isNaN(v));
        return [Math.min(...known), Math.max(...known)];
      };
      assertEquals(ends(rows.map((row) => values[row])), ends(values));
    },
  ));
});
