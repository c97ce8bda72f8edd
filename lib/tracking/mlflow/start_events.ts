/**
 * What a server is told of a run at its start: itself, its settings, its inputs.
 *
 * @module
 */

import type { Json, Manifest } from "lib/tracking/manifest.ts";
import type {
  SpoolEvent,
  StartEvent,
} from "lib/tracking/mlflow/spool_event.ts";

/** What a server is told of a manifest. */
export type StartManifest = Pick<
  Manifest,
  "kind" | "name" | "codeVersion" | "config" | "seed" | "dataHashes"
>;

/**
 * The events of a start: settings become parameters `config/<path>`, so that
 * MLflow compares them between runs, and hashes of inputs become tags.
 *
 * @param manifest The run's first manifest.
 * @param start Who it is on the server.
 * @returns The events, the start first.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { startEvents } from "lib/tracking/mlflow/start_events.ts";
 *
 * const events = startEvents({
 *   kind: "demo",
 *   name: "a",
 *   codeVersion: "1",
 *   config: { model: { layers: 2 } },
 *   seed: 7,
 *   dataHashes: {},
 * }, { at: "2026-01-02T03:04:05Z", runId: "r", folder: "r", token: "t", experiment: "e" });
 * assertEquals(events[1], { kind: "param", name: "config/model/layers", value: 2 });
 * ```
 */
export function startEvents(
  manifest: StartManifest,
  start: Omit<StartEvent, "kind" | "tags">,
): readonly SpoolEvent[] {
  const { kind, name, codeVersion, config, seed, dataHashes } = manifest;
  const tags = {
    "mlflow.source.name": "tenor",
    "mlflow.source.type": "LOCAL",
    "tenor.run": start.runId,
    "tenor.kind": kind,
    "tenor.name": name,
    "tenor.code_version": codeVersion,
    ...seed === null ? {} : { "tenor.seed": String(seed) },
  };
  return [
    { kind: "start", ...start, tags },
    ...leaves("config", config).map(([path, value]): SpoolEvent => ({
      kind: "param",
      name: path,
      value,
    })),
    ...Object.entries(dataHashes).map(([input, hash]): SpoolEvent => ({
      kind: "tag",
      name: `tenor.data.${input}`,
      value: hash,
    })),
  ];
}

/** Values of a tree by their paths; a list is a value. */
function leaves(path: string, value: Json): [string, Json][] {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    return value === null ? [] : [[path, value]];
  }
  return Object.entries(value).flatMap(([key, child]) =>
    leaves(`${path}/${key}`, child as Json)
  );
}
