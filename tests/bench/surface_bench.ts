/** 20 × 10 surfaces by COS, with the error against the Lewis engine beside. */

import { CosSurface } from "lib/pricing/engines/cos_surface.ts";
import type { EuropeanSlice } from "lib/pricing/engines/engine.ts";
import { lewis } from "lib/pricing/engines/lewis.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import { medianMs, printRow } from "./bench_row.ts";

const STRIKES = 20;

/** One expiry at spot 100, strikes from 80 to 120 %. */
function sliceAt(tau: number): EuropeanSlice {
  return {
    forward: 100 * Math.exp(0.01 * tau),
    discount: Math.exp(-0.02 * tau),
    tau,
    strikes: Float64Array.from({ length: STRIKES }, (_, i) => 80 + 40 * i / 19),
    isCall: Uint8Array.from({ length: STRIKES }, (_, i) => i % 2),
  };
}

const SURFACE = Array.from(
  { length: 10 },
  (_, i) => sliceAt(0.25 + 1.75 * i / 9),
);

/** Each law, its error wanted relative to spot, target ms and peers. */
const ROWS = [
  {
    law: "heston",
    params: { v0: 0.04, kappa: 1.5, theta: 0.05, xi: 0.5, rho: -0.7 },
    tolerance: 1e-8,
    target: 1,
    peer: "numpy COS 4.3, QuantLib 8.7",
  },
  {
    law: "variance-gamma",
    params: { sigma: 0.2, nu: 0.3, theta: -0.2 },
    tolerance: 1e-6,
    target: 0.7,
    peer: "numpy COS 3.4",
  },
  {
    law: "nig",
    params: { alpha: 10, beta: -4, delta: 0.4 },
    tolerance: 1e-6,
    target: 0.7,
    peer: "numpy COS 3.0",
  },
  {
    law: "cgmy",
    params: { c: 0.2, g: 4, m: 10, y: 0.7 },
    tolerance: 1e-6,
    target: 1,
    peer: "numpy COS 3.3",
  },
] as const;

/** Largest error against the contour engine, in the currency of spot 100. */
function errorOf(
  cf: ReturnType<ReturnType<typeof lawByName>["characteristicFunction"]>,
  slices: readonly EuropeanSlice[],
  prices: Float64Array,
): number {
  let worst = 0;
  slices.forEach((slice, s) => {
    const exact = lewis.price(cf, slice, { tolerance: 1e-11 }).prices;
    exact.forEach((price, i) => {
      worst = Math.max(worst, Math.abs(price - prices[s * STRIKES + i]));
    });
  });
  return worst;
}

for (const { law, params, tolerance, target, peer } of ROWS) {
  const cf = lawByName(law).characteristicFunction(params);
  const surface = new CosSurface(SURFACE, { tolerance });
  const prices = new Float64Array(surface.size);
  const jacobian = new Float64Array(surface.size * cf.size);
  const median = medianMs(() => surface.priceInto(cf, prices));
  const error = errorOf(cf, SURFACE, prices);
  const accuracy = `asked ${tolerance} of spot, off by ${
    (error / 100).toExponential(1)
  }`;
  const name = `${law}, 20 × 10 surface, 0.25–2 y`;
  printRow({ name, median, unit: "ms", target, peer, accuracy });
  printRow({
    name: `${law}, the same with gradient`,
    median: medianMs(() => surface.priceAndGradientInto(cf, prices, jacobian)),
    unit: "ms",
  });
  for (
    const [label, tau] of [["1 week", 7 / 365], ["1 month", 1 / 12]] as const
  ) {
    const slices = [sliceAt(tau)];
    const short = new CosSurface(slices, { tolerance });
    const out = new Float64Array(STRIKES);
    const ms = medianMs(() => short.priceInto(cf, out));
    const off = (errorOf(cf, slices, out) / 100).toExponential(1);
    printRow({
      name: `${law}, 20 strikes, ${label}`,
      median: ms,
      unit: "ms",
      accuracy: `asked ${tolerance} of spot, off by ${off}`,
    });
  }
}
