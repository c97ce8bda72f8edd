import { assert, assertEquals, assertRejects } from "@std/assert";
import { sha256Hex } from "lib/core/hash.ts";
import { readApiKeys } from "lib/serve/auth.ts";
import { TenorClient } from "lib/serve/client/tenor_client.ts";
import { TenorHttpError } from "lib/serve/client/tenor_http_error.ts";
import type { Quote } from "lib/serve/client/bodies.ts";
import { blackPrice } from "lib/pricing/black.ts";
import { deltaArtifact, quote, wavyDelta } from "../delta_models.ts";
import {
  DOUBLING,
  type TestServer,
  type TestServerOptions,
  withServer,
} from "../test_server.ts";

const QUOTES: Quote[] = [90, 100, 110].flatMap((strike) =>
  [0.5, 1].map((maturity): Quote => ({
    strike,
    maturity,
    type: "call",
    impliedVol: 0.2 + (100 - strike) / 1000,
  }))
);
const SURFACE = { law: "vg", spot: 100, quotes: QUOTES };

/** Runs `work` with a client of a server of its own. */
function withClient(
  work: (client: TenorClient, server: TestServer) => Promise<void>,
  options: TestServerOptions & { readonly key?: string } = {},
): Promise<void> {
  const { key, ...rest } = options;
  return withServer((server) => {
    const client = new TenorClient("http://localhost/", {
      ...(key === undefined ? {} : { key }),
      fetch: async (input, init) =>
        await server.app.request(input as string, init),
    });
    return work(client, server);
  }, rest);
}

Deno.test("The client calibrates, in both shapes", () =>
  withClient(async (client) => {
    const { params, model, insideRegion } = await client.calibrate(SURFACE);
    assertEquals(params["sigma"].toFixed(12), "0.200000000000");
    assertEquals([model?.name, insideRegion], ["vg-test", true]);
    const price = (strike: number, tau: number) =>
      blackPrice({ forward: 100, strike, tau, sigma: 0.25, isCall: true });
    const grid = await client.calibrateGrid({
      model_name: "VarianceGamma",
      strikes: [90, 110],
      maturities: [1],
      risk_free_rate: 0,
      option_prices: [price(90, 1), price(110, 1)],
    });
    assertEquals(grid.parameters["sigma"].toFixed(9), "0.250000000");
  }));

Deno.test("The client prices, implies, lists models, fetches their files and runs their graphs", () =>
  withClient(async (client) => {
    const contract = {
      spot: 100,
      strike: 100,
      rate: 0,
      dividend: 0,
      maturity: 1,
      type: "call",
    } as const;
    const [priced, failed] = await client.price([
      { ...contract, law: "black-scholes", params: { sigma: 0.2 } },
      { ...contract, law: "nobody", params: {} },
    ]);
    assert("price" in priced);
    assert("failure" in failed);
    assertEquals(failed.failure.kind, "unknown_law");
    const [implied] = await client.impliedVol([{
      ...contract,
      price: priced.price,
    }]);
    assert("impliedVol" in implied);
    assertEquals(implied.impliedVol.toFixed(12), "0.200000000000");
    assertEquals((await client.models()).map(({ law }) => law), [
      "variance-gamma",
    ]);
    assertEquals((await client.model("vg-test")).runId, "run-1");
    assertEquals(await client.modelFile("vg-test", "model.onnx"), DOUBLING);
    const { outputs } = await client.infer("vg-test", {
      inputs: [{ name: "x", shape: [1, 2], datatype: "FP32", data: [1, 2] }],
    });
    assertEquals(outputs[0].data, [2, 4]);
    assertEquals((await client.health()).status, "ready");
    assert((await client.metrics()).includes("tenor_http_requests_total"));
  }));

Deno.test("The client predicts deltas, one, many or a curve, and tells of the models", () =>
  withClient(async (client) => {
    const one = await client.predict({
      contract_type: "call",
      features: quote(97),
    });
    assertEquals(one.delta, wavyDelta("call", quote(97)));
    assertEquals([one.model_version, one.run_id], ["1.0.0", "run-calls"]);
    const features = [90, 100, 110].map((strike) => quote(strike));
    const many = await client.predictBatch({ contract_type: "call", features });
    assertEquals(many.predictions.length, 3);
    const curve = await client.predictBatch({
      contract_type: "call",
      features,
      version: "latest",
      interpolate: true,
      interpolation_options: { strike_step: 1 },
    });
    assertEquals([curve.count, curve.strikes[20]], [21, 110]);
    const [model] = await client.modelInfo();
    assertEquals([model.name, model.contract_type], ["calls", "call"]);
    const { outputs, model_version } = await client.infer("calls", {
      inputs: [{
        name: "features",
        shape: [1, 7],
        datatype: "FP32",
        data: [30, 1.5, 1, 100, 150, 15, 90],
      }],
    }, { version: "1.0.0" });
    assertEquals([outputs[0].data[0], model_version], [0.75, "1.0.0"]);
    const error = await assertRejects(
      () => client.predict({ contract_type: "put", features: quote() }),
      TenorHttpError,
      "calls 1.0.0",
    );
    assertEquals(error.status, 404);
  }, { registered: [deltaArtifact("call")] }));

Deno.test("The client asks after a posterior until it has ended, or stops it", () =>
  withClient(async (client) => {
    const short = { ...SURFACE, draws: 20, warmup: 20, chains: 1 };
    const { id } = await client.samplePosterior(short);
    const seen: string[] = [];
    const job = await client.jobResult(id, {
      every: 20,
      onStatus: ({ status }) => seen.push(status),
    });
    assertEquals([job.status, seen.at(-1)], ["succeeded", "succeeded"]);
    const long = { ...short, draws: 20_000, warmup: 20_000 };
    const second = await client.samplePosterior(long);
    assertEquals((await client.cancelJob(second.id)).status, "cancelled");
  }));

Deno.test("What the server refuses is an error with its status, word and places", () =>
  withClient(async (client) => {
    const error = await assertRejects(
      () => client.calibrate({ ...SURFACE, spot: -1 }),
      TenorHttpError,
      "spot must be a number > 0",
    );
    assertEquals([error.status, error.error], [422, "invalid"]);
    assertEquals(error.details[0].path, "spot");
    assert(error.requestId !== null);
    const missing = await assertRejects(
      () => client.model("x/y"),
      TenorHttpError,
    );
    assertEquals(missing.status, 404);
  }));

Deno.test("The client sends its key, and a server that is not ready says so", async () => {
  const keys = readApiKeys(`desk:${await sha256Hex("k-1")}`);
  await withClient(async (client, { app }) => {
    assertEquals((await client.models()).length, 1);
    const other = new TenorClient("http://localhost", {
      key: "k-2",
      fetch: async (input, init) => await app.request(input as string, init),
    });
    const error = await assertRejects(() => other.models(), TenorHttpError);
    assertEquals(error.status, 401);
  }, { keys, key: "k-1" });
  await withClient(async (client) => {
    assertEquals((await client.health()).status, "loading");
  }, { loaded: false });
});

Deno.test("A proxy that answers in words of its own is an error all the same", async () => {
  const client = new TenorClient("http://localhost", {
    fetch: () =>
      Promise.resolve(
        new Response("<h1>Bad gateway</h1>", {
          status: 502,
          headers: { "retry-after": "3" },
        }),
      ),
  });
  const error = await assertRejects(
    () => client.models(),
    TenorHttpError,
    "gateway",
  );
  assertEquals([error.status, error.retryAfter], [502, 3]);
});
