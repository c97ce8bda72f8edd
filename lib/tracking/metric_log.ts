/**
 * The file to which a run appends its metrics, a line each.
 *
 * @module
 */

import { stableJsonLine } from "lib/tracking/manifest.ts";
import {
  type FinalMetric,
  type MetricPoint,
  SeriesCollector,
} from "lib/tracking/metric_series.ts";

/** A file of metrics with one writer. */
export class MetricLog {
  readonly #path: string;
  readonly #series = new SeriesCollector();
  #bytes = 0;

  /**
   * Makes a log.
   *
   * @param path The file: new, or empty.
   */
  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Appends a value. A line that does not get onto the disk whole, as where that
   * is full, does not stay there in part.
   *
   * @param point The value.
   * @returns Its step within its series.
   * @throws {RangeError} If it is not finite.
   */
  async append(point: MetricPoint): Promise<number> {
    const { name, value, labels } = point;
    const line = `${stableJsonLine({ labels, name, value })}\n`;
    const bytes = new TextEncoder().encode(line);
    try {
      await Deno.writeFile(this.#path, bytes, { append: true });
    } catch (error) {
      await Deno.truncate(this.#path, this.#bytes).catch(() => {});
      throw error;
    }
    this.#bytes += bytes.length;
    return this.#series.add(point);
  }

  /**
   * What each series ended with so far.
   *
   * @returns In the order in which the series began.
   */
  final(): FinalMetric[] {
    return this.#series.final();
  }
}
