import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
} from "@std/assert";
import type { NeuralCalibrator } from "lib/calibration/neural/net_fit.ts";
import { blackPrice } from "lib/pricing/black.ts";
import { lewis } from "lib/pricing/engines/lewis.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import { meanOf, openMeans, surface, withServer } from "../test_server.ts";

const TRUTH = { sigma: 0.2, nu: 0.4, theta: -0.15 };

/** Exact variance-gamma prices, 5 strikes by 3 maturities. */
function exactSurface() {
  const cf = lawByName("variance-gamma").characteristicFunction(TRUTH);
  const strikes = Float64Array.of(85, 95, 100, 105, 115);
  const quotes = [0.3, 0.8, 1.5].flatMap((tau) => {
    const { prices } = lewis.price(cf, {
      forward: 100 * Math.exp(0.01 * tau),
      discount: Math.exp(-0.03 * tau),
      tau,
      strikes,
      isCall: new Uint8Array(5).fill(1),
    }, { tolerance: 1e-11 });
    return Array.from(strikes, (strike, i) => ({
      strike,
      maturity: tau,
      type: "call",
      price: prices[i],
    }));
  });
  return {
    law: "variance-gamma",
    spot: 100,
    rate: 0.03,
    dividend: 0.02,
    quotes,
  };
}

function assertTruth(params: Record<string, number>): void {
  for (const [name, value] of Object.entries(TRUTH)) {
    assertAlmostEquals(params[name], value, 1e-6, name);
  }
}

Deno.test("POST /calibrate by net says what was found and which model said it", () =>
  withServer(async ({ post, time }) => {
    time.ms = 5;
    const response = await post("/calibrate", surface(0.25));
    assertEquals(response.status, 200);
    const { params, ...rest } = await response.json();
    assertAlmostEquals(params.sigma, 0.25, 1e-12);
    assertEquals(rest, {
      law: "variance-gamma",
      method: "net",
      rmse: 0.001,
      insideRegion: true,
      reasons: [],
      quotesUsed: 8,
      milliseconds: 0,
      model: { name: "vg-test", version: "1.0.0", runId: "run-1" },
    });
  }));

Deno.test("Prices, bids and asks, and volatilities of one surface are the same surface", () =>
  withServer(async ({ post }) => {
    const vols = surface(0.25);
    const prices = vols.quotes.map(({ impliedVol, ...quote }) => ({
      ...quote,
      price: blackPrice({
        forward: 100 * Math.exp(0.02 * quote.maturity),
        strike: quote.strike,
        tau: quote.maturity,
        sigma: impliedVol,
        discount: Math.exp(-0.02 * quote.maturity),
        isCall: quote.type === "call",
      }),
    }));
    const quoted = prices.map(({ price, ...quote }) => ({
      ...quote,
      bid: price - 0.05,
      ask: price + 0.05,
    }));
    for (const quotes of [vols.quotes, prices, quoted]) {
      const response = await post("/calibrate", { ...vols, quotes });
      const { params } = await response.json();
      assertAlmostEquals(params.sigma, 0.25, 1e-9);
    }
  }));

Deno.test("A hundred surfaces asked for at once each get their own answer", async () => {
  const batches: number[] = [];
  const open = async (artifact: Parameters<typeof openMeans>[0]) => {
    const calibrator: NeuralCalibrator = {
      ...await openMeans(artifact),
      fit(surfaces) {
        batches.push(surfaces.length);
        return Promise.resolve(surfaces.map(meanOf));
      },
    };
    return calibrator;
  };
  await withServer(async ({ post }) => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        // Every seventh cannot be used at all; its neighbours do not mind.
        const body = i % 7 === 0
          ? { ...surface(0.2), spot: -1 }
          : surface(0.1 + i / 1000, 1 + i % 13);
        const response = await post("/calibrate", body);
        return { i, status: response.status, body: await response.json() };
      }),
    );
    for (const { i, status, body } of answers) {
      if (i % 7 === 0) {
        assertEquals([status, body.details[0].path], [422, "spot"]);
        continue;
      }
      assertEquals(status, 200);
      assertAlmostEquals(body.params.sigma, 0.1 + i / 1000, 1e-12);
      assertEquals(body.quotesUsed, 1 + i % 13);
    }
    assertEquals(batches.reduce((sum, n) => sum + n, 0), 85);
    assert(batches.length < 85, `no two of ${batches.length} were joined`);
  }, { open });
});

