import {
  type CalibrationQuotes,
  calibrationQuotes,
} from "lib/calibration/quotes.ts";
import { makeRng } from "lib/core/rng.ts";
import { chainFromRows } from "lib/market/option_chain.ts";
import { blackPrice } from "lib/pricing/black.ts";
import { lewis } from "lib/pricing/engines/lewis.ts";
import { impliedVol } from "lib/pricing/implied_vol.ts";
import type { LawParams } from "lib/pricing/laws/law.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";

/** Quotes of a law with normal errors of their volatilities. */
export function noisyQuotes(
  name: string,
  params: LawParams,
  options: {
    readonly noise?: number;
    readonly seed?: number;
    readonly strikes?: readonly number[];
    readonly maturities?: readonly number[];
    /** Width of bid to ask, in volatility. */
    readonly width?: number;
  } = {},
): CalibrationQuotes {
  const { noise = 0.003, seed = 1, width } = options;
  const { strikes = [80, 90, 95, 100, 105, 110, 120] } = options;
  const { maturities = [0.25, 1] } = options;
  const rng = makeRng(seed);
  const cf = lawByName(name).characteristicFunction(params);
  const rows = maturities.flatMap((tau) => {
    const base = { forward: 100, tau };
    const { prices } = lewis.price(cf, {
      ...base,
      discount: 1,
      strikes: Float64Array.from(strikes),
      isCall: new Uint8Array(strikes.length).fill(1),
    });
    return strikes.map((strike, i) => {
      const exact = impliedVol({
        ...base,
        strike,
        price: prices[i],
        isCall: true,
      });
      if (!exact.ok) throw new Error(`no volatility at ${strike}`);
      const vol = exact.sigma + noise * rng.normal();
      const priceAt = (sigma: number) =>
        blackPrice({ ...base, strike, sigma, isCall: true });
      const row = {
        strike,
        tau,
        isCall: true,
        spot: 100,
        rate: 0,
        dividend: 0,
      };
      return width === undefined ? { ...row, price: priceAt(vol) } : {
        ...row,
        bid: priceAt(vol - width / 2),
        ask: priceAt(vol + width / 2),
      };
    });
  });
  return calibrationQuotes(chainFromRows("noisy", rows));
}
