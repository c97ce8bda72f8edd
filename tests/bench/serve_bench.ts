/**
 * The server under 100 connections: calibrations of 200 quotes by the net, alone
 * and while a net is trained on the other core.
 *
 * The load is made by autocannon in a process of its own, so on two cores server
 * and load have one each, and with a training job they share them.
 */

import { lewis } from "lib/pricing/engines/lewis.ts";
import { impliedVol } from "lib/pricing/implied_vol.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import { printRow } from "./bench_row.ts";
import type { Load } from "./http_load.ts";
import {
  firstLine,
  load,
  medianAnswerMs,
  start,
  withServerProcess,
} from "./server_process.ts";

/** Variance-gamma calls on 20 strikes by 10 maturities. */
function surface(kind: "impliedVol" | "price") {
  const cf = lawByName("variance-gamma").characteristicFunction({
    sigma: 0.25,
    nu: 0.4,
    theta: -0.2,
  });
  const strikes = Float64Array.from({ length: 20 }, (_, i) => 80 + 40 * i / 19);
  const quotes = Array.from({ length: 10 }, (_, j) => {
    const tau = 0.1 + 1.9 * j / 9;
    const forward = 100 * Math.exp(0.05 * tau);
    const discount = Math.exp(-0.05 * tau);
    const isCall = new Uint8Array(20).fill(1);
    const slice = { forward, discount, tau, strikes, isCall };
    const { prices } = lewis.price(cf, slice, { tolerance: 1e-10 });
    return Array.from(strikes, (strike, i) => {
      const at = { forward, strike, tau, discount, isCall: true };
      const found = impliedVol({ ...at, price: prices[i] });
      if (!found.ok) throw new Error(found.message);
      const value = kind === "price" ? prices[i] : found.sigma;
      return { strike, maturity: tau, type: "call", [kind]: value };
    });
  }).flat();
  return {
    law: "variance-gamma",
    method: "net",
    spot: 100,
    rate: 0.05,
    quotes,
  };
}

function print(name: string, { perSecond, p50, p99, failed }: Load): void {
  const accuracy = `p50 ${p50} ms, p99 ${p99} ms, ${failed} failed`;
  printRow({
    name,
    median: perSecond,
    unit: "requests/s",
    target: 3000,
    peer: "usual APIs 70",
    accuracy,
  });
}

await withServerProcess([], async (server) => {
  const url = `${server}/calibrate`;
  const vols = surface("impliedVol");
  printRow({
    name: "/calibrate by net, 200 quotes, one at a time",
    median: await medianAnswerMs(url, vols),
    unit: "ms",
    peer: "usual APIs 12",
  });
  print(
    "/calibrate by net, 200 volatilities, 100 connections",
    await load(url, vols, 100),
  );
  print(
    "/calibrate by net, 200 prices, 100 connections",
    await load(url, surface("price"), 100),
  );
  const training = start(["tests/bench/training_load.ts"]);
  try {
    await firstLine(training.stdout);
    print(
      "/calibrate by net, the same while a net is trained",
      await load(url, vols, 100),
    );
  } finally {
    training.kill();
    await training.status;
  }
});
