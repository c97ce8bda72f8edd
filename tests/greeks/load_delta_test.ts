import "../graph/wasm_ready.ts";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { ArtifactError } from "lib/core/errors.ts";
import type { DeltaFeatures } from "lib/greeks/delta_features.ts";
import { isInUniverse, loadDeltaModel } from "lib/greeks/load_delta.ts";
import type { OptionSamples } from "lib/market/history/fetch_option_samples.ts";
import type { Artifact } from "lib/registry/artifact.ts";
import {
  type NewArtifact,
  openArtifact,
  registerArtifact,
} from "lib/registry/store.ts";
import { inFolder } from "../commands/table_command.ts";
import { madeDelta } from "./registered_delta.ts";
import { smileSides } from "./smile_quotes.ts";

const [CALLS, PUTS] = smileSides();
const PLAIN = await madeDelta([CALLS, PUTS]);
const INDEXED = await madeDelta(smileSides({ indices: true, days: 3 }));

/** An artifact as if it had been read. */
function asRead({ files, ...said }: NewArtifact): Artifact {
  return {
    path: "models/made/v1.0.0",
    metadata: { ...said, version: "1.0.0", files: {} },
    files: new Map(Object.entries(files)),
  };
}

function quotesOf(samples: OptionSamples): DeltaFeatures[] {
  return Array.from({ length: samples.rows }, (_, i) => ({
    dte: samples.dte[i],
    moneyness: samples.moneyness[i],
    mark: samples.mark[i],
    strike: samples.strike[i],
    underlying_price: samples.underlyingPrice[i],
  }));
}

const QUOTE: DeltaFeatures = {
  dte: 31,
  moneyness: 1,
  mark: 12,
  strike: 560,
  underlying_price: 560,
};

Deno.test("a model that was registered answers as it did when it was trained", () =>
  inFolder(async (dir) => {
    await registerArtifact(dir, PLAIN.artifact);
    const model = await loadDeltaModel(await openArtifact(dir, "calls"));
    const { delta } = await model.predict(quotesOf(CALLS));
    await model.release();
    assertEquals(model.identity.name, "calls");
    assertEquals(model.contractType, "call");
    assertEquals(model.level, 0.9);
    const { trained } = PLAIN;
    trained.model.predict(trained.columns).forEach((value, i) => {
      const within = Math.min(1, Math.max(0, value));
      assert(Math.abs(delta[i] - within) < 40 * 2 ** -24, `row ${i}`);
    });
  }));

Deno.test("more rows than go through the graph at once are answered as each alone", async () => {
  const model = await loadDeltaModel(asRead(PLAIN.artifact));
  const rows = Array.from({ length: 5000 }, (_, i) => ({
    ...QUOTE,
    strike: 480 + i / 30,
  }));
  const { delta, low, high } = await model.predict(rows);
  for (const i of [0, 4095, 4096, 4999]) {
    const one = await model.predict([rows[i]]);
    assertEquals([one.delta[0], one.low[0], one.high[0]], [
      delta[i],
      low[i],
      high[i],
    ]);
  }
  assertEquals((await model.predict([])).delta.length, 0);
  await model.release();
  assert(delta.every((d, i) => low[i] <= d && d <= high[i]));
  assert(low.every((x) => x >= 0) && high.every((x) => x <= 1));
});

Deno.test("outside of what it was trained on a model knows nothing of its error", async () => {
  const model = await loadDeltaModel(asRead(PLAIN.artifact));
  const { low, high, delta } = await model.predict([
    QUOTE,
    { ...QUOTE, dte: 66 },
    { ...QUOTE, dte: 67 },
    { ...QUOTE, strike: 560 / 0.839 },
    { ...QUOTE, strike: 560 / 1.201, mark: 95 },
  ]);
  await model.release();
  const whole = Array.from(low, (x, i) => x === 0 && high[i] === 1);
  assertEquals(whole, [false, false, true, true, true]);
  assert(delta.every((d) => d >= 0 && d <= 1));
});