Deno.test("Of a surface of thousands of quotes the net sees a thousand", () =>
  withServer(async ({ post }) => {
    const response = await post("/calibrate", surface(0.3, 5000));
    const { quotesUsed, params } = await response.json();
    assertEquals(quotesUsed, 1000);
    assertAlmostEquals(params.sigma, 0.3, 1e-12);
  }));

Deno.test("Least squares and polish find the parameters of exact prices", () =>
  withServer(async ({ post }) => {
    for (const method of ["least-squares", "polish"]) {
      const body = { ...exactSurface(), method };
      const response = await post("/calibrate", body);
      const answer = await response.json();
      assertEquals(response.status, 200, answer.message);
      assertTruth(answer.params);
      assertEquals(answer.insideRegion, true);
      assert(answer.rmse < 1e-7);
      assert(answer.standardErrors.sigma < 1e-6);
      assertEquals(
        answer.model?.name,
        method === "polish" ? "vg-test" : undefined,
      );
    }
  }));

Deno.test("Least squares whose queue is full is a 503 that says when to come back", () =>
  withServer(async ({ post }) => {
    const body = { ...exactSurface(), method: "least-squares" };
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => post("/calibrate", body)),
    );
    const statuses = answers.map(({ status }) => status).sort();
    assertEquals(statuses, [200, 200, 503, 503]);
    const refused = answers.find(({ status }) => status === 503)!;
    assertEquals(refused.headers.get("retry-after"), "1");
    assertEquals((await refused.json()).error, "unavailable");
  }, { waiting: 1 }));

