import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
} from "@std/assert";
import { promote } from "lib/registry/champion.ts";
import { registerArtifact } from "lib/registry/store.ts";
import {
  deltaArtifact,
  openWavy,
  quote,
  wavyDelta,
  WIDTH,
} from "../delta_models.ts";
import { type TestServer, vgModel, withServer } from "../test_server.ts";

const BOTH = { registered: [deltaArtifact("call"), deltaArtifact("put")] };
const STRIKES = [90, 95, 97, 100, 103, 105, 110];

interface Refusal {
  readonly error: string;
  readonly message: string;
  readonly details: readonly {
    readonly path: string;
    readonly message: string;
  }[];
}

/** The body of a refusal of `/predict`. */
async function refusal(
  { post }: TestServer,
  body: unknown,
  status: number,
  path = "/predict",
): Promise<Refusal> {
  const response = await post(path, body);
  const answer = await response.json();
  assertEquals(response.status, status, JSON.stringify(answer));
  return answer;
}

function falls(values: readonly number[]): boolean {
  return values.every((x, i) => i === 0 || x <= values[i - 1]);
}

Deno.test("POST /predict answers a delta with its interval, model version and run", () =>
  withServer(async ({ post }) => {
    for (const type of ["call", "put"] as const) {
      const features = quote(97, type);
      const response = await post("/predict", {
        contract_type: type,
        features,
      });
      assertEquals(response.status, 200);
      const delta = wavyDelta(type, features);
      assertEquals(await response.json(), {
        delta,
        interval: [delta - WIDTH, delta + WIDTH],
        contract_type: type,
        model_version: "1.0.0",
        run_id: `run-${type}s`,
      });
    }
  }, BOTH));

Deno.test("An index that the model does not use may be given or left out; one that it needs is asked for", () =>
  withServer(async (server) => {
    const { skew, ...features } = { ...quote(), skew: 140 };
    for (const given of [features, { ...features, skew }]) {
      const body = { contract_type: "call", features: given };
      assertEquals((await server.post("/predict", body)).status, 200);
    }
    const { vvix: _, ...without } = features;
    const one = { contract_type: "call", features: without };
    const { message, details } = await refusal(server, one, 422);
    assertEquals(details.map(({ path }) => path), ["features.vvix"]);
    assertStringIncludes(
      message,
      "a number from 1 to 1000: current value is missing",
    );
    const two = { contract_type: "call", features: [features, without] };
    const many = await refusal(server, two, 422, "/predict/batch");
    assertEquals(many.details.map(({ path }) => path), ["features[1].vvix"]);
  }, BOTH));

Deno.test("Features that are missing, extra, misspelt, out of range or no numbers are a 422 that names them", () =>
  withServer(async (server) => {
    const right = quote();
    const { strike: _, ...noStrike } = right;
    const cases: [unknown, string[], string][] = [
      [noStrike, ["features.strike"], "current value is missing"],
      [
        { ...noStrike, strke: 100 },
        ["features.strke", "features.strike"],
        "the nearest is strike",
      ],
      [{ ...right, vix_9d: 15 }, ["features.vix_9d"], "the nearest is vix9d"],
      [{ ...right, constructor: 1 }, ["features.constructor"], "known name"],
      [
        { ...right, mark: -1 },
        ["features.mark"],
        "from 0 to 10000000: current value is -1",
      ],
      [{ ...right, mark: "2.5" }, ["features.mark"], 'current value is "2.5"'],
      [{ ...right, mark: null }, ["features.mark"], "current value is null"],
      [{ ...right, vvix: null }, ["features.vvix"], "current value is null"],
      [
        { ...right, skew: "high" },
        ["features.skew"],
        'current value is "high"',
      ],
      [{ ...right, dte: [30] }, ["features.dte"], "a list of 1"],
      [
        { ...right, dte: 4000, mark: true },
        ["features.dte", "features.mark"],
        "3660",
      ],
      [[right], ["features"], "an object"],
      ["right", ["features"], "an object"],
    ];
    for (const [features, paths, text] of cases) {
      const body = { contract_type: "call", features };
      const { error, message, details } = await refusal(server, body, 422);
      assertEquals(error, "invalid");
      assertEquals(details.map(({ path }) => path), paths);
      assertStringIncludes(message, paths[0]);
      assertStringIncludes(
        JSON.stringify(details),
        text.replaceAll('"', '\\"'),
      );
    }
    const infinite = `{"contract_type":"call","features":${
      JSON.stringify(right).replace("2.5", "1e999")
    }}`;
    const { details } = await refusal(server, infinite, 422);
    assertEquals(details[0].path, "features.mark");
    assertStringIncludes(details[0].message, "Infinity");
    const nan = await server.post("/predict", infinite.replace("1e999", "NaN"));
    assertEquals(nan.status, 400);
  }, BOTH));

