/** Delta models of tests: registered as artifacts, answered by a formula. */

import { writeModel } from "lib/graph/onnx/write.ts";
import {
  deltaBounds,
  type DeltaFeature,
  type DeltaFeatures,
  QUOTE_FEATURES,
} from "lib/greeks/delta_features.ts";
import type { DeltaModel } from "lib/greeks/delta_model.ts";
import type { ContractType } from "lib/market/history/history_store.ts";
import type { NewArtifact } from "lib/registry/store.ts";
import type { OpenDelta } from "lib/serve/open_model.ts";

/** What a delta model's graph takes in tests: seven columns. */
export const NAMES: readonly DeltaFeature[] = [
  ...QUOTE_FEATURES,
  "vix9d",
  "vvix",
];

/** Half of the moneyness, column 1, for each row. */
const HALF_MONEYNESS = writeModel({
  nodes: [
    {
      op: "Gather",
      inputs: ["features", "column"],
      outputs: ["moneyness"],
      attributes: { axis: { int: 1 } },
    },
    { op: "Mul", inputs: ["moneyness", "half"], outputs: ["prediction"] },
  ],
  initializers: [
    { name: "column", dims: [1], data: BigInt64Array.of(1n) },
    { name: "half", dims: [], data: Float32Array.of(0.5) },
  ],
  inputs: [{ name: "features", shape: ["N", NAMES.length] }],
  outputs: [{ name: "prediction", shape: ["N", 1] }],
});

/** A model to register: `calls` or `puts`. */
export function deltaArtifact(
  type: ContractType,
  more: Partial<NewArtifact> = {},
): NewArtifact {
  return {
    name: `${type}s`,
    kind: "delta",
    created: "2026-01-02T03:04:05.000Z",
    runId: `run-${type}s`,
    codeVersion: "0.0.0",
    command: "deno task tenor",
    metrics: { mae: 0.004 },
    details: { contractType: type },
    files: {
      "model.onnx": HALF_MONEYNESS,
      "feature_names.json": new TextEncoder().encode(JSON.stringify(NAMES)),
    },
    ...more,
  };
}

/** Half-width of the intervals of {@link openWavy}. */
export const WIDTH = 0.02;

/**
 * What {@link openWavy} answers: a delta that falls with the strike, but for a
 * wave on it.
 */
export function wavyDelta(type: ContractType, row: DeltaFeatures): number {
  const { strike, underlying_price: spot } = row;
  const call = 1 / (1 + Math.exp(20 * (strike / spot - 1))) +
    0.2 * Math.sin(strike);
  const [low, high] = deltaBounds(type);
  return Math.min(high, Math.max(low, type === "call" ? call : call - 1));
}

/** Opens models that answer by {@link wavyDelta}; they need VIX9D and VVIX. */
export const openWavy: OpenDelta = ({ metadata }) => {
  const { name, version, runId, details } = metadata;
  const contractType = details["contractType"] as ContractType;
  const [least, most] = deltaBounds(contractType);
  const model: DeltaModel = {
    identity: { name, version, runId },
    contractType,
    features: NAMES,
    level: 0.9,
    predict(rows) {
      const delta = Float64Array.from(
        rows,
        (row) => wavyDelta(contractType, row),
      );
      return Promise.resolve({
        delta,
        low: delta.map((d) => Math.max(least, d - WIDTH)),
        high: delta.map((d) => Math.min(most, d + WIDTH)),
      });
    },
    release: () => Promise.resolve(),
  };
  return Promise.resolve(model);
};

/** A quote of a test, right for calls; of another strike if one is given. */
export function quote(strike = 100, type: ContractType = "call") {
  return {
    dte: 30,
    moneyness: type === "call" ? 100 / strike : strike / 100,
    mark: 2.5,
    strike,
    underlying_price: 100,
    vix9d: 15,
    vvix: 90,
  };
}
