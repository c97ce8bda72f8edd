import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { thinQuotes } from "lib/calibration/thin_quotes.ts";
import { syntheticQuotes } from "./synthetic_quotes.ts";

const QUOTES = syntheticQuotes("black-scholes", { sigma: 0.2 });

Deno.test("thinQuotes() keeps every column together", () => {
  const thin = thinQuotes(QUOTES, 20);
  assertEquals(thin.size, thin.strike.length);
  assert(thin.size <= 20 && thin.size > 10);
  for (let i = 0; i < thin.size; ++i) {
    const slice = thin.slices[thin.sliceOf[i]];
    const same = QUOTES.strike.findIndex((strike, j) =>
      strike === thin.strike[i] && QUOTES.price[j] === thin.price[i]
    );
    assert(same >= 0);
    assertEquals(QUOTES.slices[QUOTES.sliceOf[same]].tau, slice.tau);
    assertEquals(thin.vega[i], QUOTES.vega[same]);
  }
  const strikes = thin.slices.flatMap((slice) => [...slice.strikes]);
  assertEquals(strikes, [...thin.strike]);
});

Deno.test("thinQuotes() gives few quotes back as they are", () => {
  assertStrictEquals(thinQuotes(QUOTES, 60), QUOTES);
});
