/** Single-start Heston calibrations: 200 noise-free quotes, and the DAX table. */

import { calibrate } from "lib/calibration/calibrate.ts";
import { calibrationQuotes } from "lib/calibration/quotes.ts";
import { chainFromRows } from "lib/market/option_chain.ts";
import { readChain } from "lib/market/read_chain.ts";
import { lewis } from "lib/pricing/engines/lewis.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import { medianMs, printRow } from "./bench_row.ts";

const law = lawByName("heston");
const TRUTH = { v0: 0.04, kappa: 1.5, theta: 0.05, xi: 0.5, rho: -0.7 };
const START = { v0: 0.05, kappa: 1, theta: 0.06, xi: 0.4, rho: -0.5 };

/** 20 strikes × 10 maturities at the truth. */
function exactQuotes() {
  const cf = law.characteristicFunction(TRUTH);
  const rows = Array.from({ length: 10 }, (_, i) => {
    const tau = 0.25 + 1.75 * i / 9;
    const strikes = Float64Array.from(
      { length: 20 },
      (_, j) => 80 + 40 * j / 19,
    );
    const { prices } = lewis.price(cf, {
      forward: 100 * Math.exp(0.02 * tau),
      discount: Math.exp(-0.03 * tau),
      tau,
      strikes,
      isCall: new Uint8Array(20).fill(1),
    }, { tolerance: 1e-11 });
    return Array.from(strikes, (strike, j) => ({
      tau,
      strike,
      price: prices[j],
      spot: 100,
      rate: 0.03,
      dividend: 0.01,
      isCall: true,
    }));
  }).flat();
  return calibrationQuotes(chainFromRows("exact", rows));
}

const exact = exactQuotes();
const fit = calibrate(exact, law, { starts: 1, start: START });
const worst = Math.max(
  ...Object.entries(TRUTH).map(([name, value]) =>
    Math.abs(fit.params[name] / value - 1)
  ),
);
printRow({
  name: "Heston calibration, 200 quotes",
  median: medianMs(
    () => calibrate(exact, law, { starts: 1, start: START }),
    31,
  ),
  unit: "ms",
  target: 15,
  peer: "QuantLib 290",
  accuracy: `parameters off by ${worst.toExponential(1)}`,
});

const dax = calibrationQuotes(await readChain("data/raw/dax_2002-07-05.csv"));
const options = { space: "implied-vol", starts: 1 } as const;
const { rmseImpliedVol } = calibrate(dax, law, options);
printRow({
  name: "Heston calibration, DAX of 5 July 2002",
  median: medianMs(() => calibrate(dax, law, options), 31),
  unit: "ms",
  target: 20,
  peer: "QuantLib 330",
  accuracy: `sum of squares ${
    (104 * (100 * (rmseImpliedVol ?? NaN)) ** 2).toFixed(4)
  }`,
});
