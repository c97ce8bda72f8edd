/**
 * Somewhere else that hears of a run while it is written, such as a tracking
 * server.
 *
 * The run folder is what counts: a sink is told after the folder has it, and what
 * a sink throws is left aside by the run.
 *
 * @module
 */

import type { Json, Manifest } from "lib/tracking/manifest.ts";

/** Labels of a metric: what it belongs to. */
export type MetricLabels = Readonly<Record<string, string | number>>;

/** Hears of a run, call by call and in order. Times are ISO 8601 in UTC. */
export interface RunSink {
  /**
   * A run has started; its settings follow as parameters, flattened.
   *
   * @param manifest Its first manifest, status `running`.
   * @param startedAt When.
   * @param runId Name of the run's folder.
   */
  start(manifest: Manifest, startedAt: string, runId: string): Promise<void>;

  /**
   * A parameter was recorded.
   *
   * @param name Its name.
   * @param value Its value.
   */
  param(name: string, value: Json): Promise<void>;

  /**
   * A value of a metric was recorded.
   *
   * @param name The metric.
   * @param value Its value, finite.
   * @param labels What it belongs to.
   * @param step Whole number from 0: the label `step` or `epoch` if there is one,
   *   else how many values this metric with these labels had before.
   * @param at When.
   */
  metric(
    name: string,
    value: number,
    labels: MetricLabels,
    step: number,
    at: string,
  ): Promise<void>;

  /**
   * A file of the run was written whole.
   *
   * @param path Within the run's folder, such as `charts/mse.svg`.
   * @param bytes Its content.
   */
  file(path: string, bytes: Uint8Array): Promise<void>;

  /**
   * The run has ended; nothing follows.
   *
   * @param status How.
   * @param at When.
   * @param reason Why it failed, for a failed run.
   */
  finish(
    status: "finished" | "failed",
    at: string,
    reason?: string,
  ): Promise<void>;
}
