/**
 * `POST /predict` and `POST /predict/batch`: deltas of quotes, with intervals,
 * by the models named `calls` and `puts`.
 *
 * @module
 */

import { ArtifactError } from "lib/core/errors.ts";
import {
  interpolateChain,
  smoothChains,
  strikeRange,
} from "lib/greeks/chain_curve.ts";
import { deltaModelName } from "lib/greeks/delta_artifact.ts";
import type { DeltaModel, DeltaPredictions } from "lib/greeks/delta_model.ts";
import type { ContractType } from "lib/market/history/history_store.ts";
import { checkIndices } from "lib/serve/delta_rows.ts";
import type { ModelStore } from "lib/serve/model_store.ts";
import {
  type BatchRequest,
  type PredictRequest,
  readBatch,
  readPredict,
} from "lib/serve/predict_request.ts";
import { readJsonObject } from "lib/serve/read_body.ts";
import type { ServedModel } from "lib/serve/served_model.ts";
import type { ServerContext } from "lib/serve/server_context.ts";
import type { WebApp } from "lib/serve/web_app.ts";

/** Adds the routes. */
export function addPredict(app: WebApp, context: ServerContext): void {
  const { models, bodyLimit } = context;
  app.post("/predict", async (c) => {
    const request = readPredict(await readJsonObject(c.req.raw, bodyLimit));
    return c.json(await answerOne(models, request));
  });
  app.post("/predict/batch", async (c) => {
    const request = readBatch(await readJsonObject(c.req.raw, bodyLimit));
    return c.json(await answerMany(models, request));
  });
}

function answerOne(models: ModelStore, request: PredictRequest) {
  return withModel(models, request, async (model) => {
    const { delta, low, high } = await model.predict(request.rows);
    return {
      delta: delta[0],
      interval: [low[0], high[0]],
      ...identityOf(model, request.type),
    };
  });
}

function answerMany(models: ModelStore, request: BatchRequest) {
  return withModel(models, request, async (model) => {
    const found = curveOf(request, await model.predict(request.rows));
    const { strikes, delta, low, high } = found;
    return {
      predictions: [...delta],
      intervals: Array.from(low, (from, i) => [from, high[i]]),
      strikes: [...strikes],
      ...identityOf(model, request.type),
      count: delta.length,
      // A curve runs through repaired values.
      smoothed: request.smooth || request.grid !== null,
      interpolated: request.grid !== null,
    };
  });
}

/** What a batch wants of the deltas of its rows. */
function curveOf(
  { rows, type, smooth, grid, steepness }: BatchRequest,
  predictions: DeltaPredictions,
) {
  if (grid !== null) {
    const strikes = strikeRange(grid.min, grid.max, grid.step);
    return interpolateChain(rows, predictions, strikes, { type, steepness });
  }
  const strikes = rows.map(({ strike }) => strike);
  return {
    strikes,
    ...(smooth ? smoothChains(rows, predictions) : predictions),
  };
}

/**
 * Works with the model that a request means.
 *
 * @throws {ArtifactError} If there is none, naming those that there are.
 * @throws {Problem} 422 if it needs an index that a row lacks.
 */
async function withModel<T>(
  models: ModelStore,
  request: PredictRequest,
  work: (model: ServedModel) => Promise<T>,
): Promise<T> {
  const { type, version } = request;
  return await models.use(deltaModelName(type), version, async (model) => {
    checkIndices(request, deltaModelOf(model, type).features);
    return await work(model);
  });
}

function deltaModelOf(
  { delta, metadata }: ServedModel,
  type: ContractType,
): DeltaModel {
  if (delta?.contractType === type) return delta;
  const { name, version, kind } = metadata;
  throw new ArtifactError(
    `Cannot predict by ${name} ${version} as it must be a model of ${type} deltas: it is ${
      delta === null ? `a ${kind}` : `one of ${delta.contractType} deltas`
    }`,
  );
}

function identityOf({ metadata }: ServedModel, type: ContractType) {
  const { version, runId } = metadata;
  return { contract_type: type, model_version: version, run_id: runId };
}
