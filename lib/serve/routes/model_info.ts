/**
 * `GET /model/info`: every model that is loaded, with all that its artifact
 * says.
 *
 * @module
 */

import type { ModelStore } from "lib/serve/model_store.ts";
import type { ServedModel } from "lib/serve/served_model.ts";
import type { ServerContext } from "lib/serve/server_context.ts";
import type { WebApp } from "lib/serve/web_app.ts";

/** Adds the route. */
export function addModelInfo(app: WebApp, { models }: ServerContext): void {
  app.get("/model/info", (c) =>
    c.json({
      models: [
        ...models.models.map((model) => infoOf(models, model, true)),
        ...models.others.map((model) => infoOf(models, model, false)),
      ],
    }));
}

function infoOf(models: ModelStore, model: ServedModel, inService: boolean) {
  const { metadata, featureNames, delta } = model;
  const { name, version, kind } = metadata;
  const { aliases = {}, versions = [] } = models.entry(name) ?? {};
  return {
    name,
    version,
    kind,
    contract_type: delta?.contractType ?? null,
    level: delta?.level ?? null,
    in_service: inService,
    feature_names: featureNames,
    aliases,
    versions,
    metadata,
  };
}
