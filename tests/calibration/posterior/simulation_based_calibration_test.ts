import { assert, assertEquals, assertThrows } from "@std/assert";
import { posteriorRanks } from "lib/calibration/posterior/simulation_based_calibration.ts";
import { rankUniformity } from "lib/math/sampling/rank_uniformity.ts";
import { noisyQuotes } from "./quotes.ts";

const quotes = noisyQuotes("black-scholes", { sigma: 0.2 }, {
  strikes: [95, 105],
  maturities: [0.5],
});
const problem = {
  law: "black-scholes",
  quotes,
  noise: { kind: "fixed", sd: 0.05 },
  priors: {},
} as const;

Deno.test("truths rank evenly among the draws of their posteriors", () => {
  const { ranks, ranked } = posteriorRanks(problem, {
    replications: 100,
    ranked: 19,
    thin: 4,
    warmup: 100,
  });
  const { chiSquareP, gapP } = rankUniformity(ranks.sigma, ranked, 10);
  // A correct sampler fails one seed in a thousand; the seed is fixed.
  assert(chiSquareP > 1e-3 && gapP > 1e-3, `${chiSquareP}, ${gapP}`);
});

Deno.test("ranks are the same for the same seed", () => {
  const few = { replications: 3, ranked: 9, thin: 1, warmup: 20 };
  assertEquals(posteriorRanks(problem, few), posteriorRanks(problem, few));
});

Deno.test("a prior without surfaces is refused", () => {
  assertThrows(
    () =>
      posteriorRanks({
        ...problem,
        quotes: noisyQuotes("black-scholes", { sigma: 0.2 }),
        noise: { kind: "fixed", sd: 1e6 },
      }, { replications: 1 }),
    RangeError,
    "Narrow the prior",
  );
});
