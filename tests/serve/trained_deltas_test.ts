/** Trained delta models behind the server, from artifact to answer. */

import { assert, assertEquals } from "@std/assert";
import type { DeltaFeatures } from "lib/greeks/delta_features.ts";
import { loadDeltaModel } from "lib/greeks/load_delta.ts";
import { openArtifact } from "lib/registry/store.ts";
import { trainedDelta } from "../greeks/trained_deltas.ts";
import { withServer } from "./test_server.ts";

const hyperparameters = { rounds: 12, learningRate: 0.3 };
const registered = await Promise.all([
  trainedDelta("call", { hyperparameters }),
  trainedDelta("put", { hyperparameters }),
]);
const OPTIONS = { registered, openDelta: loadDeltaModel };

const QUOTES: DeltaFeatures[] = [4500, 4700, 4750, 4800, 4805, 4900, 5100].map((
  strike,
) => ({
  dte: 24,
  moneyness: 4800 / strike,
  mark: Math.max(1, 4830 - strike) / 2,
  strike,
  underlying_price: 4800,
  vix9d: 14,
  vvix: 90,
}));

Deno.test("A trained model answers over HTTP as it does in process, alone and in a batch", () =>
  withServer(async ({ post, root }) => {
    const model = await loadDeltaModel(await openArtifact(root, "calls"));
    const { delta, low, high } = await model.predict(QUOTES);
    await model.release();
    const single = await Promise.all(QUOTES.map(async (features) => {
      const body = { contract_type: "call", features };
      return await (await post("/predict", body)).json();
    }));
    assertEquals(single.map((one) => one.delta), [...delta]);
    assertEquals(
      single.map((one) => one.interval),
      Array.from(low, (from, i) => [from, high[i]]),
    );
    assertEquals(single[0].run_id, "trained-calls");
    const batch = await post("/predict/batch", {
      contract_type: "call",
      features: QUOTES,
    });
    assertEquals((await batch.json()).predictions, [...delta]);
  }, OPTIONS));

Deno.test("The inference protocol runs the same graph, of a version too", () =>
  withServer(async ({ post, get }) => {
    const predicted = await (await post("/predict/batch", {
      contract_type: "call",
      features: QUOTES,
    })).json();
    const info = await (await get("/model/info")).json();
    const names: (keyof DeltaFeatures)[] =
      info.models.find((m: { name: string }) => m.name === "calls")
        .feature_names;
    const body = {
      inputs: [{
        name: "features",
        datatype: "FP32",
        shape: [QUOTES.length, names.length],
        data: QUOTES.map((quote) => names.map((name) => quote[name])),
      }],
    };
    for (const version of ["", "/versions/1.0.0", "/versions/champion"]) {
      const path = `/v2/models/calls${version}`;
      const { inputs, versions } = await (await get(path)).json();
      assertEquals(inputs[0].shape, [-1, names.length]);
      assertEquals(versions, ["1.0.0"]);
      const answer = await (await post(`${path}/infer`, body)).json();
      assertEquals(answer.model_version, "1.0.0");
      assertEquals(answer.outputs[0].data, predicted.predictions);
    }
    assertEquals((await get("/v2/models/calls/versions/2.0.0")).status, 404);
    assertEquals(
      (await get("/v2/models/calls/versions/2.0.0/ready")).status,
      404,
    );
    const missing = await post("/v2/models/calls/versions/2.0.0/infer", body);
    assertEquals(missing.status, 404);
  }, OPTIONS));

Deno.test("The inference protocol refuses the quotes that /predict refuses", () =>
  withServer(async ({ post, get }) => {
    const info = await (await get("/model/info")).json();
    const names: (keyof DeltaFeatures)[] =
      info.models.find((m: { name: string }) => m.name === "calls")
        .feature_names;
    const cases = [["dte", -1], ["mark", 1e30], ["moneyness", 5]] as const;
    for (const [wrong, value] of cases) {
      const [first, second] = QUOTES;
      const spoilt = { ...second, [wrong]: value };
      const response = await post("/v2/models/calls/infer", {
        inputs: [{
          name: "features",
          datatype: "FP32",
          shape: [2, names.length],
          data: [first, spoilt].map((row) => names.map((name) => row[name])),
        }],
      });
      const { details } = await response.json();
      assertEquals(response.status, 422);
      const at = names.length + names.indexOf(wrong);
      assertEquals(details.map((d: { path: string }) => d.path), [
        `inputs[0].data[${at}]`,
      ]);
    }
  }, OPTIONS));

Deno.test("A chain of a trained model falls with the strike once it is repaired or interpolated", () =>
  withServer(async ({ post }) => {
    const puts = QUOTES.map((quote) => ({
      ...quote,
      moneyness: 1 / quote.moneyness,
      mark: Math.max(1, quote.strike - 4770) / 2,
    }));
    const falls = (values: readonly number[]) =>
      values.every((x, i) => i === 0 || x <= values[i - 1]);
    for (const [type, features] of [["call", QUOTES], ["put", puts]]) {
      const ask = async (more: Record<string, unknown>) => {
        const body = { contract_type: type, features, ...more };
        return await (await post("/predict/batch", body)).json();
      };
      const smooth = await ask({ smooth: true });
      assert(falls(smooth.predictions));
      const curve = await ask({ interpolate: true });
      assert(falls(curve.predictions));
      assertEquals(curve.count, 121);
      const [least, most] = type === "call" ? [0, 1] : [-1, 0];
      curve.predictions.forEach((d: number, i: number) => {
        const [low, high] = curve.intervals[i];
        assert(least <= low && low <= d && d <= high && high <= most);
      });
    }
  }, OPTIONS));

Deno.test("A quote unlike those of the training is answered with the interval of all deltas", () =>
  withServer(async ({ post }) => {
    const features = { ...QUOTES[3], dte: 400 };
    const { interval } = await (await post("/predict", {
      contract_type: "call",
      features,
    })).json();
    assertEquals(interval, [0, 1]);
  }, OPTIONS));