Deno.test("an unseen put may have any delta from -1 to 0", async () => {
  const { artifact } = await madeDelta([PUTS, CALLS]);
  const model = await loadDeltaModel(asRead(artifact));
  const { low, high } = await model.predict([{ ...QUOTE, dte: 400 }]);
  await model.release();
  assertEquals([low[0], high[0]], [-1, 0]);
});

Deno.test("the bounds of a universe belong to it", () => {
  const universe = {
    roots: ["XYZ"],
    maxDte: 30,
    minMoneyness: 0.5,
    maxMoneyness: 2,
  };
  const is = (dte: number, strike: number, type: "call" | "put" = "call") =>
    isInUniverse(type, universe, { dte, strike, underlying_price: 100 });
  assertEquals([is(30, 100), is(30.5, 100)], [true, false]);
  assertEquals([is(1, 200), is(1, 201), is(1, 50), is(1, 49)], [
    true,
    false,
    true,
    false,
  ]);
  assertEquals([is(1, 50, "put"), is(1, 49, "put")], [true, false]);
});

Deno.test("a quote without an index that the model needs is refused by its name", async () => {
  const model = await loadDeltaModel(asRead(INDEXED.artifact));
  const known = { ...QUOTE, vix9d: 20, vvix: 86, skew: 129 };
  assertEquals((await model.predict([known])).delta.length, 1);
  for (const name of ["vix9d", "vvix", "skew"] as const) {
    const { [name]: _, ...without } = known;
    await assertRejects(
      () => model.predict([known, without]),
      RangeError,
      `${name} must be a number from`,
    );
    await assertRejects(
      () => model.predict([known, without]),
      RangeError,
      "row 1 has undefined",
    );
  }
  await model.release();
});

Deno.test("an index that was not known then is answered: NaN is a missing value", async () => {
  const model = await loadDeltaModel(asRead(INDEXED.artifact));
  const quote = { ...QUOTE, vix9d: NaN, vvix: NaN, skew: NaN };
  const { delta } = await model.predict([quote]);
  await model.release();
  assert(delta[0] > 0.2 && delta[0] < 0.8, `${delta[0]}`);
});

Deno.test("a model without indices passes over those it is given", async () => {
  const model = await loadDeltaModel(asRead(PLAIN.artifact));
  const one = await model.predict([QUOTE]);
  const two = await model.predict([{ ...QUOTE, vix9d: 80, vvix: 200 }]);
  await model.release();
  assertEquals(two, one);
});

Deno.test("a feature that is no number, or out of its bounds, is refused by row and name", async () => {
  const model = await loadDeltaModel(asRead(PLAIN.artifact));
  for (
    const [name, value] of [
      ["dte", -1],
      ["dte", NaN],
      ["mark", -0.01],
      ["mark", Infinity],
      ["strike", 0],
      ["underlying_price", 1e8],
      ["moneyness", 0],
      ["strike", "560"],
      ["mark", null],
    ] as const
  ) {
    const bad = { ...QUOTE, [name]: value } as unknown as DeltaFeatures;
    const error = await assertRejects(
      () => model.predict([QUOTE, QUOTE, bad]),
      RangeError,
      `Cannot predict a delta as ${name} must be a number from`,
    );
    assert(error.message.endsWith(`row 2 has ${value}`), error.message);
  }
  await model.release();
});

Deno.test("a graph of other columns than the details name is refused when it is opened", async () => {
  const { artifact } = PLAIN;
  const files = {
    ...artifact.files,
    "model.onnx": INDEXED.artifact.files["model.onnx"],
  };
  await assertRejects(
    () => loadDeltaModel(asRead({ ...artifact, files })),
    ArtifactError,
    "must take the 5 features of its details: it takes 8",
  );
});

Deno.test("a model of another kind, or whose details are cut off, is refused", async () => {
  await assertRejects(
    () => loadDeltaModel(asRead({ ...PLAIN.artifact, kind: "calibrator" })),
    ArtifactError,
    "must be those of a delta model",
  );
  await assertRejects(
    () => loadDeltaModel(asRead({ ...PLAIN.artifact, details: {} })),
    ArtifactError,
    "Train it with tenor greeks train",
  );
});
