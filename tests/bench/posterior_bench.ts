/** The posterior of variance gamma on 75 real quotes: 4 × 1,000 draws. */

import { samplePosterior } from "lib/calibration/posterior/sample_posterior.ts";
import { calibrationQuotes } from "lib/calibration/quotes.ts";
import { readChain } from "lib/market/read_chain.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import { printRow } from "./bench_row.ts";

const quotes = calibrationQuotes(
  await readChain("data/raw/spx_2002-04-18.csv"),
);
const posterior = await samplePosterior(quotes, lawByName("variance-gamma"), {
  workers: 2,
  now: () => performance.now(),
});
const summaries = Object.values(posterior.parameters);
const rHat = Math.max(...summaries.map((s) => s.rHat));
const ess = Math.min(...summaries.flatMap((s) => [s.essBulk, s.essTail]));
printRow({
  name: "VG posterior, 75 quotes, 4 × 1,000 draws, 2 threads",
  median: posterior.milliseconds / 1000,
  unit: "s",
  target: 20,
  accuracy: `R-hat at most ${rHat.toFixed(3)}, at least ${
    ess.toFixed(0)
  } effective draws, ${posterior.divergences} divergences`,
});
