import fc from "fast-check";
import type { Split, SplitRows } from "lib/validation/splitter.ts";

/** Rows with spans that overlap, are unsorted and often start together. */
export const randomSpans: fc.Arbitrary<
  SplitRows & { readonly spans: { start: number[]; end: number[] } }
> = fc.array(
  fc.tuple(
    fc.integer({ min: -40, max: 40 }),
    fc.oneof(
      fc.constant(0),
      fc.integer({ min: 0, max: 6 }),
      fc.double({ min: 0, max: 30, noNaN: true }),
    ),
  ),
  { minLength: 12, maxLength: 60 },
).map((pairs) => ({
  count: pairs.length,
  spans: {
    start: pairs.map(([start]) => start),
    end: pairs.map(([start, length]) => start + length),
  },
}));

/** What a splitter gives, or nothing where spans leave nothing to learn from. */
export function splitsOf(split: () => readonly Split[]): readonly Split[] {
  try {
    return split();
  } catch (error) {
    if (error instanceof RangeError && /the train side/.test(error.message)) {
      return [];
    }
    throw error;
  }
}

/** The first train row that meets a test row, by the definition itself. */
export function meeting(
  { train, test }: Split,
  { start, end }: { readonly start: number[]; readonly end: number[] },
): [number, number] | undefined {
  for (const i of train) {
    for (const j of test) {
      if (start[i] <= end[j] && start[j] <= end[i]) return [i, j];
    }
  }
  return undefined;
}
