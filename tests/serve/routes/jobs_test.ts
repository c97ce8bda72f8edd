import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { lawByName } from "lib/pricing/laws/laws.ts";
import { lewis } from "lib/pricing/engines/lewis.ts";
import { type TestServer, withServer } from "../test_server.ts";

const TRUTH = { sigma: 0.2, nu: 0.4, theta: -0.15 };

/** Variance-gamma prices a little off, 6 strikes by 2 maturities. */
function noisySurface(more: Record<string, unknown> = {}) {
  const cf = lawByName("variance-gamma").characteristicFunction(TRUTH);
  const strikes = Float64Array.of(80, 90, 95, 105, 110, 120);
  const quotes = [0.5, 1].flatMap((tau, j) => {
    const { prices } = lewis.price(cf, {
      forward: 100,
      discount: 1,
      tau,
      strikes,
      isCall: new Uint8Array(6).fill(1),
    }, { tolerance: 1e-10 });
    return Array.from(strikes, (strike, i) => {
      const price = prices[i] + 0.02 * ((i + j) % 2 === 0 ? 1 : -1);
      const [bid, ask] = [price - 0.05, price + 0.05];
      return { strike, maturity: tau, type: "call", bid, ask };
    });
  });
  return {
    law: "vg",
    method: "posterior",
    spot: 100,
    quotes,
    draws: 100,
    warmup: 150,
    chains: 2,
    ...more,
  };
}

async function until(
  { get }: TestServer,
  path: string,
  done: (status: string) => boolean,
) {
  for (;;) {
    const job = await (await get(path)).json();
    if (done(job.status)) return job;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const hasEnded = (status: string) => !["queued", "running"].includes(status);

Deno.test("POST /calibrate by posterior is accepted as a job that samples", () =>
  withServer(async (server) => {
    const accepted = await server.post("/calibrate", noisySurface());
    assertEquals(accepted.status, 202);
    const { id, location } = await accepted.json();
    assertEquals(location, `/jobs/${id}`);
    assertEquals(accepted.headers.get("location"), location);
    const { status, result, progress, error } = await until(
      server,
      location,
      hasEnded,
    );
    assertEquals([status, error], ["succeeded", undefined]);
    assert(progress.done > 0);
    assertEquals(result.law, "variance-gamma");
    assertEquals([result.chains, result.draws], [2, 100]);
    for (const [name, truth] of Object.entries(TRUTH)) {
      const error = result.standardErrors[name];
      assert(error > 0 && error < 0.3);
      assertAlmostEquals(result.params[name], truth, 5 * error, name);
      assert(result.parameters[name].essBulk > 10);
    }
    assertEquals(result.expiries.length, 2);
    const [{ strike, law }] = result.expiries;
    assertEquals(law.median.length, strike.length);
    assert(law.low[0] <= law.median[0] && law.median[0] <= law.high[0]);
    // The same seed gives the same draws.
    const again = await server.post("/calibrate", noisySurface());
    const same = await until(server, (await again.json()).location, hasEnded);
    assertEquals(same.result.params, result.params);
  }));

Deno.test("DELETE /jobs/{id} stops a posterior, and the next one runs", () =>
  withServer(async (server) => {
    const long = noisySurface({ draws: 20_000, warmup: 20_000 });
    const { location } = await (await server.post("/calibrate", long)).json();
    await until(server, location, (status) => status === "running");
    const stopped = await server.app.request(location, { method: "DELETE" });
    assertEquals((await stopped.json()).status, "cancelled");
    const short = noisySurface({ draws: 20, warmup: 20, chains: 1 });
    const next = await (await server.post("/calibrate", short)).json();
    const { status } = await until(server, next.location, hasEnded);
    assertEquals(status, "succeeded");
    assertEquals(
      (await (await server.get(location)).json()).status,
      "cancelled",
    );
  }));

Deno.test("Settings of a posterior that cannot be are a 422 that names them", () =>
  withServer(async ({ post }) => {
    const wrong: [string, unknown][] = [
      ["draws", 0],
      ["draws", 1e9],
      ["warmup", -1],
      ["chains", 1.5],
      ["seed", "x"],
      ["sampler", "gibbs"],
    ];
    for (const [name, value] of wrong) {
      const response = await post(
        "/calibrate",
        noisySurface({ [name]: value }),
      );
      assertEquals([name, response.status], [name, 422]);
      assertEquals((await response.json()).details[0].path, name);
    }
  }));

Deno.test("A job that is not there is a 404, and a queue of jobs that is full a 503", () =>
  withServer(async (server) => {
    const { get, post, app } = server;
    assertEquals((await get("/jobs/nobody")).status, 404);
    const gone = await app.request("/jobs/nobody", { method: "DELETE" });
    assertEquals(gone.status, 404);
    const long = noisySurface({ draws: 20_000, warmup: 20_000 });
    const first = await post("/calibrate", long);
    await until(server, (await first.json()).location, (s) => s === "running");
    assertEquals((await post("/calibrate", long)).status, 202);
    const refused = await post("/calibrate", long);
    assertEquals(refused.status, 503);
    assertEquals(refused.headers.get("retry-after"), "1");
  }, { waiting: 1 }));
