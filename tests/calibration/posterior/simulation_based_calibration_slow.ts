/** Simulation-based calibration of whole laws, and both samplers on real quotes. */

import { assert, assertAlmostEquals } from "@std/assert";
import { samplePosterior } from "lib/calibration/posterior/sample_posterior.ts";
import { posteriorRanks } from "lib/calibration/posterior/simulation_based_calibration.ts";
import { calibrationQuotes } from "lib/calibration/quotes.ts";
import { readChain } from "lib/market/read_chain.ts";
import { rankUniformity } from "lib/math/sampling/rank_uniformity.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import { noisyQuotes } from "./quotes.ts";

const quotes = noisyQuotes(
  "variance-gamma",
  { sigma: 0.2, nu: 0.3, theta: -0.15 },
  { strikes: [80, 90, 100, 110, 120], maturities: [0.5, 1.5] },
);

for (
  const noise of [{ kind: "fixed", sd: 0.01 }, { kind: "sampled" }] as const
) {
  Deno.test(`variance gamma, ${noise.kind} noise: 100 truths rank evenly`, () => {
    const { ranks, ranked } = posteriorRanks(
      { law: "variance-gamma", quotes, noise, priors: {} },
      { replications: 100, ranked: 39, thin: 4, warmup: 200 },
    );
    for (const [name, values] of Object.entries(ranks)) {
      const { chiSquareP, gapP, counts } = rankUniformity(values, ranked, 10);
      assert(
        chiSquareP > 1e-3 && gapP > 1e-3,
        `${name}: ${chiSquareP}, ${gapP}, ${counts}`,
      );
    }
  });
}

Deno.test("NUTS and the ensemble agree on the S&P 500 of 18 April 2002", async () => {
  const spx = calibrationQuotes(await readChain("data/raw/spx_2002-04-18.csv"));
  const law = lawByName("variance-gamma");
  const byNuts = await samplePosterior(spx, law, { draws: 2000, workers: 2 });
  const byEnsemble = await samplePosterior(spx, law, {
    sampler: "ensemble",
    draws: 4000,
    workers: 2,
  });
  for (const name of byNuts.names) {
    const [a, b] = [byNuts.parameters[name], byEnsemble.parameters[name]];
    assert(a.rHat < 1.01, `${name}: R-hat ${a.rHat}`);
    // Walkers of one ensemble lean on each other: 5 standard errors.
    const error = Math.hypot(a.mcseMean, b.mcseMean);
    assertAlmostEquals(a.mean, b.mean, 5 * error, name);
  }
});
