/**
 * Names and values as MLflow takes them.
 *
 * A name is of letters, digits, `_ . - /` and spaces, at most 250 characters, and
 * is a path that no step of which is empty, `.` or `..`. A parameter's value has at
 * most 6000 characters, a tag's 5000. Metrics have no labels, so that these become
 * steps of the name's path: `mse {horizon: 96}` is `horizon-96/mse`. They come first,
 * as a server that keeps metrics in files cannot have `mse` and `mse/horizon-96`.
 *
 * A name that had to be changed ends in eight digits of its hash, so that two
 * names never become one, and a tag keeps it as it was.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { type Json, stableJsonLine } from "lib/tracking/manifest.ts";
import { STEP_LABELS } from "lib/tracking/metric_series.ts";
import type { MetricLabels } from "lib/tracking/run_sink.ts";

/** Characters of a parameter's value. */
export const MAX_PARAM = 6000;
/** Characters of a tag's value. */
export const MAX_TAG = 5000;
/** Characters of a name. */
export const MAX_NAME = 250;
/** Room left in a name for a tag's prefix and for the hash. */
const NAME_ROOM = 200;

/**
 * A name that MLflow takes.
 *
 * @param name Any text.
 * @returns The same where it may stay, else one like it with its hash at the end.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { entityName } from "lib/tracking/mlflow/entity_text.ts";
 *
 * assertEquals(entityName("val/loss"), "val/loss");
 * assertEquals(entityName("loss %"), "loss _.5bed022e");
 * ```
 */
export function entityName(name: string): string {
  const steps = name.replace(/[^A-Za-z0-9_.\-/ ]/gu, "_").split("/")
    .map((step) => /^\.{0,2}$/.test(step) ? "_" : step);
  const mapped = steps.join("/").slice(0, NAME_ROOM);
  if (mapped === name) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${mapped.replace(/\/$/, "/_")}.${hash}`;
}

/**
 * The name of a metric with its labels; `step` and `epoch` are the step of the
 * value and not part of it.
 *
 * @param name The metric.
 * @param labels What it belongs to.
 * @returns A text with all that tells it from other metrics, not yet
 * {@linkcode entityName}'s.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metricName } from "lib/tracking/mlflow/entity_text.ts";
 *
 * assertEquals(
 *   metricName("mse", { model: "lstm", horizon: 96, epoch: 3 }),
 *   "horizon-96/model-lstm/mse",
 * );
 * ```
 */
export function metricName(name: string, labels: MetricLabels): string {
  const stepLabels: readonly string[] = STEP_LABELS;
  const steps = Object.entries(labels)
    .filter(([label]) => !stepLabels.includes(label))
    .sort(([a], [b]) => a < b ? -1 : 1)
    .map(([label, value]) => `${label}-${value}/`);
  return steps.join("") + name;
}

/**
 * A metric's value in JSON, which has no NaN and no infinities: protocol buffers
 * write them as texts (https://protobuf.dev/programming-guides/json/).
 *
 * @param value Any number.
 * @returns It, or its name.
 */
export function metricValue(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

/**
 * A value as a text without what a database refuses: lone surrogates and NUL.
 *
 * @param value A JSON value; a text stays as it is.
 * @returns Its text.
 */
export function valueText(value: Json): string {
  const text = typeof value === "string" ? value : stableJsonLine(value);
  return text.toWellFormed().replaceAll("\0", "\ufffd");
}

/**
 * The beginning of a text.
 *
 * @param text Any text.
 * @param length Characters it may have.
 * @returns The text, or what fits of it; no character is cut in two.
 */
export function cutText(text: string, length: number): string {
  return text.length <= length
    ? text
    : text.slice(0, length).replace(/[\ud800-\udbff]$/, "");
}
