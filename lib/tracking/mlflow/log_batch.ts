/**
 * Parameters, metrics and tags in one request, within MLflow's limits.
 *
 * A request of `runs/log-batch` has at most 1000 metrics, 100 parameters, 100 tags,
 * 1000 of them in all, and 1 MB.
 * https://mlflow.org/docs/latest/rest-api.html#log-batch
 *
 * @module
 */

import {
  cutText,
  entityName,
  MAX_PARAM,
  MAX_TAG,
  metricName,
  valueText,
} from "lib/tracking/mlflow/entity_text.ts";
import type { LogEvent, SpooledLine } from "lib/tracking/mlflow/spool_event.ts";

/** Room is left for the run's id and the names of the three lists. */
const MAX_BYTES = 950_000;
const MAX_ENTITIES = 1000;
const MAX_PARAMS = 100;
const MAX_TAGS = 100;

/** A name and its value. */
export interface KeyValue {
  /** Name. */
  readonly key: string;
  /** Value. */
  readonly value: string;
}

/** A value of a metric, as MLflow takes it. */
export interface MetricEntity {
  /** Name. */
  readonly key: string;
  /** Value, or the name of one that is not finite. */
  readonly value: number | string;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** Step. */
  readonly step: number;
}

/** Body of a request, the run's id apart. */
export interface LogBatch {
  /** Metrics, in order. */
  readonly metrics: readonly MetricEntity[];
  /** Parameters, no name twice. */
  readonly params: readonly KeyValue[];
  /** Tags, no name twice. */
  readonly tags: readonly KeyValue[];
}

/** A line of a spool that goes into a batch. */
export type LogLine = SpooledLine & {
  /** The event. */
  readonly event: LogEvent;
};

/** What one event comes to. */
type Entities = {
  readonly metric?: MetricEntity;
  readonly param?: KeyValue;
  readonly tag?: KeyValue;
  /** A tag that says how the name or the value was changed. */
  readonly note?: KeyValue;
};

/**
 * Puts as many events into one request as it may have.
 *
 * @param events What to send, at least one.
 * @param told Notes on changed names that the server has already.
 * @returns The request and how many of the first events are in it, at least one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { logBatch } from "lib/tracking/mlflow/log_batch.ts";
 *
 * const { batch, count } = logBatch([
 *   { kind: "param", name: "layers", value: 2 },
 *   { kind: "param", name: "layers", value: 2 },
 * ]);
 * assertEquals(count, 2);
 * assertEquals(batch.params, [{ key: "layers", value: "2" }]);
 * ```
 */
export function logBatch(
  events: readonly LogEvent[],
  told: ReadonlySet<string> = new Set(),
): { readonly batch: LogBatch; readonly count: number } {
  const metrics: MetricEntity[] = [];
  const params = new Map<string, KeyValue>();
  const tags = new Map<string, KeyValue>();
  let bytes = 0;
  let count = 0;
  for (const event of events) {
    const { metric, param, tag, note } = entitiesOf(event);
    const known = param && params.get(param.key);
    // Another value of a parameter is refused; alone, it is known which one it is.
    if (known && known.value !== param.value) break;

    const newParam = known ? undefined : param;
    const newTag = tag ?? (note && !told.has(note.key) ? note : undefined);
    const added = [metric, newParam, newTag].filter((one) => one !== undefined);
    const size = added.reduce((sum, one) => sum + sizeOf(one), 0);
    const full = bytes + size > MAX_BYTES ||
      metrics.length + params.size + tags.size + added.length > MAX_ENTITIES ||
      (newParam && params.size === MAX_PARAMS) ||
      (newTag && tags.size === MAX_TAGS);
    if (count > 0 && full) break;

    if (metric) metrics.push(metric);
    if (newParam) params.set(newParam.key, newParam);
    if (newTag) tags.set(newTag.key, newTag);
    bytes += size;
    ++count;
  }
  return {
    batch: {
      metrics,
      params: [...params.values()],
      tags: [...tags.values()],
    },
    count,
  };
}

/**
 * The logs from a line on, up to the first line that is none.
 *
 * @param lines Lines of a spool.
 * @param from Where to start, counted from 0.
 * @returns The lines that go into batches; none if the first one does not.
 */
export function logLines(
  lines: readonly SpooledLine[],
  from: number,
): LogLine[] {
  const logs: LogLine[] = [];
  for (let i = from; i < lines.length; ++i) {
    const { event } = lines[i];
    if (
      event?.kind !== "param" && event?.kind !== "tag" &&
      event?.kind !== "metric"
    ) break;
    logs.push({ ...lines[i], event });
  }
  return logs;
}

function entitiesOf(event: LogEvent): Entities {
  switch (event.kind) {
    case "param": {
      const key = entityName(event.name);
      const whole = valueText(event.value);
      const value = cutText(whole, MAX_PARAM);
      const note = value === whole ? renamed(key, event.name) : {
        key: `tenor.cut.${key}`,
        value: `${event.name}: the first ${value.length} of ${whole.length}` +
          " characters; params.json has all",
      };
      return { param: { key, value }, ...note && { note } };
    }
    case "tag":
      return {
        tag: {
          key: entityName(event.name),
          value: cutText(valueText(event.value), MAX_TAG),
        },
      };
    case "metric": {
      const name = metricName(event.name, event.labels);
      const key = entityName(name);
      const metric = {
        key,
        value: event.value,
        timestamp: Date.parse(event.at),
        step: event.step,
      };
      const note = renamed(key, name);
      return { metric, ...note && { note } };
    }
  }
}

/** The tag that keeps a name which MLflow would refuse. */
function renamed(key: string, name: string): KeyValue | undefined {
  if (key === name) return undefined;
  const value = cutText(valueText(name), MAX_TAG);
  return { key: `tenor.name.${key}`, value };
}

function sizeOf(entity: unknown): number {
  // Two bytes for the comma and its space.
  return new TextEncoder().encode(JSON.stringify(entity)).length + 2;
}