Deno.test("Work that takes too long is stopped with a 503", () =>
  withServer(async ({ post, context }) => {
    const response = await post("/calibrate", {
      ...exactSurface(),
      method: "least-squares",
    });
    assertEquals(response.status, 503);
    assertStringIncludes((await response.json()).message, "0.001 s");
    // The thread looks up at its next step and is free.
    while (context.slowPool.working > 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }, { within: 1 }));

Deno.test("The older shape reads its prices strike by strike", () =>
  withServer(async ({ post }) => {
    // One call of many is worth more: its volatility moves the mean.
    const price = (strike: number, tau: number, sigma: number) =>
      blackPrice({
        forward: 100 * Math.exp(0.05 * tau),
        strike,
        tau,
        sigma,
        discount: Math.exp(-0.05 * tau),
        isCall: true,
      });
    const option_prices = Array.from({ length: 200 }, (_, i) => {
      const [k, t] = [Math.floor(i / 10), i % 10];
      // A surface whose volatility is told by the place of its node.
      return price(
        80 + 40 * k / 19,
        0.1 + 1.9 * t / 9,
        0.2 + k / 100 + t / 1000,
      );
    });
    const response = await post("/calibrate", {
      option_prices,
      model_name: "VarianceGamma",
    });
    const answer = await response.json();
    assertEquals(response.status, 200, answer.message);
    // 0.2 + mean(k)/100 + mean(t)/1000.
    assertAlmostEquals(answer.parameters.sigma, 0.2 + 0.095 + 0.0045, 1e-9);
    assertEquals(answer.model_name, "VarianceGamma");
    assertEquals(answer.input_dimension, 200);
    assertEquals(answer.success, true);
    assertEquals(typeof answer.inference_time_ms, "number");
  }));

Deno.test("The older shape takes strikes and maturities of its own", () =>
  withServer(async ({ post }) => {
    const body = {
      model_name: "VarianceGamma",
      strikes: [90, 110],
      maturities: [1, 2],
      spot_price: 100,
      risk_free_rate: 0,
      option_prices: [14, 18, 4, 8],
    };
    const response = await post("/calibrate", body);
    assertEquals((await response.json()).input_dimension, 4);
    const wrong = await post("/calibrate", { ...body, option_prices: [1, 2] });
    assertEquals(wrong.status, 422);
    assertEquals((await wrong.json()).details[0].path, "option_prices");
    const unknown = await post("/calibrate", { ...body, model_name: "Kou" });
    assertEquals((await unknown.json()).details[0].path, "model_name");
  }));

Deno.test("A body that cannot be used is a 422 that names each place", () =>
  withServer(async ({ post }) => {
    const [quote] = surface(0.2).quotes;
    const { impliedVol: _, ...bare } = quote;
    const cases: [unknown, string][] = [
      [[], ""],
      [3, ""],
      [{ ...surface(0.2), law: "nobody" }, "law"],
      [{ ...surface(0.2), law: 3 }, "law"],
      [{ ...surface(0.2), method: "magic" }, "method"],
      [{ ...surface(0.2), spot: "100" }, "spot"],
      [{ ...surface(0.2), spot: 0 }, "spot"],
      [{ ...surface(0.2), rate: "x" }, "rate"],
      [{ ...surface(0.2), dividend: true }, "dividend"],
      [{ ...surface(0.2), quotes: [] }, "quotes"],
      [{ ...surface(0.2), quotes: {} }, "quotes"],
      [{ ...surface(0.2), quotes: [3] }, "quotes[0]"],
      [{ ...surface(0.2), quotes: [bare] }, "quotes[0]"],
      [
        { ...surface(0.2), quotes: [quote, { ...quote, strike: -1 }] },
        "quotes[1].strike",
      ],
      [
        { ...surface(0.2), quotes: [{ ...quote, maturity: 0 }] },
        "quotes[0].maturity",
      ],
      [
        { ...surface(0.2), quotes: [{ ...quote, maturity: 1e6 }] },
        "quotes[0].maturity",
      ],
      [
        { ...surface(0.2), quotes: [{ ...quote, type: "C" }] },
        "quotes[0].type",
      ],
      [
        { ...surface(0.2), quotes: [{ ...quote, impliedVol: 0 }] },
        "quotes[0].impliedVol",
      ],
      [
        { ...surface(0.2), quotes: [{ ...bare, price: -1 }] },
        "quotes[0].price",
      ],
      [
        { ...surface(0.2), quotes: [{ ...bare, price: "NaN" }] },
        "quotes[0].price",
      ],
      // Below intrinsic value, and above the underlying: arbitrage.
      [
        { ...surface(0.2), quotes: [{ ...bare, type: "call", price: 1 }] },
        "quotes[0].price",
      ],
      [
        { ...surface(0.2), quotes: [{ ...bare, type: "call", price: 101 }] },
        "quotes[0].price",
      ],
      [
        { ...surface(0.2), quotes: [{ ...bare, bid: 3, ask: 2 }] },
        "quotes[0].ask",
      ],
      [{ ...surface(0.2), quotes: [{ ...bare, bid: 3 }] }, "quotes[0]"],
    ];
    for (const [body, path] of cases) {
      const response = await post("/calibrate", body);
      const answer = await response.json();
      assertEquals(
        [response.status, answer.error, answer.details[0].path],
        [422, "invalid", path],
        JSON.stringify(body).slice(0, 200),
      );
      assertStringIncludes(answer.message, path);
    }
    const many = {
      ...surface(0.2),
      quotes: Array.from({ length: 20_001 }, () => quote),
    };
    const tooMany = await post("/calibrate", many);
    assertEquals(tooMany.status, 422);
    assertStringIncludes((await tooMany.json()).message, "1 to 20000");
  }));

Deno.test("A law without a net is a 404 that says what else there is", () =>
  withServer(async ({ post }) => {
    const response = await post("/calibrate", { ...surface(0.2), law: "kou" });
    assertEquals(response.status, 404);
    assertStringIncludes((await response.json()).message, "least-squares");
  }));
