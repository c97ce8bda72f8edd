/** Noise-free quotes of a law, for tests that must find it again. */

import {
  type CalibrationQuotes,
  calibrationQuotes,
} from "lib/calibration/quotes.ts";
import { chainFromRows } from "lib/market/option_chain.ts";
import { lewis } from "lib/pricing/engines/lewis.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";

const MATURITIES = [0.1, 0.25, 0.5, 1, 2];
const STRIKES = [70, 80, 85, 90, 95, 100, 105, 110, 115, 120, 130, 140];

/** Out-of-the-money prices of a law on 5 maturities and 12 strikes. */
export function syntheticQuotes(
  law: string,
  params: Readonly<Record<string, number>>,
): CalibrationQuotes {
  const [spot, rate, dividend] = [100, 0.03, 0.01];
  const cf = lawByName(law).characteristicFunction(params);
  const rows = MATURITIES.flatMap((tau) => {
    const forward = spot * Math.exp((rate - dividend) * tau);
    const isCall = STRIKES.map((strike) => strike >= forward);
    const { prices } = lewis.price(cf, {
      forward,
      discount: Math.exp(-rate * tau),
      tau,
      strikes: Float64Array.from(STRIKES),
      isCall: Uint8Array.from(isCall, Number),
    }, { tolerance: 1e-11 });
    return STRIKES.map((strike, i) => ({
      tau,
      spot,
      rate,
      dividend,
      strike,
      isCall: isCall[i],
      price: prices[i],
    }));
  });
  return calibrationQuotes(chainFromRows("synthetic", rows));
}