Deno.test("A moneyness of another strike, or the other side's, is a 422 that says what it should be", () =>
  withServer(async (server) => {
    const body = { contract_type: "call", features: quote(80, "put") };
    const { details } = await refusal(server, body, 422);
    assertEquals(details, [{
      path: "features.moneyness",
      message:
        "must be underlying_price / strike for a call, 1.25 here, within 10 %: current value is 0.8",
    }]);
    const put = { contract_type: "put", features: quote(80, "call") };
    assertStringIncludes(
      (await refusal(server, put, 422)).message,
      "strike / underlying_price for a put, 0.8 here",
    );
    for (const [moneyness, status] of [[1.36, 200], [1.38, 422]]) {
      const features = { ...quote(80), moneyness };
      const response = await server.post("/predict", {
        contract_type: "call",
        features,
      });
      assertEquals(response.status, status);
    }
  }, BOTH));

Deno.test("Fields that a request does not have are a 422 with the nearest name", () =>
  withServer(async (server) => {
    const features = quote();
    const cases: [string, Record<string, unknown>, string, string][] = [
      [
        "/predict",
        { contract_typ: "call", features },
        "contract_typ",
        "contract_type",
      ],
      [
        "/predict",
        { contract_type: "call", feature: features },
        "feature",
        "features",
      ],
      [
        "/predict",
        { contract_type: "call", features, smooth: true },
        "smooth",
        "version",
      ],
      [
        "/predict/batch",
        { contract_type: "call", features: [features], smoth: true },
        "smoth",
        "smooth",
      ],
      [
        "/predict/batch",
        {
          contract_type: "call",
          features: [features],
          interpolation_options: { strike_mim: 3 },
        },
        "interpolation_options.strike_mim",
        "strike_min",
      ],
    ];
    for (const [path, body, at, nearest] of cases) {
      const { message, details } = await refusal(server, body, 422, path);
      assertEquals(details[0].path, at);
      assertStringIncludes(message, `the nearest is ${nearest}`);
    }
    const types: [unknown, string][] = [
      [{ contract_type: "calls", features }, "contract_type"],
      [{ features }, "contract_type"],
      [{ contract_type: "call", features, version: 1 }, "version"],
    ];
    for (const [body, at] of types) {
      assertEquals((await refusal(server, body, 422)).details[0].path, at);
    }
  }, BOTH));

Deno.test("A model that is absent is a 404 that lists what exists, a bad body a 422 even so", () =>
  withServer(async (server) => {
    const put = { contract_type: "put", features: quote(100, "put") };
    const none = await refusal(server, put, 404);
    assertEquals(none.error, "not_found");
    assertStringIncludes(none.message, "calls 1.0.0 (latest, champion)");
    const version = "v1.0.7";
    const call = { contract_type: "call", features: quote(), version };
    const { message } = await refusal(server, call, 404);
    assertStringIncludes(message, 'version "v1.0.7" of calls');
    assertStringIncludes(message, "there is calls 1.0.0 (latest, champion)");
    for (const odd of ["", "v", "constructor", "..", "1.0", "newest"]) {
      await refusal(server, { ...call, version: odd }, 404);
    }
    await refusal(server, { ...put, features: {} }, 422);
  }, { registered: [deltaArtifact("call")] }));

Deno.test("Without any model the 404 says so; a model of another kind or side is none", async () => {
  const body = { contract_type: "call", features: quote() };
  await withServer(async (server) => {
    assertStringIncludes((await refusal(server, body, 404)).message, "none is");
  }, { registered: [] });
  const wrong = [
    vgModel({ name: "calls" }),
    deltaArtifact("put", { name: "calls" }),
  ];
  for (const artifact of wrong) {
    await withServer(async (server) => {
      const { message } = await refusal(server, body, 404);
      assertStringIncludes(message, "must be a model of call deltas");
    }, { registered: [artifact] });
  }
});

