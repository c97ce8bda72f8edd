import "../graph/wasm_ready.ts";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { ArtifactError } from "lib/core/errors.ts";
import { deltaDetails, deltaModelName } from "lib/greeks/delta_artifact.ts";
import { QUOTE_FEATURES } from "lib/greeks/delta_features.ts";
import type { ArtifactMetadata } from "lib/registry/artifact.ts";
import { openArtifact, registerArtifact } from "lib/registry/store.ts";
import { inFolder } from "../commands/table_command.ts";
import { madeDelta } from "./registered_delta.ts";
import { smileSides } from "./smile_quotes.ts";

const [CALLS, PUTS] = smileSides();
const { trained, artifact } = await madeDelta([CALLS, PUTS]);
const METADATA: ArtifactMetadata = {
  ...artifact,
  version: "1.0.0",
  files: {},
};

Deno.test("an artifact says what its model was trained on, and what was left out", () => {
  const details = deltaDetails(METADATA, "made");
  assertEquals(artifact.name, "calls");
  assertEquals(details.contractType, "call");
  assertEquals(details.features, [...QUOTE_FEATURES]);
  assertEquals(details.leftOut, { vix9d: 0, vvix: 0, skew: 0 });
  assertEquals(details.days, {
    first: "2025-03-03",
    last: "2025-03-08",
    count: 6,
  });
  assertEquals(details.rows, CALLS.rows);
  assertEquals(details.synchronised, CALLS.rows);
  assertEquals(details.curve, trained.curve);
  assertEquals(artifact.hyperparameters?.rounds, 40);
  assertEquals(artifact.hyperparameters?.monotone, [1, 1, 1, 0]);
});

Deno.test("indices that were learnt from are features of the artifact", async () => {
  const made = await madeDelta(smileSides({ indices: true, days: 3 }));
  const { features, leftOut } = made.artifact.details;
  assertEquals(features, [...QUOTE_FEATURES, "vix9d", "vvix", "skew"]);
  assertEquals(leftOut, {});
  const names = made.artifact.files["feature_names.json"];
  assertEquals(JSON.parse(new TextDecoder().decode(names)), features);
});

Deno.test("what is registered is read again as it was", () =>
  inFolder(async (dir) => {
    await registerArtifact(dir, { ...artifact, version: "1.0.0" });
    const found = await openArtifact(dir, "calls", "1.0.0");
    assertEquals(
      deltaDetails(found.metadata, found.path),
      deltaDetails(METADATA, "made"),
    );
    assertEquals(found.files.get("model.onnx"), trained.onnx);
    assertEquals(found.metadata.hyperparameters, artifact.hyperparameters);
  }));

Deno.test("the model of calls is called calls, that of puts puts", () => {
  assertEquals([deltaModelName("call"), deltaModelName("put")], [
    "calls",
    "puts",
  ]);
});

Deno.test("damaged details are refused, and another kind of model is", () => {
  const details = artifact.details as Record<string, unknown>;
  const band = details.band as Record<string, unknown>;
  const universe = details.universe as Record<string, unknown>;
  const damaged: Record<string, unknown>[] = [
    {},
    { ...details, contractType: "straddle" },
    { ...details, contractType: undefined },
    { ...details, features: undefined },
    { ...details, features: "dte" },
    { ...details, features: [...QUOTE_FEATURES, "vix"] },
    { ...details, features: QUOTE_FEATURES.slice(1) },
    { ...details, features: QUOTE_FEATURES.toReversed() },
    { ...details, features: [...QUOTE_FEATURES, "skew", "vvix"] },
    { ...details, features: [...QUOTE_FEATURES, "skew", "skew"] },
    { ...details, universe: null },
    { ...details, universe: {} },
    { ...details, universe: { ...universe, maxDte: "90" } },
    { ...details, universe: { ...universe, minMoneyness: null } },
    { ...details, curve: null },
    { ...details, curve: { rate: 0.04 } },
    { ...details, curve: { rate: NaN, carry: 0 } },
    { ...details, band: undefined },
    { ...details, band: { ...band, level: undefined } },
    { ...details, band: { ...band, level: 1 } },
    { ...details, band: { ...band, edges: null } },
    { ...details, band: { ...band, halfWidths: [] } },
    { ...details, band: { ...band, halfWidths: [0.1], edges: [0, 0.5, 1] } },
    { ...details, band: { ...band, halfWidths: [null], edges: [0, 1] } },
    { ...details, band: { ...band, halfWidths: [-0.1], edges: [0, 1] } },
    { ...details, band: { ...band, halfWidths: [0.1], edges: [0] } },
  ];
  for (const one of damaged) {
    const error = assertThrows(
      () => deltaDetails({ ...METADATA, details: one }, "models/calls/v1.0.0"),
      ArtifactError,
      "models/calls/v1.0.0 as its details must be those of a delta model",
      JSON.stringify(one),
    );
    assertEquals(error.path, "models/calls/v1.0.0");
  }
  assertThrows(
    () => deltaDetails({ ...METADATA, kind: "calibrator" }, "x"),
    ArtifactError,
  );
});

Deno.test("a band of one bin, with edges or without, is whole", () => {
  for (const edges of [[], [0, 1]]) {
    const band = { level: 0.9, edges, halfWidths: [0.1], counts: [60] };
    const details = { ...artifact.details, band };
    assert(deltaDetails({ ...METADATA, details }, "x").band.level === 0.9);
  }
});
