/**
 * ETTh1 as papers on long forecasts split it: 8640, 2880 and 2880 hours, the
 * seven columns scaled by mean and deviation of the first part. Windows of the
 * later parts look back over the boundary.
 *
 * Zhou et al. (2021), Informer, AAAI 35(12), 11106–11115; 12, 4 and 4 months.
 */

import { Windows } from "lib/models/windows/windows.ts";

/** Where the file is looked for; its licence keeps it out of the project. */
export const ETTH1 = "../shared/data/series/ETTh1.csv";

/** Hours of the parts. */
const PARTS = { train: 8640, validation: 2880, test: 2880 } as const;
/** Hours of them all. */
const HOURS = 14_400;
const HOUR_MS = 3_600_000;

/** Windows of the three parts. */
export type Parts = Readonly<Record<keyof typeof PARTS, Windows>>;

/** Whether the file is there; says so if it is not. */
export function hasEtth1(): boolean {
  try {
    Deno.statSync(ETTH1);
    return true;
  } catch {
    console.warn(`tests of ETTh1 are left out: ${ETTH1} is missing`);
    return false;
  }
}

/**
 * Complete windows of each part, every column a symbol.
 *
 * @param text The file.
 * @param length Hours of a window.
 * @param steps Hours that are to be predicted.
 */
export function etth1Windows(
  text: string,
  length: number,
  steps: number,
): Parts {
  const [header, ...lines] = text.trim().split(/\r?\n/);
  const symbols = header.split(",").slice(1);
  const cells = lines.slice(0, HOURS).map((line) => line.split(","));
  const start = Date.parse(`${cells[0][0].replace(" ", "T")}Z`);
  const values = new Float32Array(symbols.length * HOURS);
  symbols.forEach((_, s) => {
    const column = cells.map((row) => Number(row[s + 1]));
    const known = column.slice(0, PARTS.train);
    const mean = known.reduce((a, b) => a + b) / known.length;
    const variance = known.reduce((sum, x) => sum + (x - mean) ** 2, 0) /
      known.length;
    column.forEach((x, i) =>
      values[s * HOURS + i] = (x - mean) / Math.sqrt(variance)
    );
  });
  // The row after a part's first window: labels lie in the part.
  const of = (from: number, to: number): Windows => {
    const each = to - steps - from + 1;
    const ends = Int32Array.from(
      { length: each * symbols.length },
      (_, i) => Math.floor(i / each) * HOURS + from + i % each,
    );
    const hours = ends.map((end) => end % HOURS);
    return new Windows({
      values,
      features: ["value"],
      length,
      ends,
      target: { kind: "path", column: 0, steps },
      horizon: steps,
      symbols,
      symbolOf: ends.map((end) => Math.floor(end / HOURS)),
      time: Float64Array.from(hours, (h) => start + (h - 1) * HOUR_MS),
      labelEnd: Float64Array.from(
        hours,
        (h) => start + (h + steps - 1) * HOUR_MS,
      ),
    });
  };
  const [first, second] = [PARTS.train, PARTS.train + PARTS.validation];
  return {
    train: of(length, first),
    validation: of(first, second),
    test: of(second, HOURS),
  };
}
