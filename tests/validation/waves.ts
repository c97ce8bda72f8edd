import type { LearningTable } from "lib/validation/learning_table.ts";

const rounded = (v: number) => Math.round(1000 * v) / 1000;

/** The table of `WAVES` in the reference values, grouped by t mod 4. */
export function wavesTable(): LearningTable & { groups: number[] } {
  const t = Array.from({ length: 24 }, (_, i) => i);
  const rows = t.map((i) => [
    rounded(2 * Math.sin(i)),
    rounded(Math.cos(0.7 * i)),
    rounded(((7 * i) % 11) / 5),
  ]);
  return {
    x: { data: Float64Array.from(rows.flat()), rows: 24, cols: 3 },
    y: Float64Array.from(
      rows,
      ([a, b, c], i) =>
        rounded(1.5 * a - 2 * b + 0.25 * c + 0.3 * Math.sin(5 * i)),
    ),
    groups: t.map((i) => i % 4),
  };
}
