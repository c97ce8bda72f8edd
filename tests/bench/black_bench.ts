/** Black–Scholes price and delta, a batch of 1e6: ns an option, one thread. */

import { makeRng } from "lib/core/rng.ts";
import { printRow } from "./bench_row.ts";
import { blackBatchInto, blackGreeks } from "lib/pricing/black.ts";

const COUNT = 1_000_000;
const RUNS = 11;

/** What the bench measures. */
export interface BlackBenchResult {
  /** Median nanoseconds an option. */
  readonly nsPerOption: number;
  /** Largest price error against the scalar formula, over the spot. */
  readonly priceError: number;
  /** Largest delta error against the scalar formula. */
  readonly deltaError: number;
}

/** Options with every field varied. */
function randomOptions(n: number) {
  const rng = makeRng(20020418);
  const column = (low: number, high: number) =>
    Float64Array.from({ length: n }, () => low + (high - low) * rng.uniform());
  return {
    spot: column(80, 120),
    strike: column(60, 160),
    tau: column(0.02, 3),
    sigma: column(0.05, 0.8),
    rate: column(-0.01, 0.08),
    dividend: column(0, 0.05),
    isCall: Uint8Array.from({ length: n }, () => rng.uniform() < 0.5 ? 1 : 0),
  };
}

/** Runs the bench. */
export function benchBlack(): BlackBenchResult {
  const batch = randomOptions(COUNT);
  const price = new Float64Array(COUNT);
  const delta = new Float64Array(COUNT);
  const times: number[] = [];
  for (let run = 0; run < RUNS; ++run) {
    const start = performance.now();
    blackBatchInto(batch, { price, delta });
    times.push((performance.now() - start) * 1e6 / COUNT);
  }
  let priceError = 0;
  let deltaError = 0;
  for (let i = 0; i < COUNT; i += 97) {
    const exact = blackGreeks({
      spot: batch.spot[i],
      strike: batch.strike[i],
      tau: batch.tau[i],
      sigma: batch.sigma[i],
      rate: batch.rate[i],
      dividend: batch.dividend[i],
      isCall: batch.isCall[i] === 1,
    });
    const miss = Math.abs(price[i] - exact.price) / batch.spot[i];
    priceError = Math.max(priceError, miss);
    deltaError = Math.max(deltaError, Math.abs(delta[i] - exact.delta));
  }
  const nsPerOption = times.sort((a, b) => a - b)[RUNS >> 1];
  return { nsPerOption, priceError, deltaError };
}

/** Memory that a batch takes beside its arrays, as a multiple of them. */
function memoryRatio(): number {
  const used = () => {
    const { heapUsed, external } = Deno.memoryUsage();
    return heapUsed + external;
  };
  const before = used();
  const batch = randomOptions(COUNT);
  const out = {
    price: new Float64Array(COUNT),
    delta: new Float64Array(COUNT),
  };
  const arrays = 8 * 8 * COUNT + COUNT;
  blackBatchInto(batch, out);
  return (used() - before) / arrays;
}

if (import.meta.main) {
  printRow({
    name: "Memory of a batch of 1e6, over its arrays",
    median: memoryRatio(),
    unit: "×",
    target: 3,
  });
  const { nsPerOption, priceError, deltaError } = benchBlack();
  printRow({
    name: "Black–Scholes price and delta, batch of 1e6",
    median: nsPerOption,
    unit: "ns an option",
    target: 65,
    peer: "numba 72",
    accuracy: `price ${priceError.toExponential(1)} of spot, delta ${
      deltaError.toExponential(1)
    }`,
  });
}
