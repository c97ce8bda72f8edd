/** Synthetic surfaces a second on one core, arbitrage check included. */

import {
  gridSize,
  STANDARD_GRID,
} from "lib/calibration/neural/surface_grid.ts";
import { synthesize } from "lib/calibration/synthetic/synthesize.ts";
import { lewis } from "lib/pricing/engines/lewis.ts";
import { impliedVol } from "lib/pricing/implied_vol.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import { medianMs, printRow } from "./bench_row.ts";

const SURFACES = 200;
const CHECKED = 20;

/** Target surfaces a second; variance gamma's is the one promised. */
const ROWS = [
  { law: "variance-gamma", target: 1000 },
  { law: "nig" },
  { law: "cgmy" },
  { law: "heston" },
] as const;

/** Largest relative error of volatilities against a contour a node. */
function errorOf(name: string, tolerance: number): number {
  const law = lawByName(name);
  const set = synthesize(law, CHECKED, { seed: 3, tolerance });
  const { maturities, moneyness } = STANDARD_GRID;
  const nodes = gridSize(STANDARD_GRID);
  let worst = 0;
  for (let i = 0; i < set.vols.length; ++i) {
    const surface = Math.floor(i / nodes);
    const p = law.space.size;
    const cf = law.characteristicFunction(
      law.space.toParams(
        set.parameters.subarray(surface * p, (surface + 1) * p),
      ),
    );
    const node = i % nodes;
    const tau = maturities[Math.floor(node / moneyness.length)];
    const strike = moneyness[node % moneyness.length];
    const isCall = strike >= 1;
    const slice = {
      forward: 1,
      discount: 1,
      tau,
      strikes: Float64Array.of(strike),
      isCall: Uint8Array.of(isCall ? 1 : 0),
    };
    const price = lewis.price(cf, slice, { tolerance: 1e-12 }).prices[0];
    const exact = impliedVol({ forward: 1, strike, tau, price, isCall });
    if (exact.ok) {
      worst = Math.max(worst, Math.abs(set.vols[i] / exact.sigma - 1));
    }
  }
  return worst;
}

for (const row of ROWS) {
  const law = lawByName(row.law);
  let start = 0;
  const ms = medianMs(
    () => {
      synthesize(law, SURFACES, { start, tolerance: 1e-6 });
      start += SURFACES;
    },
    11,
    3,
  );
  printRow({
    name: `${row.law}, 200-node surfaces drawn, one core`,
    median: 1000 * SURFACES / ms,
    unit: "surfaces/s",
    ...("target" in row ? { target: row.target } : {}),
    accuracy: `asked 1e-6 of the forward; volatilities off by ${
      errorOf(row.law, 1e-6).toExponential(1)
    } of themselves at most`,
  });
}