Deno.test("A version is named by number, with or without v, or by alias; the champion answers for none", () =>
  withServer(async ({ post, root, refresh }) => {
    for (const runId of ["second", "third"]) {
      await registerArtifact(root, deltaArtifact("call", { runId }));
    }
    const answer = async (version?: string | null) => {
      const body = { contract_type: "call", features: quote(), version };
      const { model_version, run_id } = await (await post("/predict", body))
        .json();
      return [model_version, run_id];
    };
    // Registered since the server looked, and there all the same.
    assertEquals(await answer("1.2.0"), ["1.2.0", "third"]);
    await refresh();
    assertEquals(await answer(), ["1.0.0", "run-calls"]);
    assertEquals(await answer(null), ["1.0.0", "run-calls"]);
    assertEquals(await answer("champion"), ["1.0.0", "run-calls"]);
    assertEquals(await answer("latest"), ["1.2.0", "third"]);
    assertEquals(await answer("v1.1.0"), ["1.1.0", "second"]);
    await promote(root, "calls", "1.1.0");
    await refresh();
    assertEquals(await answer(), ["1.1.0", "second"]);
    assertEquals(await answer("1.0.0"), ["1.0.0", "run-calls"]);
  }, BOTH));

Deno.test("POST /predict/batch answers row by row, under features or rows", () =>
  withServer(async ({ post }) => {
    const rows = STRIKES.map((strike) => quote(strike, "put"));
    for (const list of ["features", "rows"]) {
      const response = await post("/predict/batch", {
        contract_type: "put",
        [list]: rows,
      });
      const predictions = rows.map((row) => wavyDelta("put", row));
      assertEquals(await response.json(), {
        predictions,
        intervals: predictions.map((d) => [
          Math.max(-1, d - WIDTH),
          Math.min(0, d + WIDTH),
        ]),
        strikes: STRIKES,
        contract_type: "put",
        model_version: "1.0.0",
        run_id: "run-puts",
        count: rows.length,
        smoothed: false,
        interpolated: false,
      });
    }
  }, BOTH));

Deno.test("With smooth, deltas and intervals fall with the strike in every chain, rows in their order", () =>
  withServer(async ({ post }) => {
    for (const type of ["call", "put"] as const) {
      const rows = [7, 30].flatMap((dte) =>
        [105, 90, 97, 95, 100, 103, 110, 97].map((strike) => ({
          ...quote(strike, type),
          dte,
        }))
      );
      const ask = async (smooth: boolean) =>
        await (await post("/predict/batch", {
          contract_type: type,
          rows,
          smooth,
        })).json();
      const raw = await ask(false);
      const { predictions, intervals, strikes, smoothed } = await ask(true);
      assertEquals([smoothed, strikes], [true, rows.map((r) => r.strike)]);
      const order = (dte: number) =>
        [...rows.keys()].filter((i) => rows[i].dte === dte)
          .sort((a, b) => rows[a].strike - rows[b].strike);
      assert(!falls(order(7).map((i) => raw.predictions[i])));
      for (const dte of [7, 30]) {
        assert(falls(order(dte).map((i) => predictions[i])));
        assert(falls(order(dte).map((i) => intervals[i][0])));
        assert(falls(order(dte).map((i) => intervals[i][1])));
      }
      predictions.forEach((d: number, i: number) =>
        assert(intervals[i][0] <= d && d <= intervals[i][1])
      );
      assertEquals(predictions[2], predictions[7]);
    }
  }, BOTH));

Deno.test("With interpolate, a falling curve is answered at the strikes asked for", () =>
  withServer(async ({ post }) => {
    for (const type of ["call", "put"] as const) {
      const features = STRIKES.map((strike) => quote(strike, type));
      const ask = async (more: Record<string, unknown>) =>
        await (await post("/predict/batch", {
          contract_type: type,
          features,
          interpolate: true,
          ...more,
        })).json();
      const usual = await ask({});
      assertEquals(usual.strikes, [90, 95, 100, 105, 110]);
      assertEquals([usual.count, usual.smoothed, usual.interpolated], [
        5,
        true,
        true,
      ]);
      const smooth = await (await post("/predict/batch", {
        contract_type: type,
        features,
        smooth: true,
      })).json();
      [0, 1, 3, 5, 6].forEach((row, i) =>
        assertAlmostEquals(usual.predictions[i], smooth.predictions[row], 1e-15)
      );
      const interpolation_options = {
        strike_min: 80,
        strike_max: 120,
        strike_step: 0.5,
      };
      const fine = await ask({ interpolation_options, steepness_factor: 1.7 });
      assertEquals([fine.count, fine.strikes[1], fine.strikes.at(-1)], [
        81,
        80.5,
        120,
      ]);
      assert(falls(fine.predictions));
      const [low, high] = type === "call" ? [0, 1] : [-1, 0];
      assertEquals([fine.intervals[0][1], fine.intervals.at(-1)[0]], [
        high,
        low,
      ]);
      const flat = await ask({ interpolation_options, steepness_factor: 0.1 });
      assert(
        flat.predictions.some((d: number, i: number) =>
          d !== fine.predictions[i]
        ),
      );
    }
  }, BOTH));

