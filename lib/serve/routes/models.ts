/**
 * `GET /models`, `GET /models/{name}` and a model's files.
 *
 * @module
 */

import { ArtifactError } from "lib/core/errors.ts";
import type { ServerContext } from "lib/serve/server_context.ts";
import type { WebApp } from "lib/serve/web_app.ts";

/** Adds the routes. */
export function addModels(app: WebApp, { models }: ServerContext): void {
  app.get("/models", (c) =>
    c.json({
      models: models.models.map(({ metadata }) => {
        const { name, version, kind, created, metrics, details } = metadata;
        const { law = null, route = null, architecture = null } = details;
        return {
          name,
          version,
          kind,
          created,
          law,
          route,
          architecture,
          metrics,
        };
      }),
    }));
  app.get(
    "/models/:name",
    (c) => c.json(models.get(c.req.param("name")).metadata),
  );
  app.get("/models/:name/files/:file", (c) => {
    const { artifact, metadata } = models.get(c.req.param("name"));
    const file = c.req.param("file");
    const bytes = artifact.files.get(file);
    if (bytes === undefined) {
      throw new ArtifactError(
        `Cannot send "${file}" as ${metadata.name} must hold it: it holds ${
          [...artifact.files.keys()].join(", ")
        }`,
      );
    }
    return c.body(bytes as Uint8Array<ArrayBuffer>, 200, {
      "content-type": file.endsWith(".json")
        ? "application/json"
        : "application/octet-stream",
      etag: `"${metadata.files[file]}"`,
    });
  });
}
