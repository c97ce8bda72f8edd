/** Implied volatility, a batch of 200,000 quotes: ns a quote, one thread. */

import { printRow } from "./bench_row.ts";
import { makeRng } from "lib/core/rng.ts";
import { blackPrice } from "lib/pricing/black.ts";
import { impliedVol } from "lib/pricing/implied_vol.ts";
import { impliedVolBatchInto } from "lib/pricing/implied_vol_batch.ts";

const COUNT = 200_000;
const RUNS = 11;

/** What the bench measures. */
export interface ImpliedVolBenchResult {
  /** Median nanoseconds a quote, batch. */
  readonly nsPerQuote: number;
  /** Median nanoseconds a quote, one call each. */
  readonly nsPerScalarCall: number;
  /** Median relative error against the volatility that made the price. */
  readonly medianError: number;
  /** Largest such error. */
  readonly largestError: number;
}

/** Out-of-the-money quotes, wings to 1e-250, and the volatility behind each. */
function randomQuotes(n: number) {
  const rng = makeRng(20020705);
  const column = () => new Float64Array(n);
  const batch = {
    forward: column(),
    strike: column(),
    tau: column(),
    discount: column(),
    price: column(),
    isCall: new Uint8Array(n),
  };
  const sigma = column();
  for (let i = 0; i < n;) {
    const forward = 80 + 40 * rng.uniform();
    const strike = 60 + 100 * rng.uniform();
    const tau = 0.02 + 2 * rng.uniform();
    const discount = Math.exp(-0.05 * rng.uniform());
    const isCall = strike > forward;
    sigma[i] = 0.05 + 0.75 * rng.uniform();
    const quote = { forward, strike, tau, discount, isCall, sigma: sigma[i] };
    const price = blackPrice(quote);
    if (!(price > 1e-250)) continue;
    batch.forward[i] = forward;
    batch.strike[i] = strike;
    batch.tau[i] = tau;
    batch.discount[i] = discount;
    batch.price[i] = price;
    batch.isCall[i] = isCall ? 1 : 0;
    ++i;
  }
  return { batch, sigma };
}

/** Runs the bench. */
export function benchImpliedVol(): ImpliedVolBenchResult {
  const { batch, sigma } = randomQuotes(COUNT);
  const out = {
    sigma: new Float64Array(COUNT),
    failure: new Uint8Array(COUNT),
  };
  const nsPerQuote = medianNs(() => impliedVolBatchInto(batch, out));
  const errors = out.sigma.map((v, i) => Math.abs(v / sigma[i] - 1)).sort();
  const nsPerScalarCall = medianNs(() => {
    for (let i = 0; i < COUNT; ++i) {
      impliedVol({
        forward: batch.forward[i],
        strike: batch.strike[i],
        tau: batch.tau[i],
        discount: batch.discount[i],
        price: batch.price[i],
        isCall: batch.isCall[i] === 1,
      });
    }
  });
  return {
    nsPerQuote,
    nsPerScalarCall,
    medianError: errors[COUNT >> 1],
    largestError: errors[COUNT - 1],
  };
}

function medianNs(work: () => void): number {
  const times: number[] = [];
  for (let run = 0; run < RUNS; ++run) {
    const start = performance.now();
    work();
    times.push((performance.now() - start) * 1e6 / COUNT);
  }
  return times.sort((a, b) => a - b)[RUNS >> 1];
}

if (import.meta.main) {
  const result = benchImpliedVol();
  const { medianError, largestError } = result;
  const accuracy = `median ${medianError.toExponential(1)}, largest ${
    largestError.toExponential(1)
  }, relative`;
  printRow({
    name: "Implied volatility, batch",
    median: result.nsPerQuote,
    unit: "ns a quote",
    target: 270,
    peer: "C++ Let's Be Rational 270",
    accuracy,
  });
  printRow({
    name: "Implied volatility, one call",
    median: result.nsPerScalarCall,
    unit: "ns",
    accuracy,
  });
}
