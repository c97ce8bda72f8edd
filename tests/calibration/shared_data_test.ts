import { assert, assertAlmostEquals, assertLess } from "@std/assert";
import { parse } from "@std/csv";
import { calibrate } from "lib/calibration/calibrate.ts";
import { calibrationQuotes } from "lib/calibration/quotes.ts";
import { cleanChain } from "lib/market/cleaning.ts";
import { chainFromRows } from "lib/market/option_chain.ts";
import { readChain } from "lib/market/read_chain.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import { CHAINS, testOnFile } from "../market/shared_data.ts";

const CUI = "../shared/data/published/cui2017_heston_40_options.csv";

testOnFile(
  CUI,
  "calibrate() recovers Cui's Heston from the published start",
  async () => {
    const [, ...rows] = parse(await Deno.readTextFile(CUI));
    const quotes = calibrationQuotes(
      chainFromRows(
        "Cui et al. (2017)",
        rows.map(([spot, rate, strike, tau, price]) => ({
          spot: Number(spot),
          rate: Number(rate),
          dividend: 0,
          strike: Number(strike),
          tau: Number(tau),
          price: Number(price),
          isCall: true,
        })),
      ),
    );
    const { params } = calibrate(quotes, lawByName("heston"), {
      starts: 1,
      start: { v0: 0.2, kappa: 1.2, theta: 0.2, xi: 0.3, rho: -0.6 },
    });
    const truth = { v0: 0.08, kappa: 3, theta: 0.1, xi: 0.25, rho: -0.8 };
    for (const [name, value] of Object.entries(truth)) {
      // The file's prices are quadratures of about 1e-12.
      assertAlmostEquals(params[name] / value, 1, 1e-6, name);
    }
  },
);

testOnFile(
  CHAINS.spx,
  "calibrate() fits Heston to one day of real SPX quotes",
  async () => {
    const chain = await readChain(CHAINS.spx, {
      date: "2025-10-01",
      underlying: "SPX",
    });
    const { chain: clean } = cleanChain(chain);
    const quotes = calibrationQuotes(clean);
    assert(quotes.size > 500);
    const report = calibrate(quotes, lawByName("heston"), {
      space: "implied-vol",
      starts: 2,
    });
    assert(report.rmseImpliedVol !== null);
    // Heston misses wings of real surfaces by a point or two.
    assertLess(report.rmseImpliedVol, 0.03);
    assertLess(report.params["rho"], -0.3);
  },
);
