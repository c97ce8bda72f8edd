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
  /** Values that stood there when a run was taken up again. */
  readonly #lines = new Set<string>();
  #bytes = 0;

  /**
   * Makes a log.
   *
   * @param path The file.
   * @param points What stands in it. @default nothing
   */
  constructor(path: string, points: readonly MetricPoint[] = []) {
    this.#path = path;
    for (const point of points) {
      this.#bytes += lineOf(point).length;
      this.#lines.add(keyOf(point));
      this.#series.add(point);
    }
  }

  /** Whether this very value stands in the file. */
  has(point: MetricPoint): boolean {
    return this.#lines.has(keyOf(point));
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
    const bytes = lineOf(point);
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

/** Lines of values, as a file of metrics. */
export function metricLines(points: readonly MetricPoint[]): string {
  return points.map((point) => `${keyOf(point)}\n`).join("");
}

function keyOf({ name, value, labels }: MetricPoint): string {
  return stableJsonLine({ labels, name, value });
}

function lineOf(point: MetricPoint): Uint8Array {
  return new TextEncoder().encode(metricLines([point]));
}
