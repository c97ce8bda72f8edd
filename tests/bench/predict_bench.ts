/**
 * Deltas: one row in process, and the server under 100 connections.
 *
 * The model is trained here, with the hyperparameters that the command uses, on
 * quotes of a flat smile. The load is made by autocannon in a process of its
 * own, so on two cores server and load have one each.
 */

import { loadDeltaModel } from "lib/greeks/load_delta.ts";
import { openArtifact, registerArtifact } from "lib/registry/store.ts";
import { serverApp } from "lib/serve/app.ts";
import { makeContext } from "lib/serve/server.ts";
import { trainedDelta } from "../greeks/trained_deltas.ts";
import { printRow } from "./bench_row.ts";
import { load, medianAnswerMs, withServerProcess } from "./server_process.ts";

/** Quotes of one chain, near the money. */
function chain(count: number) {
  return Array.from({ length: count }, (_, i) => {
    const strike = 4500 + 600 * i / Math.max(1, count - 1);
    return {
      dte: 24,
      moneyness: 4800 / strike,
      mark: Math.max(1, 4830 - strike),
      strike,
      underlying_price: 4800,
      vix9d: 14,
      vvix: 90,
    };
  });
}

/** Median microseconds of calls that wait for one another. */
async function medianMicros(
  work: () => Promise<unknown>,
  runs = 2001,
): Promise<number> {
  for (let i = 0; i < 1000; ++i) await work();
  const times: number[] = [];
  for (let i = 0; i < runs; ++i) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return 1000 * times.sort((a, b) => a - b)[runs >> 1];
}

async function inProcess(root: string): Promise<void> {
  const model = await loadDeltaModel(await openArtifact(root, "calls"));
  const [row] = chain(1);
  printRow({
    name: "delta of one quote with its interval, in process",
    median: await medianMicros(() => model.predict([row])),
    unit: "µs",
    target: 100,
  });
  const rows = chain(1000);
  const micros = await medianMicros(() => model.predict(rows), 101);
  printRow({
    name: "deltas of 1,000 quotes, in process",
    median: micros / 1000,
    unit: "ms",
  });
  await model.release();
}

/** The whole route, from the bytes of the body to those of the answer. */
async function inApp(root: string): Promise<void> {
  const { context, refresh, close } = makeContext({
    models: root,
    clock: () => performance.now(),
    now: () => new Date(),
    newId: () => "bench",
  }, () => false);
  await refresh();
  const app = serverApp(context);
  const [features] = chain(1);
  const body = JSON.stringify({ contract_type: "call", features });
  const headers = { "content-type": "application/json" };
  const ask = async () => {
    const request = { method: "POST", headers, body };
    return await (await app.request("/predict", request)).json();
  };
  printRow({
    name: "/predict in process, body to answer",
    median: await medianMicros(ask),
    unit: "µs",
  });
  await close();
}

async function overHttp(root: string): Promise<void> {
  await withServerProcess(["--models", root], async (url) => {
    const [features] = chain(1);
    const one = { contract_type: "call", features };
    printRow({
      name: "/predict, one at a time",
      median: await medianAnswerMs(`${url}/predict`, one),
      unit: "ms",
    });
    const many = { contract_type: "call", features: chain(100), smooth: true };
    const curve = { ...many, interpolate: true };
    const cases: [string, string, unknown][] = [
      ["/predict, 100 connections", "/predict", one],
      [
        "/predict/batch of 100, smoothed, 100 connections",
        "/predict/batch",
        many,
      ],
      [
        "/predict/batch of 100 to a curve of 121, likewise",
        "/predict/batch",
        curve,
      ],
    ];
    for (const [name, path, body] of cases) {
      const { perSecond, p50, p99, failed } = await load(url + path, body, 100);
      printRow({
        name,
        median: perSecond,
        unit: "requests/s",
        accuracy: `p50 ${p50} ms, p99 ${p99} ms, ${failed} failed`,
      });
    }
  });
}

const root = await Deno.makeTempDir();
try {
  await registerArtifact(root, await trainedDelta("call"));
  await inProcess(root);
  await inApp(root);
  await overHttp(root);
} finally {
  await Deno.remove(root, { recursive: true });
}
