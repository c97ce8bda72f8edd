import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertLess,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import type { CalibrationQuotes } from "lib/calibration/quotes.ts";
import {
  forwardWalk,
  forwardWalkVerdict,
} from "lib/calibration/validation/forward_walk.ts";
import {
  flatSmile,
  interpolatedSmile,
} from "lib/calibration/validation/naive_smiles.ts";
import { quoteDays } from "lib/calibration/validation/quote_days.ts";
import { quotesAtVols } from "lib/calibration/validation/quote_subsets.ts";
import {
  lawSmile,
  leastSquares,
} from "lib/calibration/validation/smile_model.ts";
import { cleanChain } from "lib/market/cleaning.ts";
import { readChain } from "lib/market/read_chain.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import { CHAINS, testOnFile } from "../../market/shared_data.ts";
import { syntheticQuotes } from "../synthetic_quotes.ts";

const BASE = syntheticQuotes("black-scholes", { sigma: 0.2 });

/** Days whose one volatility rises by a point a day. */
const DAYS = Array.from({ length: 5 }, (_, day) => ({
  label: `2025-01-0${day + 1}`,
  quotes: quotesAtVols(BASE, BASE.impliedVol.map(() => 0.2 + 0.01 * day)),
}));
const LAW = lawByName("black-scholes");

Deno.test("forwardWalk() fits anew on every window and sees nothing of the day it scores", async () => {
  const seen: CalibrationQuotes[] = [];
  const spy = lawSmile(LAW, (quotes) => {
    seen.push(quotes);
    return leastSquares(LAW)(quotes);
  });
  const { steps } = await forwardWalk(DAYS, [spy, flatSmile]);
  assertEquals(seen.map(({ size }) => size), [60, 120, 180, 240]);
  // The newest volatility shown is that of the day before.
  seen.forEach(({ impliedVol }, i) =>
    assertAlmostEquals(Math.max(...impliedVol), 0.2 + 0.01 * i, 1e-12)
  );
  const own = steps.filter(({ model }) => model === "black-scholes");
  own.forEach(({ params, score, day }, i) => {
    // Least squares in volatilities gives the mean of the days so far; wings
    // without vega weigh less, which moves it by 1e-5.
    const mean = 0.2 + 0.01 * i / 2;
    assertAlmostEquals(params!["sigma"], mean, 5e-5);
    assertAlmostEquals(score.rmse, 0.2 + 0.01 * (i + 1) - mean, 5e-5);
    assertEquals(day, DAYS[i + 1].label);
  });
});

Deno.test("forwardWalk() drops old days from a window that is bounded", async () => {
  const seen: number[] = [];
  const spy = lawSmile(LAW, (quotes) => {
    seen.push(quotes.size);
    return leastSquares(LAW)(quotes);
  });
  const options = { first: 2, longest: 2 };
  const { run } = await forwardWalk(DAYS, [spy], options);
  assertEquals(seen, [120, 120, 120]);
  assertEquals(run.folds.map(({ day }) => day), [
    "2025-01-03",
    "2025-01-04",
    "2025-01-05",
  ]);
});

Deno.test("forwardWalkVerdict() says who was better on how many days", async () => {
  const law = lawSmile(LAW, leastSquares(LAW));
  const walk = await forwardWalk(DAYS, [law, interpolatedSmile]);
  const [sentence] = forwardWalkVerdict(walk);
  // Yesterday's smile is off by one point, the mean of all days by more; on
  // the first step they are the same.
  assertStringIncludes(sentence, "the naive smile (1.00 vol points) on ");
  assertStringIncludes(sentence, "over 4 days");
  assertStringIncludes(sentence, "stay put");
});

Deno.test("forwardWalk() refuses days out of order and windows that leave none", async () => {
  const law = lawSmile(LAW, leastSquares(LAW));
  await assertRejects(
    () => forwardWalk(DAYS.toReversed(), [law]),
    RangeError,
    "in order of time",
  );
  await assertRejects(
    () => forwardWalk([DAYS[0]], [law]),
    RangeError,
    "at least two days",
  );
  await assertRejects(
    () => forwardWalk(DAYS, [law], { first: 5 }),
    RangeError,
    "current value is 5",
  );
});

testOnFile(
  CHAINS.spx,
  "forwardWalk() does better than one volatility on days of SPY in 2025",
  async () => {
    const chain = await readChain(CHAINS.spx, { underlying: "SPY" });
    const days = quoteDays(cleanChain(chain).chain, { maxQuotes: 60 });
    assert(days.length >= 8);
    const law = lawByName("nig");
    const walk = await forwardWalk(days, [
      lawSmile(law, leastSquares(law, { starts: 1 })),
      flatSmile,
    ]);
    const [nig, flat] = walk.scores;
    assertLess(nig.outOfSample.rmse, 0.75 * flat.outOfSample.rmse);
    assertEquals(walk.run.folds.length, days.length - 1);
  },
);
