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

const SECONDS = 8;

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

/** Starts a module of this folder, or the command line, in a process. */
function start(args: readonly string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", "--no-lock", ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await reader.read();
  return value;
}

async function load(
  url: string,
  body: unknown,
  connections: number,
): Promise<Load> {
  const file = await Deno.makeTempFile({ suffix: ".json" });
  try {
    await Deno.writeTextFile(file, JSON.stringify(body));
    const child = start([
      "tests/bench/http_load.ts",
      `${url}/calibrate`,
      file,
      String(SECONDS),
      String(connections),
    ]);
    const { stdout, stderr, success } = await child.output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    if (!success) throw new Error(text(stderr));
    return JSON.parse(text(stdout).trim().split("\n").at(-1)!);
  } finally {
    await Deno.remove(file);
  }
}

/** Median time of answers asked for one after the other. */
async function medianAnswerMs(url: string, surface: unknown): Promise<number> {
  const body = JSON.stringify(surface);
  const times: number[] = [];
  for (let i = 0; i < 400; ++i) {
    const start = performance.now();
    const response = await fetch(`${url}/calibrate`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    await response.json();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[times.length >> 1];
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

const server = start(["scripts/tenor.ts", "serve", "--port", "0", "--quiet"]);
try {
  const url = /http:\S+/.exec(await firstLine(server.stderr))![0];
  for (;;) {
    const response = await fetch(`${url}/health`);
    await response.body?.cancel();
    if (response.ok) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
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
} finally {
  server.kill("SIGTERM");
  await server.status;
}
