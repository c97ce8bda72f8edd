/**
 * What a spool holds: one JSON object a line, in the order in which it happened.
 *
 * @module
 */

import type { Json } from "lib/tracking/manifest.ts";
import type { MetricLabels } from "lib/tracking/run_sink.ts";

/** A run has started, or goes on after it was stopped. */
export interface StartEvent {
  /** Which event. */
  readonly kind: "start";
  /** When, ISO 8601 in UTC. */
  readonly at: string;
  /** Name of the run's folder. */
  readonly runId: string;
  /** The run's folder, from the spool's folder on. */
  readonly folder: string;
  /** By which the server's run is known again if its id was lost on the way. */
  readonly token: string;
  /** Experiment that it belongs to. */
  readonly experiment: string;
  /** Tags to create it with. */
  readonly tags: Readonly<Record<string, string>>;
}

/** A parameter. */
export interface ParamEvent {
  /** Which event. */
  readonly kind: "param";
  /** Its name. */
  readonly name: string;
  /** Its value, whole. */
  readonly value: Json;
}

/** A tag. */
export interface TagEvent {
  /** Which event. */
  readonly kind: "tag";
  /** Its name. */
  readonly name: string;
  /** Its value, whole. */
  readonly value: string;
}

/** A value of a metric. */
export interface MetricEvent {
  /** Which event. */
  readonly kind: "metric";
  /** The metric. */
  readonly name: string;
  /** Its value; what is not finite by its name. */
  readonly value: number | string;
  /** What it belongs to. */
  readonly labels: MetricLabels;
  /** Step within the run. */
  readonly step: number;
  /** When, ISO 8601 in UTC. */
  readonly at: string;
}

/** A file of the run's folder, which keeps its bytes. */
export interface FileEvent {
  /** Which event. */
  readonly kind: "file";
  /** Within the run's folder. */
  readonly path: string;
}

/** A registered version of a model. */
export interface ModelEvent {
  /** Which event. */
  readonly kind: "model";
  /** The model. */
  readonly name: string;
  /** Its version in the registry that it comes from. */
  readonly version: string;
  /** Folder of the version, from the spool's folder on; it keeps the bytes. */
  readonly folder: string;
  /** Alias to set, such as `champion`. */
  readonly alias?: string;
}

/** The run has ended. */
export interface FinishEvent {
  /** Which event. */
  readonly kind: "finish";
  /** How. */
  readonly status: "finished" | "failed";
  /** When, ISO 8601 in UTC. */
  readonly at: string;
  /** Why it failed. */
  readonly reason?: string;
}

/** A line of a spool. */
export type SpoolEvent =
  | StartEvent
  | ParamEvent
  | TagEvent
  | MetricEvent
  | FileEvent
  | ModelEvent
  | FinishEvent;

/** An event that goes into a batch of them. */
export type LogEvent = ParamEvent | TagEvent | MetricEvent;

/** A line as read, with the place where the next one starts. */
export interface SpooledLine {
  /** The event, or undefined if the line is none. */
  readonly event: SpoolEvent | undefined;
  /** The line without its newline. */
  readonly text: string;
  /** Bytes from the beginning of the file to the end of the line. */
  readonly end: number;
}
