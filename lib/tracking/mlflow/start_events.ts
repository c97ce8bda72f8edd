/**
 * What a server is told of a run at its start: itself, its code, its inputs.
 *
 * @module
 */

import type { Manifest } from "lib/tracking/manifest.ts";
import type {
  SpoolEvent,
  StartEvent,
} from "lib/tracking/mlflow/spool_event.ts";

/** What a server is told of a manifest. */
export type StartManifest = Pick<
  Manifest,
  "kind" | "name" | "codeVersion" | "command" | "seed" | "dataHashes"
>;

/**
 * The events of a start. Settings are no part of it: the run records them as
 * parameters.
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
 *   command: null,
 *   seed: 7,
 *   dataHashes: { bars: "ab12" },
 * }, { at: "2026-01-02T03:04:05Z", runId: "r", folder: "r", token: "t", experiment: "e" });
 * assertEquals(events[1], { kind: "tag", name: "tenor.data.bars", value: "ab12" });
 * ```
 */
export function startEvents(
  manifest: StartManifest,
  start: Omit<StartEvent, "kind" | "tags">,
): readonly SpoolEvent[] {
  const { kind, name, codeVersion, command, seed, dataHashes } = manifest;
  const tags = {
    "mlflow.source.name": "tenor",
    "mlflow.source.type": "LOCAL",
    "tenor.run": start.runId,
    "tenor.kind": kind,
    "tenor.name": name,
    "tenor.code_version": codeVersion,
    ...command === null ? {} : { "tenor.command": command.join(" ") },
    ...seed === null ? {} : { "tenor.seed": String(seed) },
  };
  return [
    { kind: "start", ...start, tags },
    ...Object.entries(dataHashes).map(([input, hash]): SpoolEvent => ({
      kind: "tag",
      name: `tenor.data.${input}`,
      value: hash,
    })),
  ];
}