Deno.test("A curve of two chains, of a range that is none or of too many strikes is a 422 that names the place", () =>
  withServer(async (server) => {
    const rows = STRIKES.map((strike) => quote(strike));
    const base = { contract_type: "call", rows, interpolate: true };
    const options = (o: unknown) => ({ ...base, interpolation_options: o });
    const at = (i: number, more: Record<string, unknown>) =>
      rows.map((row, k) => k === i ? { ...row, ...more } : row);
    const cases: [Record<string, unknown>, string, string][] = [
      [
        { ...base, rows: at(3, { dte: 31 }) },
        "rows[3].dte",
        "must be 30 as of rows[0]",
      ],
      [
        { ...base, rows: at(2, { underlying_price: 101 }) },
        "rows[2].underlying_price",
        "100",
      ],
      [
        options({ strike_min: 120 }),
        "interpolation_options.strike_max",
        "at least strike_min, 120",
      ],
      [
        options({ strike_min: 1, strike_max: 1e6 }),
        "interpolation_options.strike_step",
        "10000 strikes",
      ],
      [options({ strike_step: 0 }), "interpolation_options.strike_step", "> 0"],
      [
        options({ strike_max: "high" }),
        "interpolation_options.strike_max",
        "a number from",
      ],
      [options([]), "interpolation_options", "an object"],
      [{ ...base, steepness_factor: 0 }, "steepness_factor", "> 0 and ≤ 2"],
      [{ ...base, steepness_factor: 2.01 }, "steepness_factor", "> 0 and ≤ 2"],
      [{ ...base, interpolate: "yes" }, "interpolate", "true or false"],
      [{ ...base, smooth: 1 }, "smooth", "true or false"],
      [{ ...base, features: rows }, "rows", "left out"],
      [{ ...base, rows: [] }, "rows", "a list of 1 to 1000"],
      [
        { ...base, rows: Array(1001).fill(quote()) },
        "rows",
        "a list of 1 to 1000",
      ],
      [{ ...base, rows: at(1, { mark: -3 }) }, "rows[1].mark", "from 0"],
    ];
    for (const [body, path, text] of cases) {
      const { details } = await refusal(server, body, 422, "/predict/batch");
      assertEquals(details[0].path, path);
      assertStringIncludes(details[0].message, text);
    }
    // Options of a curve that nobody asked for are read and passed over.
    const unasked = {
      ...options({ strike_min: 1, strike_max: 1e6 }),
      interpolate: false,
    };
    assertEquals((await server.post("/predict/batch", unasked)).status, 200);
  }, BOTH));

Deno.test("Requests that come together are one batch for the model", () => {
  const sizes: number[] = [];
  const openDelta: typeof openWavy = async (artifact) => {
    const model = await openWavy(artifact);
    return {
      ...model,
      predict: (rows) => {
        sizes.push(rows.length);
        return model.predict(rows);
      },
    };
  };
  return withServer(async ({ post }) => {
    const answers = await Promise.all(STRIKES.map(async (strike) => {
      const features = quote(strike);
      const response = await post("/predict", {
        contract_type: "call",
        features,
      });
      return (await response.json()).delta;
    }));
    assertEquals(
      answers,
      STRIKES.map((strike) => wavyDelta("call", quote(strike))),
    );
    assert(Math.max(...sizes) > 1, `${sizes}`);
  }, { ...BOTH, openDelta });
});

Deno.test("A version that is damaged is a 503, and the champion answers on", () =>
  withServer(async (server) => {
    const { root, post } = server;
    await registerArtifact(root, deltaArtifact("call"));
    await Deno.writeTextFile(`${root}/calls/v1.1.0/model.onnx`, "cut");
    await server.refresh();
    const body = { contract_type: "call", features: quote() };
    const { message } = await refusal(
      server,
      { ...body, version: "latest" },
      503,
    );
    assertStringIncludes(
      message,
      "Version 1.1.0 of calls is registered and cannot be loaded",
    );
    assert(!message.includes(root));
    assertEquals(
      (await (await post("/predict", body)).json()).model_version,
      "1.0.0",
    );
  }, BOTH));
