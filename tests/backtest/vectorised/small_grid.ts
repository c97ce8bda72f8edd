import { randomBars } from "./random_bars.ts";

/** Bars of {@link gridPairs}. */
export const gridBars = () => randomBars(3000, { seed: 77 });

/** 600 pairs. */
export const gridPairs = Array.from({ length: 600 }, (_, i) => ({
  fast: 1 + i % 20,
  slow: 25 + 3 * Math.floor(i / 20),
}));
